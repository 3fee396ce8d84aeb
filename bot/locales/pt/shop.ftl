# A loja e as compras.

shop-page =
    🛍 <b>A loja</b>
    { $balance ->
        [0] { -currency-sign }Você ainda não tem { -currency-many }.
        [1] { -currency-sign }Você tem <b>1</b> { -currency-one }.
       *[other] { -currency-sign }Você tem <b>{ $balance }</b> { -currency-many }.
    }

    { $lines }
shop-empty =
    🛍 <b>A loja</b>

    Agora não tem nada por aqui. Volte logo.

shop-line = • <b>{ $name }</b> · { $price }
shop-line-owned = ✅ <b>{ $name }</b> · já é seu
shop-line-soon = ⏳ <b>{ $name }</b> · { $price } · em breve
shop-line-vip = 🔒 <b>{ $name }</b> · { $price } · só VIP
shop-line-sold-out = 🚫 <b>{ $name }</b> · esgotado
shop-left =
    { $left ->
        [1] resta 1
       *[other] restam { $left }
    }
shop-until = até { $until }

shop-price =
    { $price ->
        [0] grátis
        [1] 1 { -currency-one }
       *[other] { $price } { -currency-many }
    }
shop-price-vip =
    <s>{ $normal }</s> { $price ->
        [0] grátis com VIP
        [1] 1 { -currency-one } com VIP
       *[other] { $price } { -currency-many } com VIP
    }

shop-product = 🛍 <b>{ $name }</b>
shop-description = <i>{ $text }</i>
shop-costs = { -currency-sign }Preço: { $price }
shop-with-vip = ⭐ Com VIP: { $price }
shop-files =
    { $count ->
        [1] 📦 1 arquivo
       *[other] 📦 { $count } arquivos
    }

shop-fact-left =
    { $left ->
        [1] ⏳ Resta 1
       *[other] ⏳ Restam { $left }
    }
shop-fact-until = 🗓 Até { $until }

shop-owned =
    ✅ Já é seu.{ -menu-purchases.is ->
        [off] { "" }
       *[other] { " " }Mando de novo quando você quiser.
    }
shop-soon = ⏳ Em breve. Ainda estou preparando.
shop-vip-only = 🔒 Isto é só para VIP.
shop-sold-out = 🚫 Esgotado.
shop-ended = ⌛ Não está mais à venda.
shop-missing =
    { $missing ->
        [1] Falta 1 { -currency-one }.
       *[other] Faltam { $missing } { -currency-many }.
    }{ -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] { "" }
           *[other] { " " }Reaja às publicações.
        }
       *[other] { " " }Pegue seu presente{ -menu-reactions.is ->
            [off] .
           *[other] { " " }e reaja às publicações.
        }
    }
shop-balance =
    { $balance ->
        [0] Você ainda não tem { -currency-many }, e nem precisa.
        [1] Você tem 1 { -currency-one }.
       *[other] Você tem { $balance } { -currency-many }.
    }

shop-confirm =
    🛍 <b>{ $name }</b>
    { -currency-sign }Preço: { $price }

    Vai levar? { $left ->
        [0] Você vai ficar sem { -currency-many }.
        [1] Vai sobrar 1 { -currency-one }.
       *[other] Vão sobrar { $left } { -currency-many }.
    }
shop-confirm-free =
    🛍 <b>{ $name }</b>
    { -currency-sign }Preço: { $price }

    Vai levar?
shop-price-changed = ⚠️ O preço acabou de mudar. Não cobrei nada.
shop-asked-again = 🔁 Esse botão era antigo. Não cobrei nada: você quer agora?

shop-bought =
    🎉 <b>É seu!</b>

    <b>{ $name }</b>: já estou mandando.{ -menu-purchases.is ->
        [command] { " " }Você sempre encontra em { -menu-purchases }.
        [buttons] { " " }Você sempre encontra nas suas compras.
       *[off] { "" }
    }
    { $balance ->
        [0] { -currency-sign }Você ficou sem { -currency-many }.
        [1] { -currency-sign }Você ainda tem <b>1</b> { -currency-one }.
       *[other] { -currency-sign }Você ainda tem <b>{ $balance }</b> { -currency-many }.
    }

shop-bought-free =
    🎉 <b>É seu!</b>

    <b>{ $name }</b>: já estou mandando.{ -menu-purchases.is ->
        [command] { " " }Você sempre encontra em { -menu-purchases }.
        [buttons] { " " }Você sempre encontra nas suas compras.
       *[off] { "" }
    }

purchases-page =
    📦 <b>Suas compras</b>

    { $lines }

    Toque em uma e eu mando de novo.
purchases-empty =
    📦 <b>Suas compras</b>

    Você ainda não tem nada.{ -menu-shop.is ->
        [off] { "" }
       *[other] { " " }Dê uma volta pela loja 🛍
    }
purchases-line =
    • <b>{ $name }</b> · { $count ->
        [1] 1 arquivo
       *[other] { $count } arquivos
    }
purchases-line-until =
    • <b>{ $name }</b> · { $count ->
        [1] 1 arquivo
       *[other] { $count } arquivos
    } · até { $until }
purchases-line-soon = ⏳ <b>{ $name }</b> · em breve

purchases-here-it-comes = Lá vai 👇
purchases-on-its-way = Já está a caminho.
purchases-not-yours = Isto não está entre suas compras.
purchases-no-files = Ainda não tem nada para te mandar. Em breve.
purchases-not-all-sent =
    😕 { $sent ->
        [0] Não consegui te mandar.
        [1] Só consegui te mandar 1 arquivo de { $total }.
       *[other] Só consegui te mandar { $sent } arquivos de { $total }.
    }
    É seu, nada se perde{ -menu-purchases.is ->
        [command] : peça de novo em { -menu-purchases }.
        [buttons] : peça de novo nas suas compras.
       *[off] .
    }

button-shop = 🛍 Loja
button-purchases = 📦 Minhas compras
button-buy =
    { $price ->
        [0] 🎁 Levar de graça
        [1] 🛍 Comprar por 1 { -currency-one }
       *[other] 🛍 Comprar por { $price } { -currency-many }
    }
button-confirm-buy =
    { $price ->
        [0] ✅ Sim, de graça
        [1] ✅ Sim, por 1 { -currency-one }
       *[other] ✅ Sim, por { $price } { -currency-many }
    }
button-send-again = 📦 Mandar de novo
button-send = 📦 { $name }
command-shop = Para gastar { -currency-many }
command-purchases = O que já é seu
