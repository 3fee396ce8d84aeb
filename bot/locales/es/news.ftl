# Lo que el bot cuenta por su cuenta. (La recompensa desbloqueada está en rewards.ftl.)

news-level-up =
    ⭐ <b>¡Subes al nivel { $level }!</b>

news-gift =
    💝 <b>¡Un regalo del equipo para ti!</b>

    { $amount ->
        [one] +1 { -currency-one }
       *[other] +{ $amount } { -currency-many }
    }
    { -currency-sign }Ahora tienes <b>{ $balance }</b>.
