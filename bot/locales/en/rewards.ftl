# Rewards.

rewards-page =
    🏆 <b>Your rewards</b>

    { $lines }
rewards-empty =
    🏆 <b>Your rewards</b>

    None yet. Come back soon.
rewards-badges = 🏅 Your badges: { $badges }

rewards-ready = 🎉 <b>{ $name }</b> · { $gift }
    { $left }
rewards-in-progress = 🔒 <b>{ $name }</b> · { $gift }
rewards-claimed = ✅ <b>{ $name }</b> · { $gift }
rewards-claimed-often = ✅ <b>{ $name }</b> · { $gift } · { $times } times
rewards-expired = ⌛ <b>{ $name }</b> · time ran out

rewards-description = <i>{ $text }</i>
reward-seeded-saver = Save up 100 { -currency-many }

rewards-left =
    { $days ->
        [0] ⏰ { $hours ->
            [0] { $minutes } min
           *[other] { $hours } h { $minutes } min
        } left to pick it up.
        [one] ⏰ 1 day and { $hours } h left to pick it up.
       *[other] ⏰ { $days } days left to pick it up.
    }
rewards-no-hurry = ⏰ No hurry: it doesn’t expire.

reward-gift-besitos =
    { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }
reward-gift-badge = badge { $badge }
reward-gift-content = surprise content
reward-gift-vip =
    { $days ->
        [one] 1 VIP day
       *[other] { $days } VIP days
    }

condition-done = ✔️ { $what }
condition-open = ▫️ { $what }
condition-one-of = One of these:
condition-more =
    { $count ->
        [one] … and 1 more
       *[other] … and { $count } more
    }
condition-points = { $bar } { $current } of { $target } { -currency-many } earned
condition-spent = { $bar } { $current } of { $target } { -currency-many } spent
condition-streak = { $bar } { $current } of { $target } gift days in a row
condition-level = { $bar } level { $current } of { $target }
# $what: what the bot around us calls a condition of its own.
condition-host = { $bar } { $current } of { $target } { $what }
condition-first-reaction = Your first reaction
condition-first-gift = Your first daily gift
condition-first-purchase = Your first purchase
condition-not-vip = For those who aren’t VIPs
condition-not-claimed = Only once

reward-claimed-besitos =
    🎉 <b>It’s yours!</b>

    { $name }: <b>+{ $amount }</b>
    { -currency-sign }You now have <b>{ $balance }</b>.
reward-claimed-badge =
    🎉 <b>It’s yours!</b>

    { $name }: you now wear the badge { $badge }.
reward-claimed-content =
    🎉 <b>It’s yours!</b>

    { $name }: I’m sending it right now.{ -menu-purchases.is ->
        [command] { " " }You’ll always find it in { -menu-purchases }.
        [buttons] { " " }You’ll always find it in your purchases.
       *[off] { "" }
    }
reward-claimed-vip =
    🎉 <b>It’s yours!</b>

    { $name }: you’re a VIP until { $until }.

reward-unlocked =
    🏆 <b>You’ve unlocked a reward!</b>

    <b>{ $name }</b> · { $gift }
    { $left }

button-rewards = 🏆 Rewards
button-claim-reward = 🎁 Pick up: { $name }
button-next-page = Next ›
button-previous-page = ‹ Previous
command-rewards = What you’ve won and what’s to come
