# Lo que entra y lo que sale.

history-page =
    🧾 <b>Tu historial</b>

    { $lines }
history-empty =
    🧾 <b>Tu historial</b>

    Aún no hay nada.{ -menu-gift.is ->
        [off] { "" }
       *[other] { " " }Empieza por tu regalo de hoy 🎁
    }

history-earned = <b>+{ $amount }</b> { $what } · { $when }
history-spent = <b>−{ $amount }</b> { $what } · { $when }

history-reaction = Reacción
history-daily-gift = Regalo del día
history-streak = Racha
history-reward = Recompensa
history-from-admin = De parte del equipo
history-refund = Devolución
history-purchase = Compra
history-to-admin = Ajuste del equipo
# $source: the word that the bot around us gave an entry of its own, such as quiz.
history-source =
    { $source ->
        [other] Otro motivo
       *[named] { $source }
    }
