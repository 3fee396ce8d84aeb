# As recompensas.

rewards-page =
    🏆 <b>Suas recompensas</b>

    { $lines }
rewards-empty =
    🏆 <b>Suas recompensas</b>

    Ainda não tem nenhuma. Volte logo.
rewards-badges = 🏅 Suas insígnias: { $badges }

rewards-ready = 🎉 <b>{ $name }</b> · { $gift }
    { $left }
rewards-in-progress = 🔒 <b>{ $name }</b> · { $gift }
rewards-claimed = ✅ <b>{ $name }</b> · { $gift }
rewards-claimed-often = ✅ <b>{ $name }</b> · { $gift } · { $times } vezes
rewards-expired = ⌛ <b>{ $name }</b> · o prazo acabou

rewards-description = <i>{ $text }</i>
reward-seeded-saver = Junte 100 { -currency-many }

rewards-left =
    { $days ->
        [0] ⏰ { $hours ->
            [0] { $minutes ->
                [1] Falta 1 min
               *[other] Faltam { $minutes } min
            }
           *[other] Faltam { $hours } h { $minutes } min
        } para acabar o prazo.
        [1] ⏰ Falta 1 dia e { $hours } h para acabar o prazo.
       *[other] ⏰ Faltam { $days } dias para acabar o prazo.
    }
rewards-no-hurry = ⏰ Sem pressa: não tem prazo.

reward-gift-besitos =
    { $amount ->
        [1] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }
reward-gift-badge = insígnia { $badge }
reward-gift-content = conteúdo surpresa
reward-gift-vip =
    { $days ->
        [1] 1 dia VIP
       *[other] { $days } dias VIP
    }

condition-done = ✔️ { $what }
condition-open = ▫️ { $what }
condition-one-of = Uma destas:
condition-more =
    { $count ->
        [1] … e mais 1
       *[other] … e mais { $count }
    }
condition-points = { $bar } Você ganhou { $current } de { $target } { -currency-many }
condition-spent = { $bar } Você gastou { $current } de { $target } { -currency-many }
condition-streak = { $bar } { $current } de { $target } dias de presente seguidos
condition-level = { $bar } nível { $current } de { $target }
# $what: what the bot around us calls a condition of its own.
condition-host = { $bar } { $current } de { $target } { $what }
condition-first-reaction = Sua primeira reação
condition-first-gift = Seu primeiro presente do dia
condition-first-purchase = Sua primeira compra
condition-not-vip = Para quem não é VIP
condition-not-claimed = Só uma vez

reward-claimed-besitos =
    🎉 <b>É sua!</b>

    { $name }: <b>+{ $amount }</b>
    { -currency-sign }Agora você tem <b>{ $balance }</b>.
reward-claimed-badge =
    🎉 <b>É sua!</b>

    { $name }: você já está usando a insígnia { $badge }.
reward-claimed-content =
    🎉 <b>É sua!</b>

    { $name }: já estou mandando.{ -menu-purchases.is ->
        [command] { " " }Você sempre encontra em { -menu-purchases }.
        [buttons] { " " }Você sempre encontra nas suas compras.
       *[off] { "" }
    }
reward-claimed-vip =
    🎉 <b>É sua!</b>

    { $name }: você é VIP até { $until }.

reward-unlocked =
    🏆 <b>Você desbloqueou uma recompensa!</b>

    <b>{ $name }</b> · { $gift }
    { $left }

button-rewards = 🏆 Recompensas
button-claim-reward = 🎁 Pegar: { $name }
button-next-page = Próximas ›
button-previous-page = ‹ Anteriores
command-rewards = O que você ganhou e o que falta
