# Reactions by buttons under posts. Short toasts: no HTML, at most 200 characters.

reaction-paid =
    { $paid ->
        [one] +1 { -currency-one } for your { $emoji }! { -currency-sign }You now have { $balance }.
       *[other] +{ $paid } { -currency-many } for your { $emoji }! { -currency-sign }You now have { $balance }.
    }
reaction-counts = Your { $emoji } counts.
reaction-unchanged = Your { $emoji } was already here.
reaction-paid-before = You already got { -currency-many } for this post.
reaction-nothing-changes = Nothing changes.
reaction-never-paid = Reactions don’t give { -currency-many } right now.
reaction-cooldown = Tap again in { $wait } to earn { -currency-many }.
reaction-daily-limit = You’ve earned all that reactions give today. More tomorrow at { $time }, in { $wait }.

reaction-wait-seconds = { $seconds } s
reaction-wait =
    { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    }

reaction-emoji-gone = That emoji is gone. Pick one of the new ones 😉
reaction-not-here = There are no reaction buttons here any more.

throttled = One moment, you’re going very fast 😅
