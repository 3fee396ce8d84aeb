# O painel: recompensas e suas condições.

admin-rewards-title = 🏆 Recompensas

# Como se ganha: uma frase. $how e suas partes são as de admin-rewards-by-….
admin-rewards-earned = Ganha-se { $how }
admin-rewards-and-also = { $first } e, além disso, { $then }
admin-rewards-not-earned = Ninguém ganha sozinho: você dá para quem quiser
admin-rewards-by-points =
    { $value ->
        [1] ao ganhar 1 { -currency-one }
       *[other] ao ganhar { $value } { -currency-many }
    }
admin-rewards-by-spending =
    { $value ->
        [1] ao gastar 1 { -currency-one }
       *[other] ao gastar { $value } { -currency-many }
    }
admin-rewards-by-level = ao chegar ao nível { $value }
admin-rewards-by-streak =
    { $value ->
        [1] com 1 dia de sequência
       *[other] com { $value } dias de sequência
    }
admin-rewards-by-reaction = com a primeira reação
admin-rewards-by-gift = com o primeiro presente do dia
admin-rewards-by-purchase = com a primeira compra
admin-rewards-by-no-vip = sem ser VIP
admin-rewards-by-not-claimed = sem ter pego antes
# $what: como o bot chama uma condição própria.
admin-rewards-by-host = com { $value } { $what }

# O que é bom saber de uma recompensa antes de salvar.
admin-rewards-says-level-never = “{ $what }”: com a sua fórmula de níveis ninguém chega lá. Escolha um nível mais baixo.
admin-rewards-says-besitos-never = “{ $what }”: ninguém pode ter tanto. Escolha uma quantia menor.
admin-rewards-says-streak-never = “{ $what }”: são mais de cem anos. Escolha menos dias.
admin-rewards-says-no-conditions = Sem condições, só recebe quem você escolher.
admin-rewards-says-everybody = Todo mundo já tem desde o começo, sem fazer nada.
admin-rewards-says-first-besitos = Qualquer pessoa ganha com a primeira reação ou o primeiro presente.
admin-rewards-says-always-met = “{ $what }” vale para todo mundo: não pede nada.
admin-rewards-says-implied = “{ $what }” sobra: quem ganha { $by } já cumpre isso.
admin-rewards-says-implied-group = A escolha que começa { $what } sobra: quem ganha { $by } já cumpre isso.
admin-rewards-says-needless-alternative = “{ $what }” sobra: é mais fácil ganhar { $by }.
admin-rewards-says-only-once = Pode se repetir, mas com estas condições só se ganha uma vez. Junte pontos, gasto ou sequência.
admin-rewards-says-lapsed-only = Dá dias VIP a quem não é VIP: só pode pegar quem já teve assinatura.
admin-rewards-says-nothing-for-sale = “{ $what }”: agora não há nada à venda.
admin-rewards-says-vip-shop = “{ $what }”: agora só os VIPs podem comprar, e esta é para quem não é.
admin-rewards-says-no-gift = “{ $what }”: este bot não tem presente do dia.
admin-rewards-says-no-reactions = “{ $what }”: este bot não conta reações.
admin-rewards-says-no-files = O conteúdo que ela dá ainda não tem arquivos: não chegaria nada.
admin-rewards-says-not-registered = “{ $what }”: agora o bot não conhece esta condição, então ninguém cumpre.
admin-rewards-says-far = “{ $what }”: só com reações e presentes leva pelo menos { $years } anos.

# A lista e a ficha.
admin-rewards-list =
    🏆 <b>Recompensas</b>

    { $hidden ->
        [yes] Ocultas: { $count }. Ninguém novo ganha; quem tem, fica com elas.
       *[no] { $count ->
            [0] Ainda não tem nenhuma. Crie a primeira.
           *[other] Ativas: { $count }, na ordem em que aparecem. Toque em uma para mudar.
        }
    }
admin-rewards-row = { $mark } { $name }
admin-rewards-button-new = ➕ Nova recompensa
admin-rewards-button-hidden = 🙈 Ver as ocultas ({ $others })
admin-rewards-button-shown = 👁 Ver as ativas ({ $others })
admin-rewards-card = { $card }
admin-rewards-card-name = 🏆 <b>{ $name }</b>
admin-rewards-card-hidden = 🙈 Oculta: ninguém novo ganha.
admin-rewards-card-gives = 🎁 Dá: { $gift }
admin-rewards-card-earned = 🎯 { $sentence }.
admin-rewards-card-once = ☝️ Uma vez por pessoa.
admin-rewards-card-again = 🔁 Pode se repetir: { -currency-many } e sequência contam desde a última vez.
admin-rewards-card-secret = 🤫 Secreta: não aparece até alguém ganhar.
admin-rewards-card-hours = ⏳ { $hours } h para pegar.
admin-rewards-card-days =
    { $days ->
        [1] ⏳ 1 dia para pegar.
       *[other] ⏳ { $days } dias para pegar.
    }
admin-rewards-card-holders = 👥 Têm: { $claimed } · para pegar: { $waiting } · perderam o prazo: { $missed } · sem ela: { $others }
admin-rewards-gives-content =
    📦 { $name } ({ $files ->
        [1] 1 arquivo
       *[other] { $files } arquivos
    })
admin-rewards-impossible = ⛔ { $what }
admin-rewards-warning = ⚠️ { $what }
# $how: exactly, more (pelo menos), most (no máximo).
admin-rewards-due =
    ⚡ { $how ->
        [more] Pelo menos { $members }
        [most] No máximo { $members }
       *[exactly] { $members }
    } { $members ->
        [1] pessoa já cumpre: ganha assim que fizer algo.
       *[other] pessoas já cumprem: ganham assim que fizerem algo.
    }
admin-rewards-due-hidden =
    ⚡ Se você mostrar: { $how ->
        [more] pelo menos { $members }
        [most] no máximo { $members }
       *[exactly] { $members }
    } { $members ->
        [1] pessoa já cumpre e ganha assim que fizer algo.
       *[other] pessoas já cumprem e ganham assim que fizerem algo.
    }

admin-rewards-button-conditions = 🎯 Condições
admin-rewards-button-gift = 🎁 O que dá
admin-rewards-button-about = 📝 Texto
admin-rewards-button-hours = ⏳ Prazo
admin-rewards-button-again =
    { $again ->
        [yes] 🔁 Repetível: sim
       *[no] ☝️ Repetível: não
    }
admin-rewards-button-secret =
    { $secret ->
        [yes] 🤫 Secreta: sim
       *[no] 👀 Secreta: não
    }
admin-rewards-button-hide = 🙈 Ocultar
admin-rewards-button-show = 👁 Mostrar
admin-rewards-sure =
    🗑 Apagar <b>{ $name }</b>?

    { $members ->
        [0] Ninguém nunca teve: some de vez.
        [1] 1 pessoa já ganhou, então só fica oculta: o que é dela é dela.
       *[other] { $members } pessoas já ganharam, então só fica oculta: o que é delas é delas.
    }

# Os passos.
admin-rewards-ask-name = ✏️ Como se chama? Escreva um nome de até 200 caracteres.
admin-rewards-ask-about = 📝 O que diz embaixo do nome? Uma frase de até 500 caracteres, por exemplo como se ganha.
admin-rewards-button-no-about = 🚫 Sem texto
admin-rewards-ask-days = ⏳ Quantos dias para pegar? De 1 a 365.
admin-rewards-ask-gift = 🎁 O que ela dá?
admin-rewards-button-besitos = 💰 { -currency-many }
admin-rewards-button-badge = 🏅 Insígnia
admin-rewards-button-content = 📦 Conteúdo
admin-rewards-button-vip = ⭐ Dias VIP
admin-rewards-ask-besitos = 💰 Que quantia ela dá? Escreva um número, de 1 a 100.000.
admin-rewards-ask-vip = ⭐ Quantos dias VIP? De 1 a 365. Eles se somam à assinatura da pessoa; quem nunca teve uma não pode pegar.
admin-rewards-ask-emoji = 🏅 Mande o emoji da insígnia.
admin-rewards-not-an-emoji = Isso não é um emoji: mande só um, sem texto.
admin-rewards-ask-badge = { $emoji } Como se chama a insígnia? Até 64 caracteres.
admin-rewards-ask-content =
    { $some ->
        [0] 📦 Ainda não há conteúdo. Crie primeiro, na seção dele.
       *[other] 📦 Que conteúdo ela dá?
    }
admin-rewards-set-row = 📦 { $name } ({ $files })

# As condições.
admin-rewards-conditions =
    🎯 <b>{ $name }</b>

    { $sentence }.{ $remarks }
admin-rewards-condition-row =
    { $how ->
        [or] ↳ ou { $what }
       *[and] ✏️ { $what }
    }
admin-rewards-condition = 🎯 { $what }
admin-rewards-button-first = ➕ Adicionar uma condição
admin-rewards-button-and = ➕ E também…
admin-rewards-button-or = 🔀 Ou no lugar…
admin-rewards-button-number = 🔢 Outro número
admin-rewards-button-remove = 🗑 Remover
admin-rewards-ask-kind = 🎯 O que é preciso conseguir?
admin-rewards-ask-or = 🔀 Ganha-se { $what }, ou no lugar…
admin-rewards-kind-row = { $what }
admin-rewards-kind-points = 💰 Ganhar { -currency-many }
admin-rewards-kind-spending = 🛍 Gastar { -currency-many }
admin-rewards-kind-level = 📈 Chegar a um nível
admin-rewards-kind-streak = 🔥 Dias de sequência
admin-rewards-kind-reaction = ❤️ A primeira reação
admin-rewards-kind-gift = 🎁 O primeiro presente do dia
admin-rewards-kind-purchase = 🛒 A primeira compra
admin-rewards-kind-no-vip = 🚫 Não ser VIP
admin-rewards-kind-not-claimed = ☝️ Não ter pego antes
admin-rewards-ask-points = 💰 Que quantia é preciso ganhar? Escreva um número.
admin-rewards-ask-spending = 🛍 Que quantia é preciso gastar? Escreva um número.
admin-rewards-ask-level = 📈 A que nível é preciso chegar? Escreva um número.
admin-rewards-ask-streak = 🔥 Quantos dias de presente seguidos? Escreva um número.
admin-rewards-ask-host = 🎯 “{ $what }”: quantas vezes? Escreva um número.

# A nova, antes de criar.
admin-rewards-summary =
    { $card }

    Crio assim?
admin-rewards-button-create = ✅ Criar

# O que o painel responde.
admin-rewards-told = { $what }
admin-rewards-told-gone = Essa recompensa não existe mais: alguém apagou.
admin-rewards-told-taken = Já há uma recompensa com esse nome. Escreva outro.
admin-rewards-told-deleted = Apagada.
admin-rewards-told-hidden = Oculta: quem tem, fica com ela.
admin-rewards-told-place = Agora está na posição { $place } de { $count }.
