# El panel: los ajustes de la economía, y lo que hace un cambio antes de guardarlo.

admin-economy-title = ⚙️ Economía
admin-economy-list =
    ⚙️ <b>Economía</b>

    Lo que se gana y cómo. Toca un ajuste para ver qué hace y cambiarlo; antes de guardar te enseño el efecto.
admin-economy-row = { $title }: { $value }
admin-economy-one =
    ⚙️ <b>{ $title }</b>
    { $meaning }

    Ahora: { $value }
    Puede ser: { $legal }
    De fábrica: { $default }
admin-economy-button-change = ✏️ Cambiar
admin-economy-button-reset = ↩️ Valor de fábrica
admin-economy-ask =
    ✏️ <b>{ $title }</b>
    Ahora: { $value }

    Escribe el valor nuevo: { $legal }.
admin-economy-or-pick =
    { "" }
    O elige una propuesta:
admin-economy-proposal = { $says }
admin-economy-pace-quick = 🐇 Niveles rápidos
admin-economy-pace-normal = 🚶 Niveles normales
admin-economy-pace-slow = 🐢 Niveles lentos
admin-economy-pace-even = 📏 Un nivel cada 500 ganados
admin-economy-preview =
    👀 <b>{ $title }</b>
    { $before } → { $after }

    { $effect }

    ¿Lo guardo?
admin-economy-button-other = ✏️ Otro valor
admin-economy-told-saved = Guardado. Ya cuenta.
admin-economy-told-saved-formula = Guardado. Los niveles nuevos ya se ven.
admin-economy-same = Ya es ese valor. Escribe otro, o cancela.

admin-economy-besitos =
    { $value ->
        [one] 1 { -currency-one }
       *[other] { $value } { -currency-many }
    }
admin-economy-times =
    { $value ->
        [one] 1 vez
       *[other] { $value } veces
    }
admin-economy-seconds = { $value } s
admin-economy-code = <code>{ $value }</code>
admin-economy-quoted = «{ $value }»
admin-economy-quoted-default = «{ $value }» (en el idioma de cada persona)
admin-economy-range = un número entero, de { $least } a { $most }
admin-economy-formula-legal = una fórmula con total_earned, números, + - * / // % ** ( ) y floor, ceil, sqrt, log, min, max; como mucho { $most } caracteres
admin-economy-zone-legal = una ciudad grande, como Madrid, o una zona como <code>America/Mexico_City</code>
admin-economy-streak-legal = una línea de como mucho { $most } caracteres, con <code>{"{"}days{"}"}</code> donde va el número

admin-economy-word-reaction = Por reacción
admin-economy-reaction-means = Lo que gana un miembro por una reacción.
admin-economy-word-reactions-a-day = Reacciones pagadas al día
admin-economy-reactions-a-day-means = Cuántas reacciones se pagan a un miembro en un día. Con 0 no se paga ninguna.
admin-economy-word-cooldown = Espera entre reacciones
admin-economy-cooldown-means = Los segundos que tienen que pasar entre dos reacciones pagadas del mismo miembro.
admin-economy-word-gift = Regalo del día
admin-economy-gift-means = Lo que da el regalo cada día.
admin-economy-word-bonus = Extra de racha, día 2
admin-economy-bonus-means = Lo que se suma al regalo el segundo día seguido.
admin-economy-word-bonus-a-day = Extra por cada día más
admin-economy-bonus-a-day-means = Cuánto crece el extra de racha con cada día seguido a partir del tercero.
admin-economy-word-bonus-max = Tope del extra de racha
admin-economy-bonus-max-means = El extra de racha nunca pasa de aquí.
admin-economy-word-base = Mínimo del regalo
admin-economy-base-means = Lo menos que se cobra un día, con regalo y extra juntos.
admin-economy-word-streak = Cómo se ve la racha
admin-economy-streak-means = El texto con el que se enseña una racha.
admin-economy-word-formula = Fórmula de niveles
admin-economy-formula-means = El nivel de cada miembro, según todo lo que ha ganado (total_earned).
admin-economy-word-zone = Zona horaria
admin-economy-zone-means = El reloj que dice cuándo empieza el día, para el regalo y los límites.

admin-economy-claim = 🎁 Día { $day } de racha: { $before } → <b>{ $after }</b>
admin-economy-one-reaction = ❤️ Una reacción: { $before } → <b>{ $after }</b>
admin-economy-most-a-day = 📆 Reacciones en un día, como mucho: { $before } → <b>{ $after }</b>
admin-economy-takes = ⏱ Ganar ese máximo lleva al menos: { $before } → <b>{ $after }</b>
admin-economy-duration =
    { $hours ->
        [0] { $minutes ->
            [0] { $seconds } s
           *[other] { $minutes } min{ $seconds ->
                [0] { "" }
               *[other] { " " }{ $seconds } s
            }
        }
       *[other] { $hours } h { $minutes } min
    }
admin-economy-level = ⭐ Con { $total } ganados: nivel { $before } → <b>{ $after }</b>
admin-economy-level-higher =
    { $members ->
        [one] ⬆️ 1 miembro sube de nivel
       *[other] ⬆️ { $members } miembros suben de nivel
    }
admin-economy-level-lower =
    { $members ->
        [one] ⬇️ 1 miembro baja de nivel
       *[other] ⬇️ { $members } miembros bajan de nivel
    }
admin-economy-level-unknown =
    { $members ->
        [one] ❔ De 1 miembro no lo sé: las fórmulas tienen demasiados escalones
       *[other] ❔ De { $members } miembros no lo sé: las fórmulas tienen demasiados escalones
    }
admin-economy-level-same = 👥 Nadie cambia de nivel
admin-economy-day-ends = 🕛 Con la zona de ahora, el día acaba el { $at } ({ $zone })
admin-economy-day-will-end = 🕛 Con la nueva, acaba el { $at } ({ $zone })
admin-economy-zone-keeps-streaks = 🔥 No se rompe ninguna racha; entre dos regalos pasan 18 horas como mínimo
admin-economy-streak-shown = 🔥 Una racha de 7 días: { $before } → <b>{ $after }</b>

admin-economy-zone-unknown = No conozco esa zona. Escribe la ciudad grande más cercana en tu zona, o la zona como Europe/Madrid.
admin-economy-streak-bad = Hace falta una sola línea de como mucho { $most } caracteres, con {"{"}days{"}"} donde va el número y sin otras llaves.
admin-economy-formula-empty = Escribe una fórmula.
admin-economy-formula-too-long = Es demasiado larga o complicada. Escribe una más corta.
admin-economy-formula-unreadable = Esa fórmula no la entiendo. Solo números, total_earned, + - * / // % ** ( ) y floor, ceil, sqrt, log, min, max.
admin-economy-formula-no-value = Esa fórmula no da un número para algunas cantidades. Prueba otra, por ejemplo con max(…, 1).
admin-economy-formula-below-one = Con 0 ganados tiene que dar al menos el nivel 1. Súmale 1.
admin-economy-formula-too-high = Da niveles demasiado altos: tienen que quedar por debajo de 10.000. Ponle un tope con min(…, 100).
admin-economy-formula-falls = Con más ganado no puede bajar el nivel. Escribe una que solo suba.
