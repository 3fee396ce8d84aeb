# El panel: los números del club.

admin-numbers-title = 📊 Números
admin-numbers-overview =
    📊 <b>Números · { $days } días</b>

    Ganado: <b>{ $earned }</b> { -currency-many }
    Gastado: <b>{ $spent }</b>
    { $inflation }

    En circulación: <b>{ $circulating }</b>, entre { $members } { $members ->
        [1] miembro
       *[other] miembros
    }
    Activos al día: { $active } de media, { $today } hoy
    Perfiles nuevos: { $new }
    Regalos del día: { $claims } · Compras: { $purchases }{ $behind }
admin-numbers-inflation = De cada 100 que se ganan, se gastan { $spent }.
admin-numbers-nothing-earned = Aún no se ha ganado nada en estos días.
admin-numbers-behind = ⏳ Sigo contando lo de antes: llevo el { $percent } %.
admin-numbers-button-days = { $days } días
admin-numbers-button-days-chosen = • { $days } días
admin-numbers-button-flow = 📈 Ganado y gastado
admin-numbers-button-circulation = 💰 Circulación
admin-numbers-button-members = 👥 Miembros
admin-numbers-button-sources = 🧭 De dónde sale
admin-numbers-button-retention = 🔁 Quién vuelve
admin-numbers-button-levels = ⭐ Niveles
admin-numbers-button-streaks = 🔥 Rachas
admin-numbers-button-sellers = 🛍 Más vendido
admin-numbers-button-top = 🏅 Quién gana más
admin-numbers-button-csv = 📄 CSV
admin-numbers-word-csv = Los últimos { $days } días, uno por línea. Se abre con cualquier hoja de cálculo.
admin-numbers-word-column =
    { $name ->
        [day] Día
        [earned] Ganado
        [spent] Gastado
        [circulating] En circulación
        [active-members] Personas activas
        [new-profiles] Perfiles nuevos
        [claims] Regalos del día
        [purchases] Número de compras
       *[other] { $stored }
    }
admin-numbers-word-column-besitos = { $source } ({ -currency-many })
admin-numbers-sellers-page =
    🛍 <b>Más vendido · { $days } días</b>

    { $lines }
admin-numbers-seller =
    { $place }. { $name } · <b>{ $purchases }</b> · { $amount ->
        [one] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }
admin-numbers-word-deleted-product = Producto borrado
admin-numbers-no-sales = En estos días no se ha vendido nada.
admin-numbers-top-page =
    🏅 <b>Quién gana más</b> · { $period ->
        [month] este mes
       *[ever] desde siempre
    }

    { $lines }
admin-numbers-top-line = { $place }. { $name } · <b>{ $amount }</b>
admin-numbers-top-empty = Nadie todavía.
admin-numbers-button-this-month = Este mes
admin-numbers-button-ever = Desde siempre
admin-numbers-word-no-data = Aún no hay datos
admin-numbers-word-flow = Ganado y gastado · { $days } días
admin-numbers-word-earned = Ganado: { $amount } { -currency-many }
admin-numbers-word-spent = Gastado: { $amount }
admin-numbers-word-circulation = En circulación · { $days } días
admin-numbers-word-circulating = { $amount } { -currency-many } ahora
admin-numbers-word-members = Miembros · { $days } días
admin-numbers-word-active = { $amount } activos al día, de media
admin-numbers-word-new = { $amount } perfiles nuevos
admin-numbers-word-sources = De dónde sale · { $days } días
admin-numbers-word-levels = Miembros por nivel
admin-numbers-word-streaks = Rachas del regalo
admin-numbers-word-streaks-now = La más larga ahora: { $days }
admin-numbers-word-streaks-ever = La más larga de siempre: { $days }
admin-numbers-word-retention = Quién vuelve
admin-numbers-word-retention-line = De cada 100 que llegaron, activos semanas después
admin-numbers-word-level = Nivel { $level }
admin-numbers-word-streak-days = { $days } días
admin-numbers-word-streak-day = 1 día
admin-numbers-text = { $text }
admin-numbers-word-reaction = Reacciones
admin-numbers-word-gift = Regalo del día
admin-numbers-word-streak = Rachas
admin-numbers-word-reward = Recompensas
admin-numbers-word-from-admin = Del equipo
admin-numbers-word-refund = Devoluciones
admin-numbers-word-purchase = Compras
admin-numbers-word-to-admin = Ajustes
# $source: the word that the bot around us gave an entry of its own, such as quiz.
admin-numbers-word-source = { $source }
admin-numbers-button-member = 👤 { $name }
