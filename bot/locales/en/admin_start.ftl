# The panel: first steps, channels and emojis.

admin-start-title = 🏁 Start here
admin-start-line = 🏁 Start here: <b>{ $start_done } of { $start_total }</b> done
admin-start =
    🏁 <b>Start here</b>: { $done } of { $total } done

    { $steps }
admin-start-all-done =
    🏁 <b>All set</b> 🎉

    { $steps }
# $what: one of admin-start-step-….
admin-start-step =
    { $done ->
        [yes] ✅ { $what }
       *[no] ▫️ { $what }
    }
admin-start-step-channel =
    { $done ->
        [yes] Your channel is connected
       *[no] Connect your channel: forward me a post, or make me an admin
    }
admin-start-step-rights =
    { $done ->
        [yes] I can post and edit there
       *[no] Let me post and edit there
    }
admin-start-step-emojis =
    { $done ->
        [yes] Posts carry emojis
       *[no] Choose the emojis under each post
    }
admin-start-step-product =
    { $done ->
        [yes] Something is for sale, with its files
       *[no] Put your first product up for sale, with its files
    }
admin-start-step-reward =
    { $done ->
        [yes] There are rewards to earn
       *[no] Switch on your first reward
    }
admin-start-step-claim =
    { $done ->
        [yes] You have tried it as your members do
       *[no] Try it yourself: claim your daily gift
    }
admin-start-lacks-in = • { $title }: { $what }
admin-start-lacks-admin = ⚠️ I'm no admin there. Add me in the channel: Administrators → Add.
admin-start-lacks-post = ⚠️ I lack the right “Post messages”.
admin-start-lacks-edit = ⚠️ I lack the right “Edit messages of others”: without it I can't add buttons.
admin-start-lacks-unknown = ⚠️ Telegram did not answer me. Try again in a moment.
admin-start-lacks-nothing = ✅ I have the rights that I need.
admin-start-kind-free = the free channel
admin-start-kind-vip = the VIP channel
admin-start-channel = 📣 <b>{ $title }</b>: { $kind }
admin-start-one = { $about }
admin-start-not-connected = This channel is no longer connected.
admin-start-no-emojis = No emojis: posts carry no buttons.
admin-start-emojis-now = Emojis: { $emojis }
admin-start-disconnect-sure =
    Disconnect <b>{ $title }</b>?

    New posts will carry no buttons. What was earned stays.
admin-start-connect =
    📣 <b>Connect a channel</b>

    Forward me a post of your channel, or write its @name.

    You can also make me an admin of the channel: I'll ask you here.
admin-start-not-a-post = That is no post of a channel. Forward me one, or write the channel's @name.
admin-start-no-such-channel = I can't find that channel. If it is private, forward me one of its posts.
admin-start-connect-as =
    📣 <b>{ $title }</b>

    { $lacks }

    Which channel is it?
    The free one now: { $free }
    The VIP one now: { $vip }
admin-start-none = none
admin-start-emojis =
    { $kind ->
        [vip] 😍 <b>Emojis of the VIP channel</b>
       *[free] 😍 <b>Emojis of the free channel</b>
    }

    { $now }

    Pick a proposal, or send me your own, one after the other: 🔥❤️😍
    At most { $most }; they go under new posts.
admin-start-emojis-only = Send me only emojis, one after the other: 🔥❤️😍
admin-start-emojis-too-many = Those are too many: at most { $most }.
admin-start-added =
    📣 I'm an admin of <b>{ $title }</b> now.

    Which channel is it? It replaces the one that was there.
admin-start-connected =
    ✅ Connected: it is { $kind }.

    Emojis and the rest are in the panel.
admin-start-left = All right, I leave it. You can connect it from the panel whenever you like.
admin-button-start-connect = ➕ Connect a channel
admin-button-start-channel =
    { $kind ->
        [vip] 💎 { $title }
       *[free] 🌍 { $title }
    }
admin-button-start-emojis = 😍 Emojis
admin-button-start-product = 🛍 My first product
admin-button-start-reward = 🏆 My first reward
admin-button-start-gift = 🎁 Try my gift
admin-button-start-again = 🔄 Check again
admin-button-start-free = 🌍 The free one
admin-button-start-vip = 💎 The VIP one
admin-button-start-leave = Not now
admin-button-start-disconnect = 🔌 Disconnect
admin-button-start-disconnected = Disconnected
admin-button-start-connected = Connected ✅
admin-button-start-proposal = { $emojis }
admin-button-start-no-emojis = 🚫 Remove the emojis
admin-button-start-emojis-saved = Emojis saved ✅
