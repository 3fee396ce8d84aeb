admin-publish-told-sent = ✅ It is in the channel: { $post }
admin-publish-told-failed = ⚠️ Telegram did not publish “{ $post }”: { $reason }
admin-publish-told-unknown = ⚠️ I cannot tell whether “{ $post }” went out: look into the channel and, if it is not there, publish it again.
admin-publish-told-missed = ⚠️ “{ $post }” did not go out: the bot was not running at its time. Publish it again.

admin-publish-bad-empty = It is empty: send a text, a photo or a video.
admin-publish-bad-text = The text is too long: Telegram takes 4,096 characters.
admin-publish-bad-caption = The text under the files is too long: Telegram takes 1,024 characters.
admin-publish-bad-many = An album has at most 10 files.
admin-publish-bad-mixed = Photos and videos go together in an album; audio only with audio, documents only with documents.
admin-publish-bad-no-caption = A sticker or a round video carries no text.
admin-publish-bad-kind = That cannot be published: send a text, a photo, a video or an album.
admin-publish-bad-channel = That channel is not connected: choose again.
admin-publish-bad-emojis = That channel has no emojis for the buttons: publish without buttons, or choose its emojis in “Start here”.
admin-publish-bad-past = That time has passed: write one that is still to come.
admin-publish-bad-far = That is more than a year away: choose a nearer date.

admin-publish-title = 📣 Broadcast
admin-publish-menu =
    📣 <b>Broadcast</b>

    Posts for your channels, messages and { -currency-many } for many at once.
admin-publish-button-post = 📝 New post
admin-publish-button-scheduled = ⏰ Scheduled
admin-publish-button-message = ✉️ Message to members
admin-publish-button-payment = 💰 Give { -currency-many } to many
admin-publish-button-progress = 📊 Progress
admin-publish-told-no-runs = You have not sent anything to many people yet.

admin-publish-channels = 📝 In which channel?
admin-publish-no-channel = No channel is connected yet: do that in “Start here”, or right here.
admin-publish-button-free = 🌍 Free channel
admin-publish-button-vip = 💎 VIP channel
admin-publish-ask-post =
    📝 Send me what you want to publish: a text, a photo, a video or an album.

    If you then send something else, the last one counts.
admin-publish-ask-message =
    ✉️ Send me the message: a text, a photo, a video or an album.

    If you then send something else, the last one counts.
admin-publish-got = I have: <i>{ $excerpt }</i>{ $files ->
        [0] { "" }
        [1] { " · 1 file" }
       *[other] { " · " }{ $files } files
    }
admin-publish-button-preview = 👁 Preview
admin-publish-button-next = ➡️ Go on
admin-publish-button-other = ✏️ Something else
admin-publish-refused = Telegram does not take it: { $reason }
admin-publish-options =
    📝 <i>{ $excerpt }</i>

    Reaction buttons: { $buttons ->
        [yes] yes
       *[no] no
    }
    Protected (not forwarded, not saved): { $protected ->
        [yes] yes
       *[no] no
    }{ $apart ->
        [yes] { " " }

    An album has no buttons: its text follows in a message of its own, with them.
       *[no] { "" }
    }
admin-publish-button-buttons = ❤️ Buttons: { $buttons ->
        [yes] yes
       *[no] no
    }
admin-publish-button-protected = 🔒 Protected: { $protected ->
        [yes] yes
       *[no] no
    }
admin-publish-button-now = 📣 Publish now
admin-publish-button-later = ⏰ At another time
admin-publish-ask-when =
    ⏰ When? Write the time, or day, month and time: <code>18:30</code> or <code>27/11 18:30</code>.

    It is { $now } now ({ $zone }).
admin-publish-bad-moment = I do not understand that time: write <code>18:30</code> or <code>27/11 18:30</code>.
admin-publish-no-right = I may not post in that channel: make me an admin who may post, and try again.
admin-publish-done-sent = ✅ It is in the channel.
admin-publish-done-failed = ⚠️ Telegram did not publish it: { $reason }
admin-publish-done-unknown = ⚠️ I cannot tell whether it went out: look into the channel before you repeat it.
admin-publish-done-wait = ⏳ It is on its way. If something fails, I will tell you.
admin-publish-done-later = ⏰ It goes out { $when }. You will find it under “Scheduled”.

admin-publish-scheduled = ⏰ <b>Scheduled</b>
admin-publish-none-scheduled = ⏰ Nothing is scheduled.
admin-publish-row-scheduled = { $when } · { $post }
admin-publish-scheduled-one =
    ⏰ <b>{ $when }</b>
    <i>{ $post }</i>
admin-publish-button-move = 🕐 Change the time
admin-publish-button-drop = 🗑 Do not send
admin-publish-drop-sure = Call off “{ $post }”? What you prepared is lost.
admin-publish-told-gone = It is not scheduled any more: it went out, or somebody called it off.
admin-publish-told-dropped = Called off.

admin-publish-message-for = ✉️ Who is the message for?
admin-publish-payment-for = 💰 Who are they for?
admin-publish-without-profile =
    { "" }
    { $missing ->
        [one] 1 person of your bot has no profile yet and is not here: the 🧹 Sweep makes it.
       *[other] { $missing } people of your bot have no profile yet and are not here: the 🧹 Sweep makes them.
    }
admin-publish-row-segment = { $segment }{ $count ->
        [-1] { "" }
       *[other] { ": " }{ $count }
    }
admin-publish-word-everyone = 👥 Everyone
admin-publish-word-vip = ⭐ VIP
admin-publish-word-active = 🔥 Active this week
admin-publish-word-chosen = { $count ->
        [1] 1 person on the list
       *[other] { $count } people on the list
    }
admin-publish-button-list = ✍️ A list
admin-publish-ask-list = Write their ids or @names, with spaces or commas between them. At most 1,000.
admin-publish-bad-list = I cannot use that list: write 1 to 1,000 ids or @names.
admin-publish-nobody = I know nobody on that list: check the @names and try again.
admin-publish-unknown = I do not know: { $unknown }
admin-publish-message-sure =
    ✉️ <i>{ $excerpt }</i>

    For: <b>{ $segment }</b> · { $members }
    25 go out per second. Nobody gets it twice.
admin-publish-payment-nobody = There is nobody to give to or take from: cancel and choose other people.
admin-publish-message-nobody = There is nobody to send it to: cancel and choose other people.
admin-publish-button-start = ▶️ Start
admin-publish-ask-amount = 💰 How many { -currency-many } for each person? With − in front I take them away: <code>-20</code>.
admin-publish-not-zero = 0 changes nothing: write another number.
admin-publish-ask-reason = ✍️ Why? They will read it in their history.
admin-publish-button-look = 🔄 Look again
admin-publish-payment-counting = ⏳ Counting…
admin-publish-payment-credit =
    💰 <b>+{ $amount }</b> for each person: { $segment }
    <i>{ $reason }</i>

    People: <b>{ $paid }</b>
    In total: <b>{ $total }</b>
admin-publish-payment-debit =
    💰 <b>−{ $amount }</b> from each person: { $segment }
    <i>{ $reason }</i>

    People: <b>{ $paid }</b>
    In total: { $total ->
        [0] <b>0</b>
       *[other] <b>−{ $total }</b>
    }
    Not enough to take: { $lacking }

admin-publish-run-credit =
    💰 <b>+{ $amount }</b> no. { $id } · { $segment }
    <i>{ $reason }</i>
admin-publish-run-debit =
    💰 <b>−{ $amount }</b> no. { $id } · { $segment }
    <i>{ $reason }</i>
admin-publish-run-message =
    ✉️ <b>Message no. { $id }</b> · { $segment }
    <i>{ $excerpt }</i>
admin-publish-run-paid = Done: <b>{ $count }</b> of { $total }
admin-publish-run-sent = Sent: <b>{ $count }</b> of { $total }
admin-publish-run-lacking = Not enough to take: { $count }
admin-publish-run-unreached = Not reached (blocked, or no answer): { $count }
admin-publish-runs-payments = Payment of { -currency-many } to many
admin-publish-runs-messages = Message to many
