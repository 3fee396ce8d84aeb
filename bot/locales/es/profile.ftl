# La tarjeta de perfil.

profile-card =
    👤 <b>{ $name }</b>

    { -currency-sign }<b>{ $balance }</b> { $balance ->
        [one] { -currency-one }
       *[other] { -currency-many }
    }

    ⭐ Nivel <b>{ $level }</b>
    { $progress }

    { $streak }
    📈 Has ganado { $earned } · 🛍 Has gastado { $spent }

profile-progress =
    { $bar } { $percent } %
    { $missing ->
        [one] Te falta 1 { -currency-one }
       *[other] Te faltan { $missing } { -currency-many }
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
