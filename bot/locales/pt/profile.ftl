# O cartão do perfil.

profile-card =
    👤 <b>{ $name }</b>

    { -currency-sign }<b>{ $balance }</b> { $balance ->
        [1] { -currency-one }
       *[other] { -currency-many }
    }

    ⭐ Nível <b>{ $level }</b>
    { $progress }

    { $streak }
    📈 Você ganhou { $earned } · 🛍 Você gastou { $spent }

profile-progress =
    { $bar } { $percent }%
    { $missing ->
        [1] Falta 1 { -currency-one }
       *[other] Faltam { $missing } { -currency-many }
    } para o nível { $next }

profile-top-level =
    { $bar }
    Mais alto que isso não tem!

profile-streak-days =
    🔥 { $days ->
        [1] 1 dia
       *[other] { $days } dias
    }
profile-streak = Sequência: { $streak }
profile-streak-and-best = Sequência: { $streak } · a melhor, { $longest }

# In place of a name of which nothing can be seen.
nameless = Membro
