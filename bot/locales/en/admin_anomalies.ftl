# The panel: what may be worth a look. Nobody is punished for being listed here.

admin-anomalies-title = 🔎 Anomalies
admin-anomalies-list =
    🔎 <b>Anomalies</b> · { $window }

    { $lines }

    <i>These are facts only: you decide whether something is wrong.</i>
admin-anomalies-since = Since { $since }
admin-anomalies-none = Nothing that stands out. 👌
admin-anomalies-line = { $number }. { $sentence }
admin-anomalies-more = … and { $count } more
admin-anomalies-seen-before =
    { $count ->
        [one] 👁 1 seen already
       *[other] 👁 { $count } seen already
    }
admin-anomalies-row = { $number }
admin-anomalies-button-day = 24 hours
admin-anomalies-button-week = 7 days
admin-anomalies-button-month = 30 days
admin-anomalies-button-again = 🔄 Look again
admin-anomalies-one =
    🔎 { $sentence }
    { $facts }

    { $events }
admin-anomalies-gone = 🔎 This is no longer in the list: somebody marked it as seen, or its time has passed.
admin-anomalies-button-card = 👤 See the member
admin-anomalies-button-seen = 👁 Seen
admin-anomalies-told-seen = Seen. It comes back if something more happens.

admin-anomalies-earned =
    💰 <b>{ $name }</b> earned { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    } from { $source }; the others ({ $others }), { $most } at most.
admin-anomalies-reactions =
    ⚡ <b>{ $name }</b> gave { $most } reactions within one second; they paid { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-refunds =
    ↩️ <b>{ $name }</b> had { $times } purchases refunded: { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-refunded =
    🧾 <b>{ $name }</b> refunded { $times ->
        [one] 1 purchase
       *[other] { $times } purchases
    }: { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-by-program = A program, or somebody no longer on record
admin-anomalies-nameless = Id { $id }
admin-anomalies-word-reactions = reactions
admin-anomalies-word-gifts = daily gifts
admin-anomalies-word-rewards = rewards
admin-anomalies-word-elsewhere = your bot
admin-anomalies-facts =
    { $times ->
        [one] Once, on { $last }.
       *[other] { $times } times, from { $first } to { $last }.
    }
admin-anomalies-event = • { $when }: +{ $amount } ({ $reason })
admin-anomalies-event-message =
    • { $when }: { $message }{ $amount ->
        [0] { "" }
       *[other] { "" }, +{ $amount }
    }
admin-anomalies-event-refund = • { $when }: +{ $amount }, by admin { $whom }
admin-anomalies-event-refunded = • { $when }: { $amount }, to member { $whom }
admin-anomalies-message = message { $message }
