# En qué grupos dan besitos las reacciones de Telegram, para admins.

command-reactions-here = Dar besitos por las reacciones de un grupo
reaction-groups-on =
    💋 Desde ahora, las reacciones en este grupo dan besitos. Hazme admin del grupo para que las vea.
    Para dejarlo: /reacciones_aqui no
reaction-groups-off = Las reacciones en este grupo ya no dan besitos. Para volver: /reacciones_aqui
reaction-groups-linked = Este es el grupo de comentarios de tu canal: aquí las reacciones siempre dan besitos.
reaction-groups-how = Escribe /reacciones_aqui en el grupo donde quieras que las reacciones den besitos, y /reacciones_aqui no para dejarlo.
