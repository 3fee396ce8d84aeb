# O painel: os números do clube.

admin-numbers-title = 📊 Números
admin-numbers-overview =
    📊 <b>Números · { $days } dias</b>

    Ganho: <b>{ $earned }</b> { -currency-many }
    Gasto: <b>{ $spent }</b>
    { $inflation }

    Em circulação: <b>{ $circulating }</b>, entre { $members } { $members ->
        [1] membro
       *[other] membros
    }
    Ativos por dia: { $active } em média, { $today } hoje
    Perfis novos: { $new }
    Presentes do dia: { $claims } · Compras: { $purchases }{ $behind }
admin-numbers-inflation = De cada 100 que se ganham, gastam-se { $spent }.
admin-numbers-nothing-earned = Ainda não se ganhou nada nestes dias.
admin-numbers-behind = ⏳ Ainda estou contando o que veio antes: { $percent } % feito.
admin-numbers-button-days = { $days } dias
admin-numbers-button-days-chosen = • { $days } dias
admin-numbers-button-flow = 📈 Ganho e gasto
admin-numbers-button-circulation = 💰 Circulação
admin-numbers-button-members = 👥 Membros
admin-numbers-button-sources = 🧭 De onde vem
admin-numbers-button-retention = 🔁 Quem volta
admin-numbers-button-levels = ⭐ Níveis
admin-numbers-button-streaks = 🔥 Sequências
admin-numbers-button-sellers = 🛍 Mais vendidos
admin-numbers-button-top = 🏅 Quem ganha mais
admin-numbers-button-csv = 📄 CSV
admin-numbers-word-csv = Os últimos { $days } dias, um por linha. Abre em qualquer planilha.
admin-numbers-word-column =
    { $name ->
        [day] Dia
        [earned] Ganho
        [spent] Gasto
        [circulating] Em circulação
        [active-members] Pessoas ativas
        [new-profiles] Perfis novos
        [claims] Presentes do dia
        [purchases] Número de compras
       *[other] { $stored }
    }
admin-numbers-word-column-besitos = { $source } ({ -currency-many })
admin-numbers-sellers-page =
    🛍 <b>Mais vendidos · { $days } dias</b>

    { $lines }
admin-numbers-seller =
    { $place }. { $name } · <b>{ $purchases }</b> · { $amount ->
        [1] 1 { -currency-one }
       *[other] { $amount } { -currency-many }
    }
admin-numbers-word-deleted-product = Produto apagado
admin-numbers-no-sales = Nestes dias não se vendeu nada.
admin-numbers-top-page =
    🏅 <b>Quem ganha mais</b> · { $period ->
        [month] este mês
       *[ever] desde sempre
    }

    { $lines }
admin-numbers-top-line = { $place }. { $name } · <b>{ $amount }</b>
admin-numbers-top-empty = Ninguém ainda.
admin-numbers-button-this-month = Este mês
admin-numbers-button-ever = Desde sempre
admin-numbers-word-no-data = Ainda não há dados
admin-numbers-word-flow = Ganho e gasto · { $days } dias
admin-numbers-word-earned = Ganho: { $amount } { -currency-many }
admin-numbers-word-spent = Gasto: { $amount }
admin-numbers-word-circulation = Em circulação · { $days } dias
admin-numbers-word-circulating = { $amount } { -currency-many } agora
admin-numbers-word-members = Membros · { $days } dias
admin-numbers-word-active = { $amount } ativos por dia, em média
admin-numbers-word-new = { $amount } perfis novos
admin-numbers-word-sources = De onde vem · { $days } dias
admin-numbers-word-levels = Membros por nível
admin-numbers-word-streaks = Sequências do presente
admin-numbers-word-streaks-now = A mais longa agora: { $days }
admin-numbers-word-streaks-ever = A mais longa de sempre: { $days }
admin-numbers-word-retention = Quem volta
admin-numbers-word-retention-line = De cada 100 que chegaram, ativos semanas depois
admin-numbers-word-level = Nível { $level }
admin-numbers-word-streak-days = { $days } dias
admin-numbers-word-streak-day = 1 dia
admin-numbers-text = { $text }
admin-numbers-word-reaction = Reações
admin-numbers-word-gift = Presente do dia
admin-numbers-word-streak = Sequências
admin-numbers-word-reward = Recompensas
admin-numbers-word-from-admin = Da equipe
admin-numbers-word-refund = Devoluções
admin-numbers-word-purchase = Compras
admin-numbers-word-to-admin = Ajustes
# $source: the word that the bot around us gave an entry of its own, such as quiz.
admin-numbers-word-source = { $source }
admin-numbers-button-member = 👤 { $name }
