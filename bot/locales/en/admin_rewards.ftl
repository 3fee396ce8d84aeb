# The panel: rewards and their conditions.

# How it is earned: a sentence. $how and its parts are those of admin-rewards-by-….
admin-rewards-earned = Earned { $how }
admin-rewards-and-also = { $first } and, on top of that, { $then }
admin-rewards-by-hand = Nobody earns it on their own: you give it to whom you like
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
