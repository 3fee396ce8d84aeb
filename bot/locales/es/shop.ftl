# La tienda y las compras.

shop-page =
    🛍 <b>La tienda</b>
    { $balance ->
        [0] 💋 Todavía no tienes besitos.
        [one] 💋 Tienes <b>1</b> besito.
       *[other] 💋 Tienes <b>{ $balance }</b> besitos.
    }

    { $lines }
shop-empty =
    🛍 <b>La tienda</b>

    Ahora mismo no hay nada. Vuelve pronto.

shop-line = • <b>{ $name }</b> · { $price }
shop-line-owned = ✅ <b>{ $name }</b> · ya es tuyo
shop-line-soon = ⏳ <b>{ $name }</b> · { $price } · muy pronto
shop-line-vip = 🔒 <b>{ $name }</b> · { $price } · solo VIP

shop-price =
    { $price ->
        [0] gratis
        [one] 1 besito
       *[other] { $price } besitos
    }
shop-price-vip =
    <s>{ $normal }</s> { $price ->
        [0] gratis con VIP
        [one] 1 besito con VIP
       *[other] { $price } besitos con VIP
    }

shop-product = 🛍 <b>{ $name }</b>
shop-description = <i>{ $text }</i>
shop-costs = 💋 Precio: { $price }
shop-with-vip = ⭐ Con VIP: { $price }
shop-files =
    { $count ->
        [one] 📦 1 archivo
       *[other] 📦 { $count } archivos
    }

shop-owned = ✅ Ya es tuyo. Te lo mando otra vez cuando quieras.
shop-soon = ⏳ Muy pronto. Todavía lo estoy preparando.
shop-vip-only = 🔒 Esto es solo para VIP.
shop-missing =
    { $missing ->
        [one] Te falta 1 besito. Recoge tu regalo y reacciona a las publicaciones.
       *[other] Te faltan { $missing } besitos. Recoge tu regalo y reacciona a las publicaciones.
    }
shop-balance =
    { $balance ->
        [0] Todavía no tienes besitos, y no te hacen falta.
        [one] Tienes 1 besito.
       *[other] Tienes { $balance } besitos.
    }

shop-confirm =
    🛍 <b>{ $name }</b>
    💋 Precio: { $price }

    ¿Te lo llevas? { $left ->
        [0] Te quedarás sin besitos.
        [one] Te quedará 1 besito.
       *[other] Te quedarán { $left } besitos.
    }
shop-confirm-free =
    🛍 <b>{ $name }</b>
    💋 Precio: { $price }

    ¿Te lo llevas?
shop-price-changed = ⚠️ El precio acaba de cambiar. No te he cobrado nada.
shop-asked-again = 🔁 Ese botón era de antes. No te he cobrado nada: ¿lo quieres ahora?

shop-bought =
    🎉 <b>¡Es tuyo!</b>

    <b>{ $name }</b>: te lo mando ahora mismo. Lo tendrás siempre en /compras.
    { $balance ->
        [0] 💋 Te has quedado sin besitos.
        [one] 💋 Te queda <b>1</b> besito.
       *[other] 💋 Te quedan <b>{ $balance }</b> besitos.
    }

shop-bought-free =
    🎉 <b>¡Es tuyo!</b>

    <b>{ $name }</b>: te lo mando ahora mismo. Lo tendrás siempre en /compras.

purchases-page =
    📦 <b>Tus compras</b>

    { $lines }

    Toca una y te la mando otra vez.
purchases-empty =
    📦 <b>Tus compras</b>

    Aún no tienes nada. Date una vuelta por la tienda 🛍
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
    Es tuyo, no se pierde: pídemelo otra vez en /compras.

button-shop = 🛍 Tienda
button-purchases = 📦 Mis compras
button-buy =
    { $price ->
        [0] 🎁 Llevármelo gratis
        [one] 🛍 Comprar por 1 besito
       *[other] 🛍 Comprar por { $price } besitos
    }
button-confirm-buy =
    { $price ->
        [0] ✅ Sí, gratis
        [one] ✅ Sí, por 1 besito
       *[other] ✅ Sí, por { $price } besitos
    }
button-send-again = 📦 Mándamelo otra vez
button-send = 📦 { $name }
command-shop = En qué gastar tus besitos
command-purchases = Lo que ya es tuyo
