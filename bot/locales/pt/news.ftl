# O que o bot conta por conta própria. (A recompensa desbloqueada está em rewards.ftl.)

news-level-up =
    ⭐ <b>Você subiu para o nível { $level }!</b>

news-gift =
    💝 <b>Um presente da equipe para você!</b>

    { $amount ->
        [1] +1 { -currency-one }
       *[other] +{ $amount } { -currency-many }
    }
    { -currency-sign }Agora você tem <b>{ $balance }</b>.
