help-text =
    <b>Como se joga</b>

    Aqui você ganha e gasta <b>{ -currency-many }</b>. Não custa dinheiro: é só participar.

    { -currency-sign }<b>Para ganhar mais</b>, { -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] participe.
           *[other] reaja às publicações.
        }
       *[other] { -menu-reactions.is ->
            [off] pegue
           *[other] reaja às publicações e pegue
        } seu presente de cada dia.
        🔥 <b>A sequência</b> conta os dias seguidos em que você pega o presente. Cada dia dá um pouco mais; se faltar um, ela recomeça.
    }
    ⭐ <b>O nível</b> depende de tudo o que você já ganhou. Gastar nunca faz ele cair.

# Abaixo, uma linha por comando.
help-commands =
    <b>O que você pode digitar</b>
    { $lines }
help-gift = { -menu-gift } – seu presente de hoje
help-profile = { -menu-profile } – quanto você tem, seu nível e sua sequência
help-shop = { -menu-shop } – para gastar { -currency-many }
help-purchases = { -menu-purchases } – o que já é seu
help-rewards = { -menu-rewards } – o que você ganhou e o que falta
help-ranking = { -menu-ranking } – quem ganhou mais
help-history = { -menu-history } – o que entra e o que sai
help-help = { -menu-help } – esta ajuda
