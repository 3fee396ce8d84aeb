# The shop and the purchases.

shop-page =
    🛍 <b>The shop</b>
    { $balance ->
        [0] 💋 You have no besitos yet.
        [one] 💋 You have <b>1</b> besito.
       *[other] 💋 You have <b>{ $balance }</b> besitos.
    }

    { $lines }
shop-empty =
    🛍 <b>The shop</b>

    There’s nothing here right now. Come back soon.

shop-line = • <b>{ $name }</b> · { $price }
shop-line-owned = ✅ <b>{ $name }</b> · already yours
shop-line-soon = ⏳ <b>{ $name }</b> · { $price } · coming soon
shop-line-vip = 🔒 <b>{ $name }</b> · { $price } · VIP only

shop-price =
    { $price ->
        [0] free
        [one] 1 besito
       *[other] { $price } besitos
    }
shop-price-vip =
    <s>{ $normal }</s> { $price ->
        [0] free with VIP
        [one] 1 besito with VIP
       *[other] { $price } besitos with VIP
    }

shop-product = 🛍 <b>{ $name }</b>
shop-description = <i>{ $text }</i>
shop-costs = 💋 Price: { $price }
shop-with-vip = ⭐ With VIP: { $price }
shop-files =
    { $count ->
        [one] 📦 1 file
       *[other] 📦 { $count } files
    }

shop-owned = ✅ It’s yours already. I’ll send it again whenever you like.
shop-soon = ⏳ Coming soon. I’m still getting it ready.
shop-vip-only = 🔒 This one is for VIPs only.
shop-missing =
    { $missing ->
        [one] You’re 1 besito short. Pick up your gift and react to posts.
       *[other] You’re { $missing } besitos short. Pick up your gift and react to posts.
    }
shop-balance =
    { $balance ->
        [0] You have no besitos yet, and you don’t need any.
        [one] You have 1 besito.
       *[other] You have { $balance } besitos.
    }

shop-confirm =
    🛍 <b>{ $name }</b>
    💋 Price: { $price }

    Do you want it? { $left ->
        [0] You’ll have no besitos left.
        [one] You’ll have 1 besito left.
       *[other] You’ll have { $left } besitos left.
    }
shop-confirm-free =
    🛍 <b>{ $name }</b>
    💋 Price: { $price }

    Do you want it?
shop-price-changed = ⚠️ The price has just changed. I haven’t charged you anything.
shop-asked-again = 🔁 That button was from before. I haven’t charged you anything: do you want it now?

shop-bought =
    🎉 <b>It’s yours!</b>

    <b>{ $name }</b>: on its way to you right now. You’ll always find it in /purchases.
    { $balance ->
        [0] 💋 You have no besitos left.
        [one] 💋 You have <b>1</b> besito left.
       *[other] 💋 You have <b>{ $balance }</b> besitos left.
    }

shop-bought-free =
    🎉 <b>It’s yours!</b>

    <b>{ $name }</b>: on its way to you right now. You’ll always find it in /purchases.

purchases-page =
    📦 <b>Your purchases</b>

    { $lines }

    Tap one and I’ll send it again.
purchases-empty =
    📦 <b>Your purchases</b>

    Nothing here yet. Have a look round the shop 🛍
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
    It’s yours, nothing is lost: ask me again in /purchases.

button-shop = 🛍 Shop
button-purchases = 📦 My purchases
button-buy =
    { $price ->
        [0] 🎁 Take it, it’s free
        [one] 🛍 Buy for 1 besito
       *[other] 🛍 Buy for { $price } besitos
    }
button-confirm-buy =
    { $price ->
        [0] ✅ Yes, for free
        [one] ✅ Yes, for 1 besito
       *[other] ✅ Yes, for { $price } besitos
    }
button-send-again = 📦 Send it again
button-send = 📦 { $name }
command-shop = What to spend your besitos on
command-purchases = What is already yours
