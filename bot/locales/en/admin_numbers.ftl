# The panel: the club's numbers.

admin-numbers-title = 📊 Numbers
admin-numbers-overview =
    📊 <b>Numbers · { $days } days</b>

    Earned: <b>{ $earned }</b> { -currency-many }
    Spent: <b>{ $spent }</b>
    { $inflation }

    In circulation: <b>{ $circulating }</b>, among { $members } { $members ->
        [1] member
       *[other] members
    }
    Active per day: { $active } on average, { $today } today
    New profiles: { $new }
    Daily gifts: { $claims } · Purchases: { $purchases }{ $behind }
admin-numbers-inflation = For every 100 earned, { $spent } are spent.
admin-numbers-nothing-earned = Nothing was earned in these days yet.
admin-numbers-behind = ⏳ Still counting what came before: { $percent } % done.
admin-numbers-button-days = { $days } days
admin-numbers-button-days-chosen = • { $days } days
admin-numbers-button-flow = 📈 Earned and spent
admin-numbers-button-circulation = 💰 Circulation
admin-numbers-button-members = 👥 Members
admin-numbers-button-sources = 🧭 Where it comes from
admin-numbers-button-retention = 🔁 Who comes back
admin-numbers-button-levels = ⭐ Levels
admin-numbers-button-streaks = 🔥 Streaks
admin-numbers-button-sellers = 🛍 Best sellers
admin-numbers-button-top = 🏅 Who earns most
admin-numbers-button-csv = 📄 CSV
admin-numbers-word-csv = The last { $days } days, one a line. Any spreadsheet opens it.
admin-numbers-word-column =
    { $name ->
        [day] Day
        [earned] Earned
        [spent] Spent
        [circulating] In circulation
        [active-members] Active members
        [new-profiles] New profiles
        [claims] Daily gifts
        [purchases] Number of purchases
       *[other] { $stored }
    }
admin-numbers-word-column-besitos = { $source } ({ -currency-many })
admin-numbers-sellers-page =
    🛍 <b>Best sellers · { $days } days</b>

    { $lines }
admin-numbers-seller =
    { $place }. { $name } · <b>{ $purchases }</b> · { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }
admin-numbers-word-deleted-product = Deleted product
admin-numbers-no-sales = Nothing was sold in these days.
admin-numbers-top-page =
    🏅 <b>Who earns most</b> · { $period ->
        [month] this month
       *[ever] all time
    }

    { $lines }
admin-numbers-top-line = { $place }. { $name } · <b>{ $amount }</b>
admin-numbers-top-empty = Nobody yet.
admin-numbers-button-this-month = This month
admin-numbers-button-ever = All time
admin-numbers-word-no-data = No data yet
admin-numbers-word-flow = Earned and spent · { $days } days
admin-numbers-word-earned = { $amount } { -currency-many } earned
admin-numbers-word-spent = { $amount } spent
admin-numbers-word-circulation = In circulation · { $days } days
admin-numbers-word-circulating = { $amount } { -currency-many } now
admin-numbers-word-members = Members · { $days } days
admin-numbers-word-active = { $amount } active per day on average
admin-numbers-word-new = { $amount } new profiles
admin-numbers-word-sources = Where it comes from · { $days } days
admin-numbers-word-levels = Members by level
admin-numbers-word-streaks = Daily gift streaks
admin-numbers-word-streaks-now = Longest now: { $days }
admin-numbers-word-streaks-ever = Longest ever: { $days }
admin-numbers-word-retention = Who comes back
admin-numbers-word-retention-line = Of 100 who came, active weeks later
admin-numbers-word-level = Level { $level }
admin-numbers-word-streak-days = { $days } days
admin-numbers-word-streak-day = 1 day
admin-numbers-text = { $text }
admin-numbers-word-reaction = Reactions
admin-numbers-word-gift = Daily gift
admin-numbers-word-streak = Streaks
admin-numbers-word-reward = Rewards
admin-numbers-word-from-admin = From the team
admin-numbers-word-refund = Refunds
admin-numbers-word-purchase = Purchases
admin-numbers-word-to-admin = Corrections
# $source: the word that the bot around us gave an entry of its own, such as quiz.
admin-numbers-word-source = { $source }
admin-numbers-button-member = 👤 { $name }
