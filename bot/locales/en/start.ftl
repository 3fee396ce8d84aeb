# The first thing that people see.

start-welcome =
    Hi, <b>{ $name }</b>! 👋

    { -currency-sign }Earn <b>{ -currency-many }</b>{ -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] { "" } by taking part.
           *[other] : react to posts.
        }
       *[other] : { -menu-reactions.is ->
            [off] pick up
           *[other] react to posts and pick up
        } your gift every day.
        🔥 Come back tomorrow, and the day after: your streak grows, and the gift with it.
    }
    { -menu-shop.is ->
        [off] ⭐ Level up{ -menu-rewards.is ->
            [off] .
           *[other] { " " }and unlock rewards.
        }
       *[other] 🛍 Level up{ -menu-rewards.is ->
            [off] { "" }
           *[other] , unlock rewards
        } and treat yourself in the shop.
    }

group-in-private = Let’s look at this in private 😉

button-profile = { -currency-sign }My profile
button-help = ❓ Help
button-back = ‹ Back
button-refresh = 🔄 Refresh
button-gift = 🎁 My gift
button-claim = 🎁 Pick it up
button-history = 🧾 History
button-older = Earlier ›
button-newest = « Latest
button-open-chat = 💬 Open the chat

# Telegram's command menu.
command-start = Get started
command-profile = Your { -currency-many }, level and streak
command-help = How to play
command-gift = Today’s gift
command-history = What came in and what went out
