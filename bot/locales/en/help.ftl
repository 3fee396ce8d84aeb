help-text =
    <b>How to play</b>

    Here you earn and spend <b>{ -currency-many }</b>. It costs no money: you earn by taking part.

    { -currency-sign }<b>To earn more</b>, { -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] take part.
           *[other] react to posts.
        }
       *[other] { -menu-reactions.is ->
            [off] pick up
           *[other] react to posts and pick up
        } your gift every day.
        🔥 <b>Your streak</b> counts the days in a row on which you picked up the gift. Each day gives a little more; miss one and it starts over.
    }
    ⭐ <b>Your level</b> depends on everything you have earned. Spending never lowers it.

# Below it, one line for each command.
help-commands =
    <b>What you can type</b>
    { $lines }
help-gift = { -menu-gift } – today’s gift
help-profile = { -menu-profile } – your { -currency-many }, level and streak
help-shop = { -menu-shop } – what to spend your { -currency-many } on
help-purchases = { -menu-purchases } – what is already yours
help-rewards = { -menu-rewards } – what you’ve won and what’s to come
help-ranking = { -menu-ranking } – who has earned the most
help-history = { -menu-history } – what came in and what went out
help-help = { -menu-help } – this help
