# The shop and the purchases.

shop-page =
    🛍 <b>The shop</b>
    { $balance ->
        [0] { -currency-sign }You have no { -currency-many } yet.
        [one] { -currency-sign }You have <b>1</b> { -currency-one }.
       *[other] { -currency-sign }You have <b>{ $balance }</b> { -currency-many }.
    }

    { $lines }
shop-empty =
    🛍 <b>The shop</b>

    There’s nothing here right now. Come back soon.

shop-line = • <b>{ $name }</b> · { $price }
shop-line-owned = ✅ <b>{ $name }</b> · already yours
shop-line-soon = ⏳ <b>{ $name }</b> · { $price } · coming soon
shop-line-vip = 🔒 <b>{ $name }</b> · { $price } · VIP only
shop-line-sold-out = 🚫 <b>{ $name }</b> · sold out
shop-left = { $left } left
shop-until = until { $until }

shop-price =
    { $price ->
        [0] free
        [one] 1 { -currency-one }
       *[other] { $price } { -currency-many }
    }
shop-price-vip =
    <s>{ $normal }</s> { $price ->
        [0] free with VIP
        [one] 1 { -currency-one } with VIP
       *[other] { $price } { -currency-many } with VIP
    }

shop-product = 🛍 <b>{ $name }</b>
shop-description = <i>{ $text }</i>
shop-costs = { -currency-sign }Price: { $price }
shop-with-vip = ⭐ With VIP: { $price }
shop-files =
    { $count ->
        [one] 📦 1 file
       *[other] 📦 { $count } files
    }

shop-fact-left = ⏳ { $left } left
shop-fact-until = 🗓 Until { $until }

shop-owned =
    ✅ It’s yours already.{ -menu-purchases.is ->
        [off] { "" }
       *[other] { " " }I’ll send it again whenever you like.
    }
shop-soon = ⏳ Coming soon. I’m still getting it ready.
shop-vip-only = 🔒 This one is for VIPs only.
shop-sold-out = 🚫 Sold out.
shop-ended = ⌛ This is no longer on sale.
shop-missing =
    { $missing ->
        [one] You’re 1 { -currency-one } short.
       *[other] You’re { $missing } { -currency-many } short.
    }{ -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] { "" }
           *[other] { " " }React to posts.
        }
       *[other] { " " }Pick up your gift{ -menu-reactions.is ->
            [off] .
           *[other] { " " }and react to posts.
        }
    }
shop-balance =
    { $balance ->
        [0] You have no { -currency-many } yet, and you don’t need any.
        [one] You have 1 { -currency-one }.
       *[other] You have { $balance } { -currency-many }.
    }

shop-confirm =
    🛍 <b>{ $name }</b>
    { -currency-sign }Price: { $price }

    Do you want it? { $left ->
        [0] You’ll have no { -currency-many } left.
        [one] You’ll have 1 { -currency-one } left.
       *[other] You’ll have { $left } { -currency-many } left.
    }
shop-confirm-free =
    🛍 <b>{ $name }</b>
    { -currency-sign }Price: { $price }

    Do you want it?
shop-price-changed = ⚠️ The price has just changed. I haven’t charged you anything.
shop-asked-again = 🔁 That button was from before. I haven’t charged you anything: do you want it now?

shop-bought =
    🎉 <b>It’s yours!</b>

    <b>{ $name }</b>: on its way to you right now.{ -menu-purchases.is ->
        [command] { " " }You’ll always find it in { -menu-purchases }.
        [buttons] { " " }You’ll always find it in your purchases.
       *[off] { "" }
    }
    { $balance ->
        [0] { -currency-sign }You have no { -currency-many } left.
        [one] { -currency-sign }You have <b>1</b> { -currency-one } left.
       *[other] { -currency-sign }You have <b>{ $balance }</b> { -currency-many } left.
    }

shop-bought-free =
    🎉 <b>It’s yours!</b>

    <b>{ $name }</b>: on its way to you right now.{ -menu-purchases.is ->
        [command] { " " }You’ll always find it in { -menu-purchases }.
        [buttons] { " " }You’ll always find it in your purchases.
       *[off] { "" }
    }

purchases-page =
    📦 <b>Your purchases</b>

    { $lines }

    Tap one and I’ll send it again.
purchases-empty =
    📦 <b>Your purchases</b>

    Nothing here yet.{ -menu-shop.is ->
        [off] { "" }
       *[other] { " " }Have a look round the shop 🛍
    }
purchases-line =
    • <b>{ $name }</b> · { $count ->
        [one] 1 file
       *[other] { $count } files
    }
purchases-line-until =
    • <b>{ $name }</b> · { $count ->
        [one] 1 file
       *[other] { $count } files
    } · until { $until }
purchases-line-soon = ⏳ <b>{ $name }</b> · coming soon

purchases-here-it-comes = Here it comes 👇
purchases-on-its-way = It’s already on its way.
purchases-not-yours = This isn’t among your purchases.
purchases-no-files = There’s nothing to send you yet. Coming soon.
purchases-not-all-sent =
    😕 { $sent ->
        [0] I couldn’t send it to you.
        [one] I could only send you 1 file of { $total }.
       *[other] I could only send you { $sent } files of { $total }.
    }
    It’s yours, nothing is lost{ -menu-purchases.is ->
        [command] : ask me again in { -menu-purchases }.
        [buttons] : ask me again in your purchases.
       *[off] .
    }

button-shop = 🛍 Shop
button-purchases = 📦 My purchases
button-buy =
    { $price ->
        [0] 🎁 Take it, it’s free
        [one] 🛍 Buy for 1 { -currency-one }
       *[other] 🛍 Buy for { $price } { -currency-many }
    }
button-confirm-buy =
    { $price ->
        [0] ✅ Yes, for free
        [one] ✅ Yes, for 1 { -currency-one }
       *[other] ✅ Yes, for { $price } { -currency-many }
    }
button-send-again = 📦 Send it again
button-send = 📦 { $name }
command-shop = What to spend your { -currency-many } on
command-purchases = What is already yours
