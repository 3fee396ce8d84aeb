# The panel: the economy's settings, and what a change does before it is saved.

admin-economy-title = ⚙️ Economy
admin-economy-list =
    ⚙️ <b>Economy</b>

    What members earn, and how. Tap a setting to see what it does and change it; you see the effect before you save.
admin-economy-row = { $title }: { $value }
admin-economy-one =
    ⚙️ <b>{ $title }</b>
    { $meaning }

    Now: { $value }
    May be: { $legal }
    Default: { $default }
admin-economy-button-change = ✏️ Change
admin-economy-button-reset = ↩️ Back to default
admin-economy-ask =
    ✏️ <b>{ $title }</b>
    Now: { $value }

    Write the new value: { $legal }.
admin-economy-or-pick =
    { "" }
    Or pick a proposal:
admin-economy-proposal = { $says }
admin-economy-pace-quick = 🐇 Quick levels
admin-economy-pace-normal = 🚶 Normal levels
admin-economy-pace-slow = 🐢 Slow levels
admin-economy-pace-even = 📏 A level every 500 earned
admin-economy-preview =
    👀 <b>{ $title }</b>
    { $before } → { $after }

    { $effect }

    Shall I save it?
admin-economy-button-other = ✏️ Another value
admin-economy-told-saved = Saved. It counts from now on.
admin-economy-told-saved-formula = Saved. The new levels show already.
admin-economy-same = That is the value already. Write another one, or cancel.

admin-economy-besitos =
    { $value ->
        [one] 1 { -currency-one }
       *[other] { $value } { -currency-many }
    }
admin-economy-times =
    { $value ->
        [one] once
       *[other] { $value } times
    }
admin-economy-seconds = { $value } s
admin-economy-code = <code>{ $value }</code>
admin-economy-quoted = “{ $value }”
admin-economy-quoted-default = “{ $value }” (in each person’s language)
admin-economy-range = a whole number from { $least } to { $most }
admin-economy-formula-legal = a formula with total_earned, numbers, + - * / // % ** ( ) and floor, ceil, sqrt, log, min, max; at most { $most } characters
admin-economy-zone-legal = a big city, like Madrid, or a zone like <code>America/Mexico_City</code>
admin-economy-streak-legal = one line of at most { $most } characters, with <code>{"{"}days{"}"}</code> where the number goes

admin-economy-word-reaction = A reaction pays
admin-economy-reaction-means = What a member earns with one reaction.
admin-economy-word-reactions-a-day = Paid reactions a day
admin-economy-reactions-a-day-means = How many reactions of a member are paid in a day. With 0 none is.
admin-economy-word-cooldown = Wait between reactions
admin-economy-cooldown-means = The seconds that must pass between two paid reactions of a member.
admin-economy-word-gift = Daily gift
admin-economy-gift-means = What the gift gives each day.
admin-economy-word-bonus = Streak bonus, day 2
admin-economy-bonus-means = What is added to the gift on the second day in a row.
admin-economy-word-bonus-a-day = Bonus for each further day
admin-economy-bonus-a-day-means = How much the streak bonus grows with each day in a row from the third on.
admin-economy-word-bonus-max = Most of the streak bonus
admin-economy-bonus-max-means = The streak bonus is never more than this.
admin-economy-word-base = Least of a gift
admin-economy-base-means = The least that a day pays, gift and bonus together.
admin-economy-word-streak = How a streak is shown
admin-economy-streak-means = The text that shows a streak.
admin-economy-word-formula = Level formula
admin-economy-formula-means = The level of each member, by all that they have earned (total_earned).
admin-economy-word-zone = Time zone
admin-economy-zone-means = The clock by which a day begins, for the gift and the limits.

admin-economy-claim = 🎁 Day { $day } of a streak: { $before } → <b>{ $after }</b>
admin-economy-one-reaction = ❤️ One reaction: { $before } → <b>{ $after }</b>
admin-economy-most-a-day = 📆 Reactions in a day, at most: { $before } → <b>{ $after }</b>
admin-economy-takes = ⏱ Earning that most takes at least: { $before } → <b>{ $after }</b>
admin-economy-duration =
    { $hours ->
        [0] { $minutes ->
            [0] { $seconds } s
           *[other] { $minutes } min{ $seconds ->
                [0] { "" }
               *[other] { " " }{ $seconds } s
            }
        }
       *[other] { $hours } h { $minutes } min
    }
admin-economy-level = ⭐ With { $total } earned: level { $before } → <b>{ $after }</b>
admin-economy-level-higher =
    { $members ->
        [one] ⬆️ 1 member gets a higher level
       *[other] ⬆️ { $members } members get a higher level
    }
admin-economy-level-lower =
    { $members ->
        [one] ⬇️ 1 member gets a lower level
       *[other] ⬇️ { $members } members get a lower level
    }
admin-economy-level-unknown =
    { $members ->
        [one] ❔ I cannot say for 1 member: the formulas have too many steps
       *[other] ❔ I cannot say for { $members } members: the formulas have too many steps
    }
admin-economy-level-same = 👥 Nobody changes level
admin-economy-day-ends = 🕛 By the zone as it is, the day ends on { $at } ({ $zone })
admin-economy-day-will-end = 🕛 By the new one, it ends on { $at } ({ $zone })
admin-economy-zone-keeps-streaks = 🔥 No streak breaks; at least 18 hours lie between two gifts
admin-economy-streak-shown = 🔥 A streak of 7 days: { $before } → <b>{ $after }</b>

admin-economy-zone-unknown = I don't know that zone. Write the nearest big city in your zone, or the zone like Europe/Madrid.
admin-economy-streak-bad = It takes one line of at most { $most } characters, with {"{"}days{"}"} where the number goes and no other braces.
admin-economy-formula-empty = Write a formula.
admin-economy-formula-too-long = It is too long or too complicated. Write a shorter one.
admin-economy-formula-unreadable = I don't understand that formula. Only numbers, total_earned, + - * / // % ** ( ) and floor, ceil, sqrt, log, min, max.
admin-economy-formula-no-value = That formula gives no number for some amounts. Try another one, with max(…, 1) for instance.
admin-economy-formula-below-one = With 0 earned it must give at least level 1. Add 1 to it.
admin-economy-formula-too-high = It gives levels that are too high: they must stay below 10,000. Cap it with min(…, 100).
admin-economy-formula-falls = A level must not fall when more is earned. Write one that only rises.
