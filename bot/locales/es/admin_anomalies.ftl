# El panel: lo que puede llamar la atención. Nadie recibe un castigo por salir aquí.

admin-anomalies-title = 🔎 Anomalías
admin-anomalies-list =
    🔎 <b>Anomalías</b> · { $window }

    { $lines }

    <i>Son solo hechos: tú decides si pasa algo.</i>
admin-anomalies-since = Desde el { $since }
admin-anomalies-none = Nada que llame la atención. 👌
admin-anomalies-line = { $number }. { $sentence }
admin-anomalies-more = … y { $count } más
admin-anomalies-seen-before =
    { $count ->
        [one] 👁 1 ya vista
       *[other] 👁 { $count } ya vistas
    }
admin-anomalies-row = { $number }
admin-anomalies-button-day = 24 horas
admin-anomalies-button-week = 7 días
admin-anomalies-button-month = 30 días
admin-anomalies-button-again = 🔄 Mirar otra vez
admin-anomalies-one =
    🔎 { $sentence }
    { $facts }

    { $events }
admin-anomalies-gone = 🔎 Esto ya no está en la lista: alguien lo ha marcado como visto, o ha pasado el tiempo.
admin-anomalies-button-card = 👤 Ver al miembro
admin-anomalies-button-seen = 👁 Visto
admin-anomalies-told-seen = Visto. Vuelve a salir si pasa algo más.

admin-anomalies-earned =
    💰 <b>{ $name }</b> ganó { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    } por { $source }; los demás ({ $others }), como mucho { $most }.
admin-anomalies-reactions =
    ⚡ <b>{ $name }</b> puso { $most } reacciones en un mismo segundo; se pagaron { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-refunds =
    ↩️ A <b>{ $name }</b> se le devolvieron { $times } compras: { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-refunded =
    🧾 <b>{ $name }</b> devolvió { $times ->
        [one] 1 compra
       *[other] { $times } compras
    }: { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }.
admin-anomalies-by-program = Un programa, o alguien que ya no consta
admin-anomalies-nameless = El id { $id }
admin-anomalies-word-reactions = reacciones
admin-anomalies-word-gifts = regalos del día
admin-anomalies-word-rewards = recompensas
admin-anomalies-word-elsewhere = tu bot
admin-anomalies-facts =
    { $times ->
        [one] 1 vez, el { $last }.
       *[other] { $times } veces, del { $first } al { $last }.
    }
admin-anomalies-event = • { $when }: +{ $amount } ({ $reason })
admin-anomalies-event-message =
    • { $when }: { $message }{ $amount ->
        [0] { "" }
       *[other] { "" }, +{ $amount }
    }
admin-anomalies-event-refund = • { $when }: +{ $amount }, por el admin { $whom }
admin-anomalies-event-refunded = • { $when }: { $amount }, al miembro { $whom }
admin-anomalies-message = mensaje { $message }
