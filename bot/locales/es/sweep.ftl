# El barrido, para admins: perfiles para quien aún no tiene.

sweep-panel =
    🧹 <b>Barrido</b>

    { $missing ->
        [0] Todo el mundo tiene ya su perfil ✨
        [one] <b>1</b> persona todavía no tiene perfil.
       *[other] <b>{ $missing }</b> personas todavía no tienen perfil.
    }

    El ensayo solo cuenta. El barrido crea los perfiles poco a poco, sin que nadie lo note.
sweep-panel-failed = ⚠️ El nº { $id } se quedó a medias. Puedes seguir donde estaba.
sweep-changed = Las cosas han cambiado desde entonces. Así están ahora.

sweep-title = 🧹 <b>Barrido nº { $id }</b>
sweep-title-dry = 🔍 <b>Ensayo nº { $id }</b>
sweep-only = Solo: { $what }
sweep-only-vip = VIP
sweep-only-before = registrados antes del { $day }
sweep-only-limit = los primeros { $limit }

sweep-progress = { $bar } { $percent } %
sweep-seen = 👥 Revisados: <b>{ $done }</b> de { $total }
sweep-made = ✨ Perfiles nuevos: <b>{ $count }</b>
sweep-would-make = ✨ Sin perfil: <b>{ $count }</b>
sweep-left-out = 🩹 No se pudo con: <b>{ $count }</b>
sweep-speed = ⚡ { $speed } por segundo
sweep-speed-and-time = ⚡ { $speed } por segundo · ⏱ quedan { $time }
sweep-seconds = { $seconds } s
sweep-minutes = { $minutes } min
sweep-hours = { $hours } h { $minutes } min
sweep-reason = <i>{ $reason }</i>

sweep-queued = ⏳ Empieza enseguida.
sweep-running = ▶️ En marcha.
sweep-pausing = ⏸ Un momento, que paro…
sweep-paused = ⏸ En pausa. Sigue cuando quieras.
sweep-cancelling = ⏹ Cancelando…
sweep-cancelled = ⏹ Cancelado. Lo que ya estaba hecho se queda.
sweep-succeeded = ✅ Terminado.
sweep-failed = ⚠️ Se ha parado por un error.

sweep-button-dry = 🔍 Ensayo
sweep-button-start = ▶️ Empezar
sweep-button-pause = ⏸ Pausa
sweep-button-resume = ▶️ Seguir
sweep-button-cancel = ⏹ Cancelar
sweep-button-runs = 🗂 Historial
sweep-button-panel = 🧹 Barrido
sweep-button-newer = ‹ Más recientes

runs-page =
    🗂 <b>Tareas</b>

    { $lines }
runs-empty =
    🗂 <b>Tareas</b>

    Aún no ha habido ninguna.
runs-line = { $mark } <b>{ $what }</b> nº { $id } · { $when } · { $origin }
    { $result }
runs-result = { $changed } de { $done } revisados
runs-from-telegram = Telegram
runs-from-terminal = terminal
runs-from-schedule = programada
runs-from-settings = ajustes
runs-from-code = código
runs-sweep = Barrido
runs-sweep-dry = Ensayo
runs-levels = Niveles
runs-ledger = Revisión de cuentas
runs-rewards = Recompensas caducadas
runs-streaks = Rachas

run-ended-sweep =
    ✅ <b>Barrido nº { $id } terminado</b>

    { $count ->
        [0] Nadie necesitaba un perfil nuevo.
        [one] <b>1</b> persona tiene ahora su perfil.
       *[other] <b>{ $count }</b> personas tienen ahora su perfil.
    }
run-ended-dry =
    ✅ <b>Ensayo nº { $id } terminado</b>

    { $count ->
        [0] A nadie le falta el perfil.
        [one] A <b>1</b> persona le falta el perfil. No he tocado nada.
       *[other] A <b>{ $count }</b> personas les falta el perfil. No he tocado nada.
    }
run-ended = ✅ <b>{ $what }</b> nº { $id }: terminado, { $changed } de { $done } revisados.
run-ended-left-out = 🩹 Con { $count } no se pudo.
run-failed =
    ⚠️ <b>{ $what }</b> nº { $id } se ha parado:
    <i>{ $reason }</i>

    Lo que ya estaba hecho se queda.

command-sweep = Perfiles para quien aún no tiene
