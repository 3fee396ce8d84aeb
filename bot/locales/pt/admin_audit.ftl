# O registro de mudanças, para quem cuida do clube.

admin-audit-title = 📜 Mudanças
admin-audit =
    📜 <b>Mudanças</b>

    { $lines }
admin-audit-empty = Aqui ainda não há mudanças.
admin-audit-line = <b>{ $when }</b> · { $who }: { $what } { $subject }
admin-audit-field = {"   "}{ $field }: { $before } → { $after }
admin-audit-values = {"   "}{ $before } → { $after }
admin-audit-more = {"   "}… e mais { $count }
admin-audit-word-somebody = membro { $number }
admin-audit-word-nothing = —
admin-audit-word-yes-no =
    { $value ->
        [yes] sim
       *[other] não
    }
# Quem: admin 5, host, besitos doctor --fix.
admin-audit-word-who =
    { $kind ->
        [admin] admin { $number }
        [host] seu bot
        [doctor] o doutor
        [run] a tarefa n.º { $number }
       *[other] { $stored }
    }
admin-audit-word-what =
    { $kind ->
        [created] criou
        [edited] mudou
        [deleted] apagou
        [hidden] escondeu
        [restored] recuperou
        [moved] moveu
        [files-added] adicionou arquivos a
        [file-moved] moveu um arquivo de
        [file-removed] tirou um arquivo de
        [setting] mudou
        [channel] mudou
        [emojis] mudou os emojis de
        [vip] mudou o VIP de
        [role] mudou o papel de
        [credit] creditou a
        [debit] descontou de
        [refund] devolveu uma compra a
        [streak] consertou a sequência de
        [content-granted] deu conteúdo a
        [reward-granted] deu uma recompensa a
        [erasure] apagou os dados de
        [export] exportou os dados de
        [pays-reactions] mudou se as reações pagam em
        [stored-level] corrigiu o nível de
        [streak-lengths] corrigiu a sequência de
        [streak-that-is-over] corrigiu a sequência de
        [daily-totals] contou de novo os totais de
        [payments-started] começou os pagamentos de
        [payments-ended] terminou os pagamentos de
        [anomaly-seen] marcou como vista uma anomalia de
        [message-started] começou as mensagens de
        [message-ended] terminou as mensagens de
       *[other] { $stored }
    }
admin-audit-word-subject =
    { $kind ->
        [member] { $which }
        [product] o produto { $which }
        [reward] a recompensa { $which }
        [setting] o ajuste { $which }
        [run] a tarefa { $which }
        [group] o grupo { $which }
        [channel] o canal { $which }
        [emoji] a reação { $which }
        [post] a publicação { $which }
        [message] a mensagem { $which }
        [content-set] o conteúdo { $which }
        [all] todos os dias
       *[other] { $stored }
    }
