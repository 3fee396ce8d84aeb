help-text =
    <b>Como se joga</b>

    Aqui você ganha e gasta <b>{ -currency-many }</b>. Não custa dinheiro: é só participar.

    { -currency-sign }<b>Para ganhar mais</b>, reaja às publicações e pegue seu presente de cada dia.
    🔥 <b>A sequência</b> conta os dias seguidos em que você pega o presente. Cada dia dá um pouco mais; se faltar um, ela recomeça.
    ⭐ <b>O nível</b> depende de tudo o que você já ganhou. Gastar nunca faz ele cair.

    <b>O que você pode digitar</b>
    /presente – seu presente de hoje
    /perfil – quanto você tem, seu nível e sua sequência
    /loja – para gastar { -currency-many }
    /compras – o que já é seu
    /recompensas – o que você ganhou e o que falta
    /ranking – quem ganhou mais
    /historico – o que entra e o que sai
    /ajuda – esta ajuda
