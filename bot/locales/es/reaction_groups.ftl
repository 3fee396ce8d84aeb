# En qué grupos dan besitos las reacciones de Telegram, para admins.

command-reactions-here = Dar { -currency-many } por las reacciones de un grupo
reaction-groups-on =
    { -currency-sign }Desde ahora, las reacciones en este grupo dan { -currency-many }. Hazme admin del grupo para que las vea.
    Para dejarlo: { -menu-reaction-groups } no
reaction-groups-off = Las reacciones en este grupo ya no dan { -currency-many }. Para volver: { -menu-reaction-groups }
reaction-groups-linked = Este es el grupo de comentarios de tu canal: aquí las reacciones siempre dan { -currency-many }.
reaction-groups-how = Escribe { -menu-reaction-groups } en el grupo donde quieras que las reacciones den { -currency-many }, y { -menu-reaction-groups } no para dejarlo.
