# El regalo de cada día.

gift-waiting =
    🎁 <b>Tu regalo de hoy te espera</b>

    { $total ->
        [one] Hoy te toca <b>1</b> { -currency-one }.
       *[other] Hoy te tocan <b>{ $total }</b> { -currency-many }.
    }
    { $streak }

gift-claimed =
    🎁 <b>¡Para ti!</b>

    Regalo: <b>+{ $gift }</b>{ $bonus }
    { $streak }
    { -currency-sign }Ahora tienes <b>{ $balance }</b>.

    { $next }

gift-streak-part = { " " }· por tu racha: <b>+{ $bonus }</b>

gift-claimed-before =
    🎁 <b>El de hoy ya es tuyo</b>

    { $streak }
    { $next }

gift-streak =
    { $days ->
        [0] 🔥 Recógelo hoy y empieza tu racha.
        [one] 🔥 Llevas 1 día de racha.
       *[other] 🔥 Llevas { $days } días seguidos.
    }

gift-next =
    ⏰ El próximo, mañana a las { $time }, en { $hours ->
        [0] { $minutes } min.
       *[other] { $hours } h { $minutes } min.
    }
