# The panel: rewards and their conditions.

admin-rewards-title = 🏆 Rewards

# How it is earned: a sentence. $how and its parts are those of admin-rewards-by-….
admin-rewards-earned = Earned { $how }
admin-rewards-and-also = { $first } and, on top of that, { $then }
admin-rewards-not-earned = Nobody earns it on their own: you give it to whom you like
admin-rewards-by-points =
    { $value ->
        [one] by earning 1 { -currency-one }
       *[other] by earning { $value } { -currency-many }
    }
admin-rewards-by-spending =
    { $value ->
        [one] by spending 1 { -currency-one }
       *[other] by spending { $value } { -currency-many }
    }
admin-rewards-by-level = by reaching level { $value }
admin-rewards-by-streak =
    { $value ->
        [one] with a 1-day streak
       *[other] with a { $value }-day streak
    }
admin-rewards-by-reaction = with the first reaction
admin-rewards-by-gift = with the first daily gift
admin-rewards-by-purchase = with the first purchase
admin-rewards-by-no-vip = without being a VIP
admin-rewards-by-not-claimed = without having picked it up before
# $what: what the bot around us calls a condition of its own.
admin-rewards-by-host = with { $value } { $what }

# What to know about a reward before it is saved.
admin-rewards-says-level-never = “{ $what }”: with your level formula nobody ever gets there. Choose a lower level.
admin-rewards-says-besitos-never = “{ $what }”: nobody can have that many. Choose a smaller amount.
admin-rewards-says-streak-never = “{ $what }”: that’s more than a hundred years. Choose fewer days.
admin-rewards-says-no-conditions = Without conditions only those you choose get it.
admin-rewards-says-everybody = Everybody has it from the start, without doing anything.
admin-rewards-says-first-besitos = Anybody earns it with their first reaction or their first gift.
admin-rewards-says-always-met = “{ $what }” is true for everybody: it asks for nothing.
admin-rewards-says-implied = “{ $what }” can go: whoever earns it { $by } already has that.
admin-rewards-says-implied-group = The choice that begins { $what } can go: whoever earns it { $by } already has that.
admin-rewards-says-needless-alternative = “{ $what }” can go: it’s easier to earn it { $by }.
admin-rewards-says-only-once = It can be earned again, but by these conditions it comes only once. Add points, spending or a streak.
admin-rewards-says-lapsed-only = It gives VIP days to those who aren’t VIPs: only who once had a subscription can pick it up.
admin-rewards-says-nothing-for-sale = “{ $what }”: nothing is for sale right now.
admin-rewards-says-vip-shop = “{ $what }”: only VIPs can buy right now, and this is for those who aren’t.
admin-rewards-says-no-gift = “{ $what }”: this bot has no daily gift.
admin-rewards-says-no-reactions = “{ $what }”: this bot doesn’t count reactions.
admin-rewards-says-no-files = The content that it gives has no files yet: nothing would arrive.
admin-rewards-says-not-registered = “{ $what }”: the bot doesn’t know this condition just now, so nobody meets it.
admin-rewards-says-far = “{ $what }”: with reactions and gifts alone it takes at least { $years } years.

# The list and the card.
admin-rewards-list =
    🏆 <b>Rewards</b>

    { $hidden ->
        [yes] Hidden: { $count }. Nobody new earns them; who has them keeps them.
       *[no] { $count ->
            [0] None yet. Make the first one.
           *[other] Active: { $count }, in the order in which they are shown. Tap one to change it.
        }
    }
admin-rewards-row = { $mark } { $name }
admin-rewards-button-new = ➕ New reward
admin-rewards-button-hidden = 🙈 Hidden ones ({ $others })
admin-rewards-button-shown = 👁 Active ones ({ $others })
admin-rewards-card = { $card }
admin-rewards-card-name = 🏆 <b>{ $name }</b>
admin-rewards-card-hidden = 🙈 Hidden: nobody new earns it.
admin-rewards-card-gives = 🎁 Gives: { $gift }
admin-rewards-card-earned = 🎯 { $sentence }.
admin-rewards-card-once = ☝️ Once for each person.
admin-rewards-card-again = 🔁 Can be earned again: { -currency-many } and streak count from the last time.
admin-rewards-card-secret = 🤫 Secret: not shown until it’s earned.
admin-rewards-card-hours = ⏳ { $hours } h to pick it up.
admin-rewards-card-days =
    { $days ->
        [one] ⏳ 1 day to pick it up.
       *[other] ⏳ { $days } days to pick it up.
    }
admin-rewards-card-holders = 👥 Have it: { $claimed } · to pick up: { $waiting } · missed it: { $missed } · without it: { $others }
admin-rewards-gives-content =
    📦 { $name } ({ $files ->
        [one] 1 file
       *[other] { $files } files
    })
admin-rewards-impossible = ⛔ { $what }
admin-rewards-warning = ⚠️ { $what }
# $how: exactly, more (at least), most (at most).
admin-rewards-due =
    ⚡ { $how ->
        [more] At least { $members }
        [most] At most { $members }
       *[exactly] { $members }
    } { $members ->
        [one] person qualifies already: they get it the next time they do something.
       *[other] people qualify already: they get it the next time they do something.
    }
admin-rewards-due-hidden =
    ⚡ If you show it: { $how ->
        [more] at least { $members }
        [most] at most { $members }
       *[exactly] { $members }
    } { $members ->
        [one] person qualifies already and gets it the next time they do something.
       *[other] people qualify already and get it the next time they do something.
    }

admin-rewards-button-conditions = 🎯 Conditions
admin-rewards-button-gift = 🎁 What it gives
admin-rewards-button-about = 📝 Text
admin-rewards-button-hours = ⏳ Deadline
admin-rewards-button-again =
    { $again ->
        [yes] 🔁 Repeatable: yes
       *[no] ☝️ Repeatable: no
    }
admin-rewards-button-secret =
    { $secret ->
        [yes] 🤫 Secret: yes
       *[no] 👀 Secret: no
    }
admin-rewards-button-hide = 🙈 Hide
admin-rewards-button-show = 👁 Show
admin-rewards-sure =
    🗑 Delete <b>{ $name }</b>?

    { $members ->
        [0] Nobody ever had it: it’s gone for good.
        [one] 1 person has earned it, so it’s only hidden: what’s theirs is theirs.
       *[other] { $members } people have earned it, so it’s only hidden: what’s theirs is theirs.
    }

# The steps.
admin-rewards-ask-name = ✏️ What’s it called? Write a name of up to 200 characters.
admin-rewards-ask-about = 📝 What does it say under the name? A sentence of up to 500 characters, how to earn it for instance.
admin-rewards-button-no-about = 🚫 No text
admin-rewards-ask-days = ⏳ How many days to pick it up? From 1 to 365.
admin-rewards-ask-gift = 🎁 What does it give?
admin-rewards-button-besitos = 💰 { -currency-many }
admin-rewards-button-badge = 🏅 Badge
admin-rewards-button-content = 📦 Content
admin-rewards-button-vip = ⭐ VIP days
admin-rewards-ask-besitos = 💰 How much does it give? Write a number from 1 to 100,000.
admin-rewards-ask-vip = ⭐ How many VIP days? From 1 to 365. They are added to the person’s subscription; who never had one cannot pick them up.
admin-rewards-ask-emoji = 🏅 Send the badge’s emoji.
admin-rewards-not-an-emoji = That’s not an emoji: send just one, without text.
admin-rewards-ask-badge = { $emoji } What’s the badge called? Up to 64 characters.
admin-rewards-ask-content =
    { $some ->
        [0] 📦 There is no content yet. Make it first, in its own section.
       *[other] 📦 Which content does it give?
    }
admin-rewards-set-row = 📦 { $name } ({ $files })

# The conditions.
admin-rewards-conditions =
    🎯 <b>{ $name }</b>

    { $sentence }.{ $remarks }
admin-rewards-condition-row =
    { $how ->
        [or] ↳ or { $what }
       *[and] ✏️ { $what }
    }
admin-rewards-condition = 🎯 { $what }
admin-rewards-button-first = ➕ Add a condition
admin-rewards-button-and = ➕ And also…
admin-rewards-button-or = 🔀 Or instead…
admin-rewards-button-number = 🔢 Another number
admin-rewards-button-remove = 🗑 Remove
admin-rewards-ask-kind = 🎯 What does it take?
admin-rewards-ask-or = 🔀 Earned { $what }, or instead…
admin-rewards-kind-row = { $what }
admin-rewards-kind-points = 💰 Earn { -currency-many }
admin-rewards-kind-spending = 🛍 Spend { -currency-many }
admin-rewards-kind-level = 📈 Reach a level
admin-rewards-kind-streak = 🔥 Days of a streak
admin-rewards-kind-reaction = ❤️ The first reaction
admin-rewards-kind-gift = 🎁 The first daily gift
admin-rewards-kind-purchase = 🛒 The first purchase
admin-rewards-kind-no-vip = 🚫 Not being a VIP
admin-rewards-kind-not-claimed = ☝️ Not having picked it up before
admin-rewards-ask-points = 💰 How much has to be earned? Write a number.
admin-rewards-ask-spending = 🛍 How much has to be spent? Write a number.
admin-rewards-ask-level = 📈 Which level has to be reached? Write a number.
admin-rewards-ask-streak = 🔥 How many gift days in a row? Write a number.
admin-rewards-ask-host = 🎯 “{ $what }”: how many? Write a number.

# The new one, before it is made.
admin-rewards-summary =
    { $card }

    Shall I make it like this?
admin-rewards-button-create = ✅ Create

# What the panel answers.
admin-rewards-told = { $what }
admin-rewards-told-gone = That reward is gone: somebody deleted it.
admin-rewards-told-taken = There is a reward of that name already. Write another one.
admin-rewards-told-deleted = Deleted.
admin-rewards-told-hidden = Hidden: who has it keeps it.
admin-rewards-told-place = Now it’s number { $place } of { $count }.
