# O presente de cada dia.

gift-waiting =
    🎁 <b>Seu presente de hoje está esperando</b>

    { $total ->
        [1] Hoje você ganha <b>1</b> { -currency-one }.
       *[other] Hoje você ganha <b>{ $total }</b> { -currency-many }.
    }
    { $streak }

gift-claimed =
    🎁 <b>Para você!</b>

    Presente: <b>+{ $gift }</b>{ $bonus }
    { $streak }
    { -currency-sign }Agora você tem <b>{ $balance }</b>.

    { $next }

gift-streak-part = { " " }· pela sequência: <b>+{ $bonus }</b>

gift-claimed-before =
    🎁 <b>O de hoje já é seu</b>

    { $streak }
    { $next }

gift-streak =
    { $days ->
        [0] 🔥 Pegue hoje e comece sua sequência.
        [1] 🔥 Sua sequência está em 1 dia.
       *[other] 🔥 Já são { $days } dias seguidos.
    }

gift-next =
    ⏰ O próximo, amanhã às { $time }, em { $hours ->
        [0] { $minutes } min.
       *[other] { $hours } h { $minutes } min.
    }
