# El registro de cambios, para quien lleva el club.

admin-audit-title = 📜 Cambios
admin-audit =
    📜 <b>Cambios</b>

    { $lines }
admin-audit-empty = Aquí aún no hay cambios.
admin-audit-line = <b>{ $when }</b> · { $who }: { $what } { $subject }
admin-audit-field = {"   "}{ $field }: { $before } → { $after }
admin-audit-values = {"   "}{ $before } → { $after }
admin-audit-more = {"   "}… y { $count } más
admin-audit-word-somebody = miembro { $number }
admin-audit-word-nothing = —
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
        [files-added] añadió archivos a
        [file-moved] movió un archivo de
        [file-removed] quitó un archivo de
        [setting] cambió
        [channel] cambió
        [emojis] cambió los emojis de
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
        [channel] el canal { $which }
        [emoji] la reacción { $which }
        [post] la publicación { $which }
        [message] el mensaje { $which }
        [content-set] el contenido { $which }
        [all] todos los días
       *[other] { $stored }
    }
