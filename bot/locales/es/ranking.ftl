# El ranking.

ranking-page =
    🏅 <b>Quién ha ganado más</b>

    { $lines }
ranking-own = { $lines }

    Tú vas en el puesto <b>{ $place }</b>, con { $earned }.
ranking-empty =
    🏅 <b>Quién ha ganado más</b>

    Todavía nadie. ¡Empieza tú!
ranking-line = { $medal } { $name } · <b>{ $earned }</b> · nivel { $level }
ranking-you = { $medal } <b>{ $name }</b> · <b>{ $earned }</b> · nivel { $level } ← tú

button-ranking = 🏅 Ranking
command-ranking = Quién ha ganado más
