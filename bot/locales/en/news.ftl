# What the bot says on its own. (The unlocked reward is in rewards.ftl.)

news-level-up =
    ⭐ <b>You’ve reached level { $level }!</b>

news-gift =
    💝 <b>A gift from the team, just for you!</b>

    { $amount ->
        [one] +1 { -currency-one }
       *[other] +{ $amount } { -currency-many }
    }
    { -currency-sign }You now have <b>{ $balance }</b>.
