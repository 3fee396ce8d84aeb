# El registro de cambios, para quien lleva el club.

admin-audit-title = 📜 Cambios
admin-audit =
    📜 <b>Cambios</b>

    { $lines }
admin-audit-empty = Aquí aún no hay cambios.
admin-audit-line = <b>{ $when }</b> · { $who }: { $what } { $subject }
admin-audit-field = {"   "}{ $field }: { $before } → { $after }
admin-audit-fact = {"   "}{ $field }: { $value }
admin-audit-values = {"   "}{ $before } → { $after }
admin-audit-more = {"   "}… y { $count } más
admin-audit-word-somebody = miembro { $number }
admin-audit-word-nothing = —
admin-audit-word-number = n.º { $number }
admin-audit-word-content = contenido n.º { $number }
admin-audit-word-hours = { $hours } h
admin-audit-word-title = «{ $title }»
admin-audit-word-role =
    { $role ->
        [ADMIN] admin
        [VIP] VIP
        [FREE] sin VIP
       *[other] { $stored }
    }
admin-audit-word-field =
    { $name ->
        [balance] Saldo
        [current-streak] Racha
        [days] Racha
        [longest-streak] La mejor racha
        [longest] La mejor racha
        [last-day] Último regalo
        [level] Nivel
        [files] Archivos
        [text] Texto
        [at] Cuándo
        [members] Personas
        [paid] Pagadas
        [left-out] No les llegaba
        [total] En total
        [times] Veces
        [last] La última vez
        [sending] Enviándose
        [sent] Enviados
        [unreachable] No les llegó
        [refused] No los aceptó Telegram
        [unknown] No se sabe
        [status] Cómo acabó
        [entries] Movimientos que quedan
        [rows] Datos
       *[other] { $stored }
    }
admin-audit-word-yes-no =
    { $value ->
        [yes] sí
       *[other] no
    }
# Quién: admin 5, host, besitos doctor --fix.
admin-audit-word-who =
    { $kind ->
        [admin] admin { $number }
        [host] tu bot
        [doctor] el doctor
        [run] la tarea n.º { $number }
       *[other] { $stored }
    }
admin-audit-word-what =
    { $kind ->
        [created] creó
        [edited] cambió
        [deleted] borró
        [hidden] ocultó
        [restored] recuperó
        [moved] movió
        [files-added] añadió archivos
        [file-moved] movió un archivo
        [file-removed] quitó un archivo
        [setting] cambió
        [channel] cambió
        [emojis] cambió los emojis
        [vip] cambió el VIP de
        [role] cambió el papel de
        [credit] abonó a
        [debit] descontó a
        [refund] devolvió una compra a
        [streak] arregló la racha de
        [content-granted] regaló contenido a
        [reward-granted] dio una recompensa a
        [erasure] borró los datos de
        [export] sacó los datos de
        [pays-reactions] cambió si pagan las reacciones en
        [stored-level] corrigió el nivel de
        [streak-lengths] corrigió la racha de
        [streak-that-is-over] corrigió la racha de
        [daily-totals] volvió a contar los totales de
        [payments-started] empezó los pagos de
        [payments-ended] terminó los pagos de
        [anomaly-seen] marcó como vista una anomalía de
        [message-started] empezó los mensajes de
        [message-ended] terminó los mensajes de
       *[other] { $stored }
    }
admin-audit-word-subject =
    { $kind ->
        [member] { $which }
        [product] el producto { $which }
        [reward] la recompensa { $which }
        [setting] el ajuste { $which }
        [run] la tarea { $which }
        [group] el grupo { $which }
        [channel] { $what ->
            [emojis] del canal
           *[other] el canal
        } { $which ->
            [free] gratis
            [vip] VIP
           *[other] { $which }
        }
        [emoji] la reacción { $which }
        [post] la publicación { $which }
        [message] el mensaje { $which }
        [content-set] { $what ->
            [files-added] al contenido
            [file-moved] del contenido
            [file-removed] del contenido
           *[other] el contenido
        } { $which }
        [all] todos los días
       *[other] { $stored }
    }
