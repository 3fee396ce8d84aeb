# Em quais grupos as reações do Telegram pagam, para admins.

command-reactions-here = Dar { -currency-many } pelas reações de um grupo
reaction-groups-on =
    { -currency-sign }A partir de agora, as reações neste grupo dão { -currency-many }. Me coloque como admin do grupo para que eu veja as reações.
    Para parar: /reacoes_aqui nao
reaction-groups-off = As reações neste grupo não dão mais { -currency-many }. Para voltar: /reacoes_aqui
reaction-groups-linked = Este é o grupo de comentários do seu canal: aqui as reações sempre dão { -currency-many }.
reaction-groups-how = Digite /reacoes_aqui no grupo em que as reações devem dar { -currency-many }, e /reacoes_aqui nao para parar.
