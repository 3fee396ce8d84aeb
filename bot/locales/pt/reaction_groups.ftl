# Em quais grupos as reações do Telegram pagam, para admins.

command-reactions-here = Dar { -currency-many } pelas reações de um grupo
reaction-groups-on =
    { -currency-sign }A partir de agora, as reações neste grupo dão { -currency-many }. Me coloque como admin do grupo para que eu veja as reações.
    Para parar: { -menu-reaction-groups } nao
reaction-groups-off = As reações neste grupo não dão mais { -currency-many }. Para voltar: { -menu-reaction-groups }
reaction-groups-linked = Este é o grupo de comentários do seu canal: aqui as reações sempre dão { -currency-many }.
reaction-groups-how = Digite { -menu-reaction-groups } no grupo em que as reações devem dar { -currency-many }, e { -menu-reaction-groups } nao para parar.
