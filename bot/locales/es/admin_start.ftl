# El panel: primeros pasos, canales y emojis.

admin-start-title = 🏁 Primeros pasos
admin-start-line = 🏁 Primeros pasos: <b>{ $start_done } de { $start_total }</b>
admin-start =
    🏁 <b>Primeros pasos</b>: { $done } de { $total }

    { $steps }
admin-start-all-done =
    🏁 <b>Todo listo</b> 🎉

    { $steps }
# $what: uno de admin-start-step-….
admin-start-step =
    { $done ->
        [yes] ✅ { $what }
       *[no] ▫️ { $what }
    }
admin-start-step-channel =
    { $done ->
        [yes] Tu canal está conectado
       *[no] Conecta tu canal: reenvíame una publicación, o hazme administrador
    }
admin-start-step-rights =
    { $done ->
        [yes] Puedo publicar y editar en él
       *[no] Dame permiso para publicar y editar
    }
admin-start-step-emojis =
    { $done ->
        [yes] Las publicaciones llevan emojis
       *[no] Elige los emojis que irán bajo cada publicación
    }
admin-start-step-product =
    { $done ->
        [yes] Hay algo a la venta, con sus archivos
       *[no] Pon a la venta tu primer producto, con sus archivos
    }
admin-start-step-reward =
    { $done ->
        [yes] Hay recompensas que ganar
       *[no] Activa tu primera recompensa
    }
admin-start-step-claim =
    { $done ->
        [yes] Ya lo has probado como quien entra en tu club
       *[no] Pruébalo tú: recoge tu regalo del día
    }
admin-start-lacks-in = • { $title }: { $what }
admin-start-lacks-admin = ⚠️ No soy administrador. Añádeme en el canal: Administradores → Añadir.
admin-start-lacks-post = ⚠️ Me falta el permiso «Publicar mensajes».
admin-start-lacks-edit = ⚠️ Me falta el permiso «Editar mensajes de otros»: sin él no puedo poner botones.
admin-start-lacks-unknown = ⚠️ Telegram no me ha contestado. Prueba otra vez en un momento.
admin-start-lacks-nothing = ✅ Tengo los permisos que necesito.
admin-start-kind-free = el canal gratis
admin-start-kind-vip = el canal VIP
admin-start-channel = 📣 <b>{ $title }</b>: { $kind }
admin-start-one = { $about }
admin-start-not-connected = Este canal ya no está conectado.
admin-start-no-emojis = Sin emojis: las publicaciones no llevan botones.
admin-start-emojis-now = Emojis: { $emojis }
admin-start-disconnect-sure =
    ¿Desconecto <b>{ $title }</b>?

    Las publicaciones nuevas ya no llevarán botones. Lo ganado se queda.
admin-start-connect =
    📣 <b>Conectar un canal</b>

    Reenvíame una publicación de tu canal, o escribe su @nombre.

    También puedes hacerme administrador del canal: te preguntaré aquí.
admin-start-not-a-post = Eso no es una publicación de un canal. Reenvíame una, o escribe el @nombre del canal.
admin-start-no-such-channel = No encuentro ese canal. Si es privado, reenvíame una publicación suya.
admin-start-connect-as =
    📣 <b>{ $title }</b>

    { $lacks }

    ¿Qué canal es?
    El gratis ahora: { $free }
    El VIP ahora: { $vip }
admin-start-none = ninguno
admin-start-emojis =
    { $kind ->
        [vip] 😍 <b>Emojis del canal VIP</b>
       *[free] 😍 <b>Emojis del canal gratis</b>
    }

    { $now }

    Elige una propuesta o envíame los tuyos, uno tras otro: 🔥❤️😍
    Como mucho { $most }; valen para las publicaciones nuevas.
admin-start-emojis-only = Envíame solo emojis, uno tras otro: 🔥❤️😍
admin-start-emojis-too-many = Son demasiados: como mucho { $most }.
admin-start-added =
    📣 Ya soy administrador de <b>{ $title }</b>.

    ¿Qué canal es? El que elijas sustituye al que hubiera.
admin-start-connected =
    ✅ Conectado: es { $kind }.

    Los emojis y lo demás, en el panel.
admin-start-left = De acuerdo: no lo conecto. Puedes hacerlo cuando quieras desde el panel.
admin-button-start-connect = ➕ Conectar un canal
admin-button-start-channel =
    { $kind ->
        [vip] 💎 { $title }
       *[free] 🌍 { $title }
    }
admin-button-start-emojis = 😍 Emojis
admin-button-start-product = 🛍 Mi primer producto
admin-button-start-reward = 🏆 Mi primera recompensa
admin-button-start-gift = 🎁 Probar mi regalo
admin-button-start-again = 🔄 Comprobar otra vez
admin-button-start-free = 🌍 El gratis
admin-button-start-vip = 💎 El VIP
admin-button-start-leave = Ahora no
admin-button-start-disconnect = 🔌 Desconectar
admin-button-start-disconnected = Desconectado
admin-button-start-connected = Conectado ✅
admin-button-start-proposal = { $emojis }
admin-button-start-no-emojis = 🚫 Quitar los emojis
admin-button-start-emojis-saved = Emojis guardados ✅
