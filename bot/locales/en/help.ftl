help-text =
    <b>How to play</b>

    Here you earn and spend <b>{ -currency-many }</b>. It costs no money: you earn by taking part.

    { -currency-sign }<b>To earn more</b>, react to posts and pick up your gift every day.
    🔥 <b>Your streak</b> counts the days in a row on which you picked up the gift. Each day gives a little more; miss one and it starts over.
    ⭐ <b>Your level</b> depends on everything you have earned. Spending never lowers it.

    <b>What you can type</b>
    /daily – today’s gift
    /profile – your { -currency-many }, level and streak
    /shop – what to spend your { -currency-many } on
    /purchases – what is already yours
    /rewards – what you’ve won and what’s to come
    /leaderboard – who has earned the most
    /history – what came in and what went out
    /help – this help
