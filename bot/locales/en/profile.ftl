# The profile card.

profile-card =
    👤 <b>{ $name }</b>

    { -currency-sign }<b>{ $balance }</b> { $balance ->
        [one] { -currency-one }
       *[other] { -currency-many }
    }

    ⭐ Level <b>{ $level }</b>
    { $progress }

    { $streak }
    📈 Earned: { $earned } · 🛍 Spent: { $spent }

profile-progress =
    { $bar } { $percent }%
    { $missing ->
        [one] 1 { -currency-one } to go
       *[other] { $missing } { -currency-many } to go
    } to level { $next }

profile-top-level =
    { $bar }
    That’s as high as it gets!

profile-streak-days =
    🔥 { $days ->
        [one] 1 day
       *[other] { $days } days
    }
profile-streak = Streak: { $streak }
profile-streak-and-best = Streak: { $streak } · best, { $longest }

# In place of a name of which nothing can be seen.
nameless = Member
