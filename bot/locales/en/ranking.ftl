# The ranking.

ranking-page =
    🏅 <b>Who has earned the most</b>

    { $lines }
ranking-own = { $lines }

    You are number <b>{ $place }</b>, with { $earned }.
ranking-empty =
    🏅 <b>Who has earned the most</b>

    Nobody yet. Be the first!
ranking-line = { $medal } { $name } · <b>{ $earned }</b> · level { $level }
ranking-you = { $medal } <b>{ $name }</b> · <b>{ $earned }</b> · level { $level } ← you

button-ranking = 🏅 Ranking
command-ranking = Who has earned the most
