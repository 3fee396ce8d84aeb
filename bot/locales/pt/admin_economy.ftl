# O painel: os ajustes da economia, e o que uma mudança faz antes de ser salva.

admin-economy-title = ⚙️ Economia
admin-economy-list =
    ⚙️ <b>Economia</b>

    O que se ganha, e como. Toque em um ajuste para ver o que faz e mudar; você vê o efeito antes de salvar.
admin-economy-row = { $title }: { $value }
admin-economy-one =
    ⚙️ <b>{ $title }</b>
    { $meaning }

    Agora: { $value }
    Pode ser: { $legal }
    De fábrica: { $default }
admin-economy-button-change = ✏️ Mudar
admin-economy-button-reset = ↩️ Valor de fábrica
admin-economy-ask =
    ✏️ <b>{ $title }</b>
    Agora: { $value }

    Escreva o valor novo: { $legal }.
admin-economy-or-pick =
    { "" }
    Ou escolha uma proposta:
admin-economy-proposal = { $says }
admin-economy-pace-quick = 🐇 Níveis rápidos
admin-economy-pace-normal = 🚶 Níveis normais
admin-economy-pace-slow = 🐢 Níveis lentos
admin-economy-pace-even = 📏 Um nível a cada 500 ganhos
admin-economy-preview =
    👀 <b>{ $title }</b>
    { $before } → { $after }

    { $effect }

    Posso salvar?
admin-economy-button-other = ✏️ Outro valor
admin-economy-told-saved = Salvo. Já está valendo.
admin-economy-told-saved-formula = Salvo. Os níveis novos já aparecem.
admin-economy-same = Já é esse valor. Escreva outro, ou cancele.

admin-economy-besitos =
    { $value ->
        [1] 1 { -currency-one }
       *[other] { $value } { -currency-many }
    }
admin-economy-times =
    { $value ->
        [1] 1 vez
       *[other] { $value } vezes
    }
admin-economy-seconds = { $value } s
admin-economy-code = <code>{ $value }</code>
admin-economy-quoted = “{ $value }”
admin-economy-quoted-default = “{ $value }” (no idioma de cada pessoa)
admin-economy-range = um número inteiro de { $least } a { $most }
admin-economy-formula-legal = uma fórmula com total_earned, números, + - * / // % ** ( ) e floor, ceil, sqrt, log, min, max; no máximo { $most } caracteres
admin-economy-zone-legal = uma cidade grande, como Lisboa, ou um fuso como <code>America/Sao_Paulo</code>
admin-economy-streak-legal = uma linha de no máximo { $most } caracteres, com <code>{"{"}days{"}"}</code> no lugar do número

admin-economy-word-reaction = Por reação
admin-economy-reaction-means = O que um membro ganha com uma reação.
admin-economy-word-reactions-a-day = Reações pagas por dia
admin-economy-reactions-a-day-means = Quantas reações de um membro são pagas em um dia. Com 0, nenhuma.
admin-economy-word-cooldown = Espera entre reações
admin-economy-cooldown-means = Os segundos que precisam passar entre duas reações pagas do mesmo membro.
admin-economy-word-gift = Presente do dia
admin-economy-gift-means = O que o presente dá a cada dia.
admin-economy-word-bonus = Bônus de sequência, dia 2
admin-economy-bonus-means = O que se soma ao presente no segundo dia seguido.
admin-economy-word-bonus-a-day = Bônus por dia a mais
admin-economy-bonus-a-day-means = Quanto o bônus cresce com cada dia seguido a partir do terceiro.
admin-economy-word-bonus-max = Teto do bônus
admin-economy-bonus-max-means = O bônus de sequência nunca passa disto.
admin-economy-word-base = Mínimo do presente
admin-economy-base-means = O mínimo que um dia paga, presente e bônus juntos.
admin-economy-word-streak = Como a sequência aparece
admin-economy-streak-means = O texto que mostra uma sequência.
admin-economy-word-formula = Fórmula de níveis
admin-economy-formula-means = O nível de cada membro, por tudo o que já ganhou (total_earned).
admin-economy-word-zone = Fuso horário
admin-economy-zone-means = O relógio que diz quando o dia começa, para o presente e os limites.

admin-economy-claim = 🎁 Dia { $day } de sequência: { $before } → <b>{ $after }</b>
admin-economy-one-reaction = ❤️ Uma reação: { $before } → <b>{ $after }</b>
admin-economy-most-a-day = 📆 Reações em um dia, no máximo: { $before } → <b>{ $after }</b>
admin-economy-takes = ⏱ Ganhar esse máximo leva pelo menos: { $before } → <b>{ $after }</b>
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
admin-economy-level = ⭐ Com { $total } ganhos: nível { $before } → <b>{ $after }</b>
admin-economy-level-higher =
    { $members ->
        [1] ⬆️ 1 membro sobe de nível
       *[other] ⬆️ { $members } membros sobem de nível
    }
admin-economy-level-lower =
    { $members ->
        [1] ⬇️ 1 membro desce de nível
       *[other] ⬇️ { $members } membros descem de nível
    }
admin-economy-level-unknown =
    { $members ->
        [1] ❔ De 1 membro não sei: as fórmulas têm degraus demais
       *[other] ❔ De { $members } membros não sei: as fórmulas têm degraus demais
    }
admin-economy-level-same = 👥 Ninguém muda de nível
admin-economy-day-ends = 🕛 Com o fuso de agora, o dia acaba { $at } ({ $zone })
admin-economy-day-will-end = 🕛 Com o novo, acaba { $at } ({ $zone })
admin-economy-zone-keeps-streaks = 🔥 Nenhuma sequência se quebra; entre dois presentes passam pelo menos 18 horas
admin-economy-streak-shown = 🔥 Uma sequência de 7 dias: { $before } → <b>{ $after }</b>

admin-economy-zone-unknown = Não conheço esse fuso. Escreva a cidade grande mais próxima no seu fuso, ou o fuso como America/Sao_Paulo.
admin-economy-streak-bad = Precisa ser uma só linha de no máximo { $most } caracteres, com {"{"}days{"}"} no lugar do número e sem outras chaves.
admin-economy-formula-empty = Escreva uma fórmula.
admin-economy-formula-too-long = É longa ou complicada demais. Escreva uma mais curta.
admin-economy-formula-unreadable = Não entendo essa fórmula. Só números, total_earned, + - * / // % ** ( ) e floor, ceil, sqrt, log, min, max.
admin-economy-formula-no-value = Essa fórmula não dá um número para algumas quantias. Tente outra, por exemplo com max(…, 1).
admin-economy-formula-below-one = Com 0 ganhos precisa dar pelo menos o nível 1. Some 1.
admin-economy-formula-too-high = Dá níveis altos demais: precisam ficar abaixo de 10.000. Ponha um teto com min(…, 100).
admin-economy-formula-falls = Com mais ganhos o nível não pode descer. Escreva uma que só suba.
