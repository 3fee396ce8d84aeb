# O painel: o que pode chamar a atenção. Ninguém é punido por aparecer aqui.

admin-anomalies-title = 🔎 Anomalias
admin-anomalies-list =
    🔎 <b>Anomalias</b> · { $window }

    { $lines }

    <i>São só fatos: você decide se há algo errado.</i>
admin-anomalies-since = Desde { $since }
admin-anomalies-none = Nada que chame a atenção. 👌
admin-anomalies-line = { $number }. { $sentence }
admin-anomalies-more = … e mais { $count }
admin-anomalies-seen-before =
    { $count ->
        [1] 👁 1 já vista
       *[other] 👁 { $count } já vistas
    }
admin-anomalies-row = { $number }
admin-anomalies-button-day = 24 horas
admin-anomalies-button-week = 7 dias
admin-anomalies-button-month = 30 dias
admin-anomalies-button-again = 🔄 Olhar de novo
admin-anomalies-one =
    🔎 { $sentence }
    { $facts }

    { $events }
admin-anomalies-gone = 🔎 Isto já não está na lista: alguém marcou como visto, ou o tempo passou.
admin-anomalies-button-card = 👤 Ver o membro
admin-anomalies-button-seen = 👁 Visto
admin-anomalies-told-seen = Visto. Volta a aparecer se acontecer algo mais.

admin-anomalies-earned =
    💰 <b>{ $name }</b> ganhou { $amount ->
        [1] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    } com { $source }; os outros ({ $others }), no máximo { $most }.
admin-anomalies-reactions =
    ⚡ <b>{ $name }</b> deu { $most } reações no mesmo segundo; pagaram { $amount ->
        [1] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-refunds =
    ↩️ <b>{ $name }</b> teve { $times } compras devolvidas: { $amount ->
        [1] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-refunded =
    🧾 <b>{ $name }</b> devolveu { $times ->
        [1] 1 compra
       *[other] { $times } compras
    }: { $amount ->
        [1] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-by-program = Um programa, ou alguém que não consta mais
admin-anomalies-nameless = O id { $id }
admin-anomalies-word-reactions = reações
admin-anomalies-word-gifts = presentes do dia
admin-anomalies-word-rewards = recompensas
admin-anomalies-word-elsewhere = o seu bot
admin-anomalies-facts =
    { $times ->
        [1] 1 vez, { $last }.
       *[other] { $times } vezes, de { $first } a { $last }.
    }
admin-anomalies-event = • { $when }: +{ $amount } ({ $reason })
admin-anomalies-event-message =
    • { $when }: { $message }{ $amount ->
        [0] { "" }
       *[other] { "" }, +{ $amount }
    }
admin-anomalies-event-refund = • { $when }: +{ $amount }, pelo admin { $whom }
admin-anomalies-event-refunded = • { $when }: { $amount }, ao membro { $whom }
admin-anomalies-message = mensagem { $message }
