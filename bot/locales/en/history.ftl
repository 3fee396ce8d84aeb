# What came in and what went out.

history-page =
    🧾 <b>Your history</b>

    { $lines }
history-empty =
    🧾 <b>Your history</b>

    Nothing here yet.{ -menu-gift.is ->
        [off] { "" }
       *[other] { " " }Start with today’s gift 🎁
    }

history-earned = <b>+{ $amount }</b> { $what } · { $when }
history-spent = <b>−{ $amount }</b> { $what } · { $when }

history-reaction = Reaction
history-daily-gift = Daily gift
history-streak = Streak
history-reward = Reward
history-from-admin = From the team
history-refund = Refund
history-purchase = Purchase
history-to-admin = Adjustment by the team
# $source: the word that the bot around us gave an entry of its own, such as quiz.
history-source =
    { $source ->
        [other] Other
       *[named] { $source }
    }
