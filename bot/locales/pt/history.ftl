# O que entra e o que sai.

history-page =
    🧾 <b>Seu histórico</b>

    { $lines }
history-empty =
    🧾 <b>Seu histórico</b>

    Ainda não tem nada.{ -menu-gift.is ->
        [off] { "" }
       *[other] { " " }Comece pelo seu presente de hoje 🎁
    }

history-earned = <b>+{ $amount }</b> { $what } · { $when }
history-spent = <b>−{ $amount }</b> { $what } · { $when }

history-reaction = Reação
history-daily-gift = Presente do dia
history-streak = Sequência
history-reward = Recompensa
history-from-admin = Da equipe
history-refund = Devolução
history-purchase = Compra
history-to-admin = Ajuste da equipe
