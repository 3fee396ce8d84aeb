help-text =
    <b>How to play</b>

    <b>Besitos</b> are earned and spent here. You can’t buy them: you earn them by taking part.

    💋 <b>To earn some</b>, react to posts and pick up your gift every day.
    🔥 <b>Your streak</b> counts the days in a row on which you picked up the gift. Each day gives a little more; miss one and it starts over.
    ⭐ <b>Your level</b> depends on everything you have earned. Spending never lowers it.

    <b>What you can type</b>
    /daily – today’s gift
    /profile – your besitos, level and streak
    /shop – what to spend your besitos on
    /purchases – what is already yours
    /rewards – what you’ve won and what’s to come
    /leaderboard – who has earned the most
    /history – what came in and what went out
    /help – this help
