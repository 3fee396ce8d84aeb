# O registro de mudanças, para quem cuida do clube.

admin-audit-title = 📜 Mudanças
admin-audit =
    📜 <b>Mudanças</b>

    { $lines }
admin-audit-empty = Aqui ainda não há mudanças.
admin-audit-line = <b>{ $when }</b> · { $who }: { $what } { $subject }
admin-audit-field = {"   "}{ $field }: { $before } → { $after }
admin-audit-fact = {"   "}{ $field }: { $value }
admin-audit-values = {"   "}{ $before } → { $after }
admin-audit-more = {"   "}… e mais { $count }
admin-audit-word-somebody = membro { $number }
admin-audit-word-nothing = —
admin-audit-word-number = n.º { $number }
admin-audit-word-content = conteúdo n.º { $number }
admin-audit-word-hours = { $hours } h
admin-audit-word-title = “{ $title }”
admin-audit-word-role =
    { $role ->
        [ADMIN] admin
        [VIP] VIP
        [FREE] sem VIP
       *[other] { $stored }
    }
admin-audit-word-field =
    { $name ->
        [balance] Saldo
        [current-streak] Sequência
        [days] Sequência
        [longest-streak] A melhor sequência
        [longest] A melhor sequência
        [last-day] Último presente
        [level] Nível
        [files] Arquivos
        [text] Texto
        [at] Quando
        [members] Pessoas
        [paid] Pagas
        [left-out] Não tinham o bastante
        [total] No total
        [times] Vezes
        [last] A última vez
        [sending] Enviando
        [sent] Enviadas
        [unreachable] Não chegaram
        [refused] Recusadas pelo Telegram
        [unknown] Não se sabe
        [status] Como terminou
        [entries] Movimentos que ficam
        [rows] Dados
       *[other] { $stored }
    }
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
        [files-added] adicionou arquivos
        [file-moved] moveu um arquivo
        [file-removed] tirou um arquivo
        [setting] mudou
        [channel] mudou
        [emojis] mudou os emojis
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
        [pays-reactions] mudou se as reações pagam
        [stored-level] corrigiu o nível de
        [streak-lengths] corrigiu a sequência de
        [streak-that-is-over] corrigiu a sequência de
        [daily-totals] contou de novo os totais de
        [payments-started] começou os pagamentos
        [payments-ended] terminou os pagamentos
        [anomaly-seen] marcou como vista uma anomalia de
        [message-started] começou as mensagens
        [message-ended] terminou as mensagens
       *[other] { $stored }
    }
admin-audit-word-subject =
    { $kind ->
        [member] { $which }
        [product] o produto { $which }
        [reward] a recompensa { $which }
        [setting] o ajuste { $which }
        [run] da tarefa { $which }
        [group] no grupo { $which }
        [channel] { $what ->
            [emojis] do canal
           *[other] o canal
        } { $which ->
            [free] grátis
            [vip] VIP
           *[other] { $which }
        }
        [emoji] a reação { $which }
        [post] a publicação { $which }
        [message] a mensagem { $which }
        [content-set] { $what ->
            [files-added] ao conteúdo
            [file-moved] do conteúdo
            [file-removed] do conteúdo
           *[other] o conteúdo
        } { $which }
        [all] todos os dias
       *[other] { $stored }
    }
