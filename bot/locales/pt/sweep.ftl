# A varredura, para admins: perfis para quem ainda não tem.

sweep-panel =
    🧹 <b>Varredura</b>

    { $missing ->
        [0] Todo mundo já tem seu perfil ✨
        [1] <b>1</b> pessoa ainda não tem perfil.
       *[other] <b>{ $missing }</b> pessoas ainda não têm perfil.
    }

    O ensaio só conta. A varredura cria os perfis aos poucos, sem que ninguém perceba.
sweep-panel-failed = ⚠️ A nº { $id } parou no meio. Você pode continuar de onde ela estava.
sweep-changed = As coisas mudaram desde então. Agora estão assim.

sweep-title = 🧹 <b>Varredura nº { $id }</b>
sweep-title-dry = 🔍 <b>Ensaio nº { $id }</b>
sweep-only = Só: { $what }
sweep-only-vip = VIP
sweep-only-before = registrados antes de { $day }
sweep-only-limit = os primeiros { $limit }

sweep-progress = { $bar } { $percent }%
sweep-seen = 👥 Verificados: <b>{ $done }</b> de { $total }
sweep-made = ✨ Perfis novos: <b>{ $count }</b>
sweep-would-make = ✨ Sem perfil: <b>{ $count }</b>
sweep-left-out = 🩹 Sem sucesso: <b>{ $count }</b>
sweep-speed = ⚡ { $speed } por segundo
sweep-speed-and-time = ⚡ { $speed } por segundo · ⏱ faltam { $time }
sweep-seconds = { $seconds } s
sweep-minutes = { $minutes } min
sweep-hours = { $hours } h { $minutes } min
sweep-reason = <i>{ $reason }</i>

sweep-queued = ⏳ Já vai começar.
sweep-running = ▶️ Em andamento.
sweep-pausing = ⏸ Um momento, estou parando…
sweep-paused = ⏸ Em pausa. Continue quando quiser.
sweep-cancelling = ⏹ Cancelando…
sweep-cancelled = ⏹ Cancelada. O que já estava feito fica.
sweep-succeeded = ✅ Terminou.
sweep-failed = ⚠️ Parou por causa de um erro.

sweep-button-dry = 🔍 Ensaio
sweep-button-start = ▶️ Começar
sweep-button-pause = ⏸ Pausa
sweep-button-resume = ▶️ Continuar
sweep-button-cancel = ⏹ Cancelar
sweep-button-runs = 🗂 Histórico
sweep-button-panel = 🧹 Varredura
sweep-button-newer = ‹ Mais recentes

runs-page =
    🗂 <b>Tarefas</b>

    { $lines }
runs-empty =
    🗂 <b>Tarefas</b>

    Ainda não houve nenhuma.
runs-line = { $mark } <b>{ $what }</b> nº { $id } · { $when } · { $origin }
    { $result }
runs-result = { $changed } de { $done } verificados
runs-from-telegram = Telegram
runs-from-terminal = terminal
runs-from-schedule = agendada
runs-from-settings = ajustes
runs-from-code = código
runs-sweep = Varredura
runs-sweep-dry = Ensaio
runs-levels = Níveis
runs-ledger = Revisão de contas
runs-rewards = Recompensas vencidas
runs-streaks = Sequências

run-ended-sweep =
    ✅ <b>Varredura nº { $id } terminada</b>

    { $count ->
        [0] Ninguém precisava de um perfil novo.
        [1] <b>1</b> pessoa agora tem seu perfil.
       *[other] <b>{ $count }</b> pessoas agora têm seu perfil.
    }
run-ended-dry =
    ✅ <b>Ensaio nº { $id } terminado</b>

    { $count ->
        [0] Ninguém está sem perfil.
        [1] <b>1</b> pessoa está sem perfil. Não mexi em nada.
       *[other] <b>{ $count }</b> pessoas estão sem perfil. Não mexi em nada.
    }
run-ended = ✅ <b>{ $what }</b> nº { $id }: fim, { $changed } de { $done } verificados.
run-ended-left-out = 🩹 Não deu certo com { $count }.
run-failed =
    ⚠️ <b>{ $what }</b> nº { $id } parou:
    <i>{ $reason }</i>

    O que já estava feito fica.

command-sweep = Perfis para quem ainda não tem
