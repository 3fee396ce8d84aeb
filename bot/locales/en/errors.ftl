# When something can't be done. No HTML: these are also shown as alerts, of 200 characters at most.

error-try-again = I can’t reach your { -currency-many } right now. Nothing is lost; try again in a moment.
error-unexpected = Oops, something went wrong on my side. I’ve made a note of it; try again in a while.
error-stale-button =
    This button no longer works.{ -menu-offered.is ->
        [command] { " " }Type { -menu-offered } and I’ll give you a new one.
       *[off] { "" }
    }
error-not-understood = Sorry, I didn’t get that. Can one of these buttons help?
error-refused = That can’t be done right now.

error-unknown-member =
    We haven’t met yet.{ -menu-offered.is ->
        [command] { " " }Type { -menu-offered } and we’ll fix that.
       *[off] { "" }
    }
error-invalid-amount = That amount won’t do: it has to be a whole number from { $least } to { $most }.
error-insufficient-funds =
    { $balance ->
        [0] Not enough: it takes { $needed } and you have no { -currency-many } yet.
        [one] Not enough: it takes { $needed } and you have 1 { -currency-one }.
       *[other] Not enough: it takes { $needed } and you have { $balance } { -currency-many }.
    }
error-idempotency-conflict = That was already done in another way. Nothing has changed.
error-already-claimed = You’ve already picked this up.
error-already-claimed-until =
    { $hours ->
        [0] You’ve already picked it up. Come back in { $minutes } min.
       *[other] You’ve already picked it up. Come back in { $hours } h { $minutes } min.
    }
error-already-owned = This is already yours. You weren’t charged.
error-not-for-sale = This isn’t for sale right now. You weren’t charged.
error-sold-out = It has just sold out. I charged you nothing.
error-sale-ended = It is no longer on sale: its time is over. I charged you nothing.
error-vip-only = This is for VIPs only.
error-offer-changed =
    That button was from before, and I haven’t charged you anything. Open { -menu-shop.is ->
        [command] { -menu-shop }
       *[other] the shop
    } and take another look.
error-price-changed =
    { $price ->
        [one] The price has changed: it is 1 { -currency-one } now. You weren’t charged.
       *[other] The price has changed: it is { $price } { -currency-many } now. You weren’t charged.
    }
error-reward-locked = You haven’t unlocked this reward yet.
error-claim-expired = The time to pick up this reward is over.
error-subscription-required = You need to be a VIP to pick up these days. The reward will wait for you.
error-invalid-setting = That value won’t do for { $name }: { $reason }
error-about = { $field } · { $why }
error-field-name = Name
error-field-code = Code
error-field-category = Category
error-field-files = 📎 Files
error-field-order = Order
error-field-discount = ⭐ VIP discount
error-field-active = Active
error-field-repeatable = 🔁 Repeatable
error-field-secret = 🤫 Secret
error-field-channel = 📢 Channel
error-field-emojis = Emojis
error-field-streak = 🔥 Streak
error-field-vip = 👑 VIP
error-field-reason = 📝 Reason
error-field-segment = 👥 To whom
error-field-post = 📣 Post
error-setting-gone = That does not exist any more. Go back to the list.
error-setting-wrong-kind = That is not what is needed here.
error-setting-unknown-field = I do not know that.
error-setting-whole-number = Send a whole number from { $least } to { $most }.
error-setting-text-length = Send 1 to { $most } characters.
error-setting-not-storable = It has characters that I cannot store. Write it another way.
error-setting-not-one-of = It can only be { $known }.
error-setting-moment = It must be a date in the years { $first } to { $last }.
error-setting-taken = Another one has that name or code. Choose a different one.
error-setting-too-many = That is too many: { $most } at most.
error-setting-not-a-file = I can only keep files of Telegram: send me a photo, a video, an audio or a document.
error-setting-not-an-emoji = That is not a single emoji. Send me emojis only.
error-setting-not-a-channel = That is not a channel. Its id begins with -100.
error-setting-no-streak = There is no streak to repair: the daily gift was never claimed.
error-setting-empty-list = The list is empty. Send me ids or @usernames.
error-setting-unknown-condition = This bot has no condition “{ $condition }”.
error-setting-value-not-wanted = That condition takes no number.
error-setting-impossible = With these conditions nobody could ever earn it. Change one of them.
error-changed-meanwhile = Somebody changed this while you were looking. { $name }: it is { $value } now. Nothing of yours was saved; take another look.
error-run-conflict = Not now: another job of this kind is running, or this one has ended.
error-not-allowed = Only an admin can do that.
