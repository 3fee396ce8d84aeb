# La tarjeta de perfil.

profile-card =
    👤 <b>{ $name }</b>

    💋 <b>{ $balance }</b> { $balance ->
        [one] besito
       *[other] besitos
    }

    ⭐ Nivel <b>{ $level }</b>
    { $progress }

    { $streak }
    📈 Ganados: { $earned } · 🛍 Gastados: { $spent }

profile-progress =
    { $bar } { $percent } %
    { $missing ->
        [one] Te falta 1 besito
       *[other] Te faltan { $missing } besitos
    } para el nivel { $next }

profile-top-level =
    { $bar }
    ¡Más alto no se puede!

profile-streak-days =
    🔥 { $days ->
        [one] 1 día
       *[other] { $days } días
    }
profile-streak = Racha: { $streak }
profile-streak-and-best = Racha: { $streak } · la mejor, { $longest }

# In place of a name of which nothing can be seen.
nameless = Miembro
