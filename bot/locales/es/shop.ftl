# La tienda y las compras.

shop-page =
    🛍 <b>La tienda</b>
    { $balance ->
        [0] { -currency-sign }Todavía no tienes { -currency-many }.
        [one] { -currency-sign }Tienes <b>1</b> { -currency-one }.
       *[other] { -currency-sign }Tienes <b>{ $balance }</b> { -currency-many }.
    }

    { $lines }
shop-empty =
    🛍 <b>La tienda</b>

    Ahora mismo no hay nada. Vuelve pronto.

shop-line = • <b>{ $name }</b> · { $price }
shop-line-owned = ✅ <b>{ $name }</b> · ya es tuyo
shop-line-soon = ⏳ <b>{ $name }</b> · { $price } · muy pronto
shop-line-vip = 🔒 <b>{ $name }</b> · { $price } · solo VIP
shop-line-sold-out = 🚫 <b>{ $name }</b> · agotado
shop-left =
    { $left ->
        [one] queda 1
       *[other] quedan { $left }
    }
shop-until = hasta el { $until }

shop-price =
    { $price ->
        [0] gratis
        [one] 1 { -currency-one }
       *[other] { $price } { -currency-many }
    }
shop-price-vip =
    <s>{ $normal }</s> { $price ->
        [0] gratis con VIP
        [one] 1 { -currency-one } con VIP
       *[other] { $price } { -currency-many } con VIP
    }

shop-product = 🛍 <b>{ $name }</b>
shop-description = <i>{ $text }</i>
shop-costs = { -currency-sign }Precio: { $price }
shop-with-vip = ⭐ Con VIP: { $price }
shop-files =
    { $count ->
        [one] 📦 1 archivo
       *[other] 📦 { $count } archivos
    }

shop-fact-left =
    { $left ->
        [one] ⏳ Queda 1
       *[other] ⏳ Quedan { $left }
    }
shop-fact-until = 🗓 Hasta el { $until }

shop-owned =
    ✅ Ya es tuyo.{ -menu-purchases.is ->
        [off] { "" }
       *[other] { " " }Te lo mando otra vez cuando quieras.
    }
shop-soon = ⏳ Muy pronto. Todavía lo estoy preparando.
shop-vip-only = 🔒 Esto es solo para VIP.
shop-sold-out = 🚫 Agotado.
shop-ended = ⌛ Ya no está a la venta.
shop-missing =
    { $missing ->
        [one] Te falta 1 { -currency-one }.
       *[other] Te faltan { $missing } { -currency-many }.
    }{ -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] { "" }
           *[other] { " " }Reacciona a las publicaciones.
        }
       *[other] { " " }Recoge tu regalo{ -menu-reactions.is ->
            [off] .
           *[other] { " " }y reacciona a las publicaciones.
        }
    }
shop-balance =
    { $balance ->
        [0] Todavía no tienes { -currency-many }, y no te hacen falta.
        [one] Tienes 1 { -currency-one }.
       *[other] Tienes { $balance } { -currency-many }.
    }

shop-confirm =
    🛍 <b>{ $name }</b>
    { -currency-sign }Precio: { $price }

    ¿Te lo llevas? { $left ->
        [0] Te quedarás sin { -currency-many }.
        [one] Te quedará 1 { -currency-one }.
       *[other] Te quedarán { $left } { -currency-many }.
    }
shop-confirm-free =
    🛍 <b>{ $name }</b>
    { -currency-sign }Precio: { $price }

    ¿Te lo llevas?
shop-price-changed = ⚠️ El precio acaba de cambiar. No te he cobrado nada.
shop-asked-again = 🔁 Ese botón era de antes. No te he cobrado nada: ¿lo quieres ahora?

shop-bought =
    🎉 <b>¡Es tuyo!</b>

    <b>{ $name }</b>: te lo mando ahora mismo.{ -menu-purchases.is ->
        [command] { " " }Lo tendrás siempre en { -menu-purchases }.
        [buttons] { " " }Lo tendrás siempre en tus compras.
       *[off] { "" }
    }
    { $balance ->
        [0] { -currency-sign }Te has quedado sin { -currency-many }.
        [one] { -currency-sign }Te queda <b>1</b> { -currency-one }.
       *[other] { -currency-sign }Te quedan <b>{ $balance }</b> { -currency-many }.
    }

shop-bought-free =
    🎉 <b>¡Es tuyo!</b>

    <b>{ $name }</b>: te lo mando ahora mismo.{ -menu-purchases.is ->
        [command] { " " }Lo tendrás siempre en { -menu-purchases }.
        [buttons] { " " }Lo tendrás siempre en tus compras.
       *[off] { "" }
    }

purchases-page =
    📦 <b>Tus compras</b>

    { $lines }

    Toca una y te la mando otra vez.
purchases-empty =
    📦 <b>Tus compras</b>

    Aún no tienes nada.{ -menu-shop.is ->
        [off] { "" }
       *[other] { " " }Date una vuelta por la tienda 🛍
    }
purchases-line =
    • <b>{ $name }</b> · { $count ->
        [one] 1 archivo
       *[other] { $count } archivos
    }
purchases-line-until =
    • <b>{ $name }</b> · { $count ->
        [one] 1 archivo
       *[other] { $count } archivos
    } · hasta el { $until }
purchases-line-soon = ⏳ <b>{ $name }</b> · muy pronto

purchases-here-it-comes = Ahí va 👇
purchases-on-its-way = Ya va de camino.
purchases-not-yours = Esto no está entre tus compras.
purchases-no-files = Todavía no hay nada que mandarte. Muy pronto.
purchases-not-all-sent =
    😕 { $sent ->
        [0] No he podido mandártelo.
        [one] Solo he podido mandarte 1 archivo de { $total }.
       *[other] Solo he podido mandarte { $sent } archivos de { $total }.
    }
    Es tuyo, no se pierde{ -menu-purchases.is ->
        [command] : pídemelo otra vez en { -menu-purchases }.
        [buttons] : pídemelo otra vez en tus compras.
       *[off] .
    }

button-shop = 🛍 Tienda
button-purchases = 📦 Mis compras
button-buy =
    { $price ->
        [0] 🎁 Llevármelo gratis
        [one] 🛍 Comprar por 1 { -currency-one }
       *[other] 🛍 Comprar por { $price } { -currency-many }
    }
button-confirm-buy =
    { $price ->
        [0] ✅ Sí, gratis
        [one] ✅ Sí, por 1 { -currency-one }
       *[other] ✅ Sí, por { $price } { -currency-many }
    }
button-send-again = 📦 Mándamelo otra vez
button-send = 📦 { $name }
command-shop = En qué gastar tus { -currency-many }
command-purchases = Lo que ya es tuyo
