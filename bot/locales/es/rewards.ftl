# Las recompensas.

rewards-page =
    🏆 <b>Tus recompensas</b>

    { $lines }
rewards-empty =
    🏆 <b>Tus recompensas</b>

    Todavía no hay ninguna. Vuelve pronto.
rewards-badges = 🏅 Tus insignias: { $badges }

rewards-ready = 🎉 <b>{ $name }</b> · { $gift }
    { $left }
rewards-in-progress = 🔒 <b>{ $name }</b> · { $gift }
rewards-claimed = ✅ <b>{ $name }</b> · { $gift }
rewards-claimed-often = ✅ <b>{ $name }</b> · { $gift } · { $times } veces
rewards-expired = ⌛ <b>{ $name }</b> · se acabó el plazo

rewards-description = <i>{ $text }</i>
reward-seeded-saver = Acumula 100 { -currency-many }

rewards-left =
    { $days ->
        [0] ⏰ Te { $hours ->
            [0] { $minutes ->
                [one] queda 1 min
               *[other] quedan { $minutes } min
            }
           *[other] quedan { $hours } h { $minutes } min
        } para recogerla.
        [one] ⏰ Te queda 1 día y { $hours } h para recogerla.
       *[other] ⏰ Te quedan { $days } días para recogerla.
    }
rewards-no-hurry = ⏰ Sin prisa: no caduca.

reward-gift-besitos =
    { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }
reward-gift-badge = insignia { $badge }
reward-gift-content = contenido sorpresa
reward-gift-vip =
    { $days ->
        [one] 1 día VIP
       *[other] { $days } días VIP
    }

condition-done = ✔️ { $what }
condition-open = ▫️ { $what }
condition-one-of = Una de estas:
condition-more =
    { $count ->
        [one] … y 1 más
       *[other] … y { $count } más
    }
condition-points = { $bar } Has ganado { $current } de { $target } { -currency-many }
condition-spent = { $bar } Has gastado { $current } de { $target } { -currency-many }
condition-streak = { $bar } { $current } de { $target } días de regalo seguidos
condition-level = { $bar } nivel { $current } de { $target }
# $what: what the bot around us calls a condition of its own.
condition-host = { $bar } { $current } de { $target } { $what }
condition-first-reaction = Tu primera reacción
condition-first-gift = Tu primer regalo del día
condition-first-purchase = Tu primera compra
condition-not-vip = Para quien no es VIP
condition-not-claimed = Solo una vez

reward-claimed-besitos =
    🎉 <b>¡Tuya!</b>

    { $name }: <b>+{ $amount }</b>
    { -currency-sign }Ahora tienes <b>{ $balance }</b>.
reward-claimed-badge =
    🎉 <b>¡Tuya!</b>

    { $name }: ya luces la insignia { $badge }.
reward-claimed-content =
    🎉 <b>¡Tuya!</b>

    { $name }: te lo mando ahora mismo.{ -menu-purchases.is ->
        [command] { " " }Lo tendrás siempre en { -menu-purchases }.
        [buttons] { " " }Lo tendrás siempre en tus compras.
       *[off] { "" }
    }
reward-claimed-vip =
    🎉 <b>¡Tuya!</b>

    { $name }: eres VIP hasta el { $until }.

reward-unlocked =
    🏆 <b>¡Has desbloqueado una recompensa!</b>

    <b>{ $name }</b> · { $gift }
    { $left }

button-rewards = 🏆 Recompensas
button-claim-reward = 🎁 Recoger: { $name }
button-next-page = Siguientes ›
button-previous-page = ‹ Anteriores
command-rewards = Lo que has ganado y lo que te falta
