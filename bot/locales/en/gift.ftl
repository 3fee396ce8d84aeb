# The gift of the day.

gift-waiting =
    🎁 <b>Today’s gift is waiting for you</b>

    { $total ->
        [one] It’s <b>1</b> { -currency-one }.
       *[other] It’s <b>{ $total }</b> { -currency-many }.
    }
    { $streak }

gift-claimed =
    🎁 <b>For you!</b>

    Gift: <b>+{ $gift }</b>{ $bonus }
    { $streak }
    { -currency-sign }You now have <b>{ $balance }</b>.

    { $next }

gift-streak-part = { " " }· for your streak: <b>+{ $bonus }</b>

gift-claimed-before =
    🎁 <b>Today’s is already yours</b>

    { $streak }
    { $next }

gift-streak =
    { $days ->
        [0] 🔥 Pick it up today and start your streak.
        [one] 🔥 You’re on a 1-day streak.
       *[other] 🔥 { $days } days in a row.
    }

gift-next =
    ⏰ The next one: tomorrow at { $time }, in { $hours ->
        [0] { $minutes } min.
       *[other] { $hours } h { $minutes } min.
    }
