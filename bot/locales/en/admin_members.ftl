# The panel: members, one by one.

admin-members-title = 👥 Members
admin-members-ask =
    👥 <b>Members</b>

    Who are you looking for? Send me a name, a @username or an id. You can also forward me a message of theirs, or their contact.
admin-members-not-a-person = That doesn’t tell me who it is. Send a name, a @username or an id.
admin-members-none = I can’t find anybody like that. Try another part of the name, or the id.
admin-members-found =
    🔎 <b>{ $text }</b>

    { $count ->
        [0] Nobody so far. There are more members to look through: tap “Go on”.
       *[other] Tap who you’re looking for, or send me another name.
    }
admin-members-row =
    { $name }{ $has_username ->
        [yes] { " " }(@{ $username })
       *[no] { "" }
    } · { $came ->
        [yes] { $balance ->
            [one] 1 { -currency-one }
           *[other] { $balance } { -currency-many }
        }
       *[no] not here yet
    }
admin-members-first = ‹ From the start
admin-members-more = Go on ›

admin-members-card =
    👤 <b>{ $name }</b>{ $has_username ->
        [yes] { " " }· @{ $username }
       *[no] { "" }
    }
    { $erased ->
        [yes] 🗑 This person was erased: only the books are left.
       *[no] Id <code>{ $id }</code> · since { $since }
    }

    { -currency-sign }<b>{ $balance }</b> { $balance ->
        [one] { -currency-one }
       *[other] { -currency-many }
    } · earned { $earned }, spent { $spent }
    ⭐ Level <b>{ $level }</b>{ $has_next ->
        [yes] { " " }({ $missing } to go)
       *[no] { "" }
    }
    🔥 Streak: { $streak } · best, { $longest } · of reactions, { $reactions }
    👑 { $vip ->
        [until] VIP until { $until }
        [always] VIP
       *[no] Not VIP
    }
    🛍 Purchases: { $purchases } · content they have: { $contents }
    🏆 Rewards: { $waiting } to claim, { $claimed } claimed{ $has_badges ->
        [yes] { "" }
          🏅 { $badges }
       *[no] { "" }
    }{ $came ->
        [yes] { "" }
       *[no] { "" }
          <i>Has not used the bot yet.</i>
    }
admin-members-give = ➕ Give
admin-members-take = ➖ Take
admin-members-ledger-button = 🧾 Ledger
admin-members-rights-button = 🛍 Purchases and content
admin-members-rewards-button = 🏆 Rewards
admin-members-gift-button = 🎁 Gift
admin-members-streak-button = 🔥 Streak
admin-members-vip-button = 👑 VIP
admin-members-data-button = 🔐 Their data

admin-members-ledger =
    🧾 <b>Ledger</b>

    { $count ->
        [0] Nothing here.
       *[other] { $lines }
    }
# $detail: what the admin wrote, or the word of the bot around us.
admin-members-entry-what = { $what } ({ $detail })
admin-members-earned-other = Something else
admin-members-spent-other = Something else

admin-members-rights =
    🛍 <b>Purchases and content</b>

    { $count ->
        [0] Nothing bought or given.
       *[other] Tap one to see it; purchases can be refunded.
    }
admin-members-right-row =
    { $state ->
        [open] ✅
        [refunded] ↩️
       *[over] ▫️
    } { $title }
admin-members-right =
    🛍 <b>{ $title }</b>

    { $how } · { $since }{ $priced ->
        [yes] { " " }· { $price ->
            [one] 1 { -currency-one }
           *[other] { $price } { -currency-many }
        }
       *[no] { "" }
    }
    { $state ->
        [open] ✅ They have it.
        [refunded] ↩️ Refunded.
       *[over] ▫️ They don’t have it any more.
    }
admin-members-bought = Bought
admin-members-by-reward = From a reward
admin-members-by-admin = From the team
admin-members-by-older-bot = From before
admin-members-refund-button = ↩️ Refund
admin-members-refund =
    ↩️ Refund <b>{ $title }</b>?

    They get { $price ->
        [one] 1 { -currency-one }
       *[other] { $price } { -currency-many }
    } back and lose what they bought.
    Balance: { $balance } → <b>{ $after }</b>
admin-members-refunded = Refunded: { $amount }. Balance: { $balance }

admin-members-rewards =
    🏆 <b>Rewards</b>

    { $count ->
        [0] None so far.
       *[other] { $lines }
    }
admin-members-reward-line =
    { $status } { $name }{ $times ->
        [0] { "" }
        [one] { "" }
       *[other] { " " }({ $times } times)
    }
admin-members-reward-waits = 🎁
admin-members-reward-claimed = ✅
admin-members-reward-missed = ⌛️

admin-members-amount =
    { $gives ->
        [yes] ➕ <b>Give</b> to { $name }
       *[no] ➖ <b>Take</b> from { $name }
    }

    They have { $balance ->
        [one] 1 { -currency-one }
       *[other] { $balance } { -currency-many }
    }. How much shall I { $gives ->
        [yes] give
       *[no] take
    }?
admin-members-too-much =
    { $balance ->
        [one] They don’t have that much: only 1 { -currency-one }.
       *[other] They don’t have that much: only { $balance } { -currency-many }.
    }
admin-members-reason = Why? Write it in a sentence: it stays in the audit log, where the admins see it.
admin-members-besitos-sure =
    { $gives ->
        [yes] ➕ Give <b>{ $amount }</b> to { $name }?
       *[no] ➖ Take <b>{ $amount }</b> from { $name }?
    }

    Balance: { $balance } → <b>{ $after }</b>
    Reason: { $reason }
admin-members-balance-now = Done. Balance: { $before } → { $balance }

admin-members-streak =
    🔥 <b>Streak</b> of { $name }

    Now: { $days } · best, { $longest }.
    How many days shall it have? The next gift counts as the day after.
admin-members-streak-sure =
    🔥 Repair the streak of { $name }?

    { $days } → <b>{ $after }</b>
admin-members-streak-now = Done. Streak: { $before } → { $days }

admin-members-vip =
    👑 <b>VIP</b> of { $name }

    { $vip ->
        [until] Now: until { $until }.
        [always] Now: VIP by role, without end.
       *[no] Now: not VIP.
    }
    Tap a button, or send a date (31/12/2026) or how many days more.
admin-members-vip-week = + 7 days
admin-members-vip-month = + 30 days
admin-members-vip-end = ⏹ End it now
admin-members-vip-bad = Send a date from today on, like 31/12/2026, or 1 to { $most } days.
admin-members-vip-sure =
    👑 Change the VIP of { $name }?

    { $vip ->
        [until] until { $until }
        [always] without end
       *[no] not VIP
    } → <b>{ $keeps ->
        [yes] until { $then }
       *[no] ends now
    }</b>
admin-members-vip-now = VIP until { $until }
admin-members-vip-over = No VIP subscription any more

admin-members-gift = 🎁 What do you give { $name }?
admin-members-gift-content = 🗂 Content
admin-members-gift-reward = 🏆 A reward
admin-members-contents =
    { $count ->
        [0] There is no content to give yet.
       *[other] 🗂 Which content?
    }
admin-members-content-row =
    { $title } · { $files ->
        [0] no files
        [one] 1 file
       *[other] { $files } files
    }
admin-members-content-sure =
    🗂 Give <b>{ $title }</b> to { $name }?

    { $files ->
        [0] It has no files yet: they’ll see them once you add some.
       *[other] I’ll send it now, and it’s theirs for good, even if you refund a purchase.
    }
admin-members-content-given =
    { $files ->
        [0] It’s theirs. There are no files to send yet.
       *[other] It’s theirs. I’m sending it.
    }
admin-members-gift-rewards =
    { $count ->
        [0] There are no rewards yet.
       *[other] 🏆 Which reward? They don’t need to meet its conditions.
    }
admin-members-reward-row =
    { $title }{ $active ->
        [yes] { "" }
       *[no] { " " }(hidden)
    }
admin-members-reward-sure =
    🏆 Unlock <b>{ $title }</b> for { $name }?

    I’ll tell them, and they claim it within its time.
admin-members-reward-given = Unlocked: they can claim it now.
admin-members-has-it = You gave it to them before.
admin-members-claimed-it = They claimed it, and this one doesn’t repeat.
admin-members-is-gone = That’s gone.

admin-members-data =
    🔐 <b>Data</b> of { $name }

    If they ask for their data, I send you a file with all that I keep. If they ask you to erase it, erase it: the audit log says that it was done, without their name.
admin-members-export-button = 📤 Send me the file
admin-members-exporting = Making the file.
admin-members-erase-button = 🗑 Erase this person
admin-members-erase =
    🗑 <b>Erase { $name }?</b>

    Their name, streak, reactions, rewards and what they had go, and their balance too ({ $balance }). The club’s books stay, with nothing that says whose they were. It can’t be undone; if they come back, they start from zero.

    To erase, send their id: <code>{ $id }</code>
admin-members-erase-wrong = That’s not their id. Send { $id }, or tap Cancel.
admin-members-erased =
    🗑 <b>Done.</b>

    { $books ->
        [yes] { $entries } entries and a balance of { $balance } stay under the pseudonym <code>{ $pseudonym }</code>.
       *[no] There were no books to keep.
    }{ $kept ->
        [yes] { " " }Your bot keeps this person’s row, without the name: it needs it.
       *[no] { "" }
    }
