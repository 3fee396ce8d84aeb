# O ranking.

ranking-page =
    🏅 <b>Quem ganhou mais</b>

    { $lines }
ranking-own = { $lines }

    Você está em <b>{ $place }</b>º lugar, com { $earned }.
ranking-empty =
    🏅 <b>Quem ganhou mais</b>

    Ninguém ainda. Comece você!
ranking-line = { $medal } { $name } · <b>{ $earned }</b> · nível { $level }
ranking-you = { $medal } <b>{ $name }</b> · <b>{ $earned }</b> · nível { $level } ← você

button-ranking = 🏅 Ranking
command-ranking = Quem ganhou mais
