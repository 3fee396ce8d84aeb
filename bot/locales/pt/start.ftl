# A primeira coisa que se vê.

start-welcome =
    Oi, <b>{ $name }</b>! 👋

    { -currency-sign }Ganhe <b>{ -currency-many }</b>{ -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] { "" } participando.
           *[other] : reaja às publicações.
        }
       *[other] : { -menu-reactions.is ->
            [off] pegue
           *[other] reaja às publicações e pegue
        } seu presente de cada dia.
        🔥 Volte amanhã, e depois: sua sequência cresce, e o presente com ela.
    }
    { -menu-shop.is ->
        [off] ⭐ Suba de nível{ -menu-rewards.is ->
            [off] .
           *[other] { " " }e desbloqueie recompensas.
        }
       *[other] 🛍 Suba de nível{ -menu-rewards.is ->
            [off] { "" }
           *[other] , desbloqueie recompensas
        } e se dê um mimo na loja.
    }

group-in-private = Isso a gente vê melhor no privado 😉

button-profile = { -currency-sign }Meu perfil
button-help = ❓ Ajuda
button-back = ‹ Voltar
button-refresh = 🔄 Atualizar
button-gift = 🎁 Meu presente
button-claim = 🎁 Pegar
button-history = 🧾 Histórico
button-older = Anteriores ›
button-newest = « Mais recentes
button-open-chat = 💬 Abrir o chat

# O menu de comandos do Telegram.
command-start = Começar
command-profile = Quanto você tem, seu nível e sua sequência
command-help = Como se joga
command-gift = Seu presente de hoje
command-history = O que entra e o que sai
