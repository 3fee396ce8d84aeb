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

# $source: the word that the bot around us gave an entry of its own, such as quiz.
history-source =
    { $source ->
        [other] Outro motivo
       *[named] { $source }
    }
