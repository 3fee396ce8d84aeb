admin-publish-told-sent = ✅ Ya está en el canal: { $post }
admin-publish-told-failed = ⚠️ Telegram no publicó «{ $post }»: { $reason }
admin-publish-told-unknown = ⚠️ No sé si «{ $post }» salió: mira el canal y, si no está, publícala de nuevo.
admin-publish-told-missed = ⚠️ «{ $post }» no salió: el bot no estaba en marcha a su hora. Publícala de nuevo.

admin-publish-bad-empty = Está vacío: envía un texto, una foto o un vídeo.
admin-publish-bad-text = El texto es demasiado largo: Telegram admite 4.096 caracteres.
admin-publish-bad-caption = El texto bajo los archivos es demasiado largo: Telegram admite 1.024 caracteres.
admin-publish-bad-many = Un álbum lleva como mucho 10 archivos.
admin-publish-bad-mixed = En un álbum van juntas fotos y vídeos; los audios solo con audios y los documentos solo con documentos.
admin-publish-bad-no-caption = Un sticker o un vídeo redondo no llevan texto.
admin-publish-bad-kind = Eso no se puede publicar: envía un texto, una foto, un vídeo o un álbum.
admin-publish-bad-channel = Ese canal no está conectado: elígelo otra vez.
admin-publish-bad-emojis = Ese canal no tiene emojis para los botones: publica sin botones o elige sus emojis en «Primeros pasos».
admin-publish-bad-past = Esa hora ya pasó: escribe una que aún no haya llegado.
admin-publish-bad-far = Eso queda a más de un año: elige una fecha más cercana.

admin-publish-title = 📣 Difusión
admin-publish-menu =
    📣 <b>Difusión</b>

    Publicaciones para tus canales, mensajes y { -currency-many } para muchos a la vez.
admin-publish-button-post = 📝 Nueva publicación
admin-publish-button-scheduled = ⏰ Programadas
admin-publish-button-message = ✉️ Mensaje a miembros
admin-publish-button-payment = 💰 Dar { -currency-many } a muchos
admin-publish-button-progress = 📊 Cómo va
admin-publish-told-no-runs = Aún no has mandado nada a muchos.

admin-publish-channels = 📝 ¿En qué canal?
admin-publish-no-channel = Todavía no hay ningún canal conectado: hazlo en «Primeros pasos» o aquí mismo.
admin-publish-button-free = 🌍 Canal gratis
admin-publish-button-vip = 💎 Canal VIP
admin-publish-ask-post =
    📝 Envíame lo que quieres publicar: un texto, una foto, un vídeo o un álbum.

    Si luego envías otra cosa, vale lo último.
admin-publish-ask-message =
    ✉️ Envíame el mensaje: un texto, una foto, un vídeo o un álbum.

    Si luego envías otra cosa, vale lo último.
admin-publish-got = Tengo: <i>{ $excerpt }</i>{ $files ->
        [0] { "" }
        [1] { " · 1 archivo" }
       *[other] { " · " }{ $files } archivos
    }
admin-publish-button-preview = 👁 Vista previa
admin-publish-button-next = ➡️ Seguir
admin-publish-button-other = ✏️ Otra cosa
admin-publish-refused = Telegram no lo acepta: { $reason }
admin-publish-options =
    📝 <i>{ $excerpt }</i>

    Botones de reacción: { $buttons ->
        [yes] sí
       *[no] no
    }
    Protegida (no se reenvía ni se guarda): { $protected ->
        [yes] sí
       *[no] no
    }{ $apart ->
        [yes] { " " }

    Un álbum no lleva botones: su texto sale después, en un mensaje aparte con ellos.
       *[no] { "" }
    }
admin-publish-button-buttons = ❤️ Botones: { $buttons ->
        [yes] sí
       *[no] no
    }
admin-publish-button-protected = 🔒 Protegida: { $protected ->
        [yes] sí
       *[no] no
    }
admin-publish-button-now = 📣 Publicar ahora
admin-publish-button-later = ⏰ A otra hora
admin-publish-ask-when =
    ⏰ ¿Cuándo? Escribe la hora, o el día y la hora: <code>18:30</code> o <code>27/11 18:30</code>.

    Ahora es { $now } ({ $zone }).
admin-publish-bad-moment = No entiendo esa hora: escribe <code>18:30</code> o <code>27/11 18:30</code>.
admin-publish-no-right = No puedo publicar en ese canal: hazme admin con permiso para publicar y prueba otra vez.
admin-publish-done-sent = ✅ Ya está en el canal.
admin-publish-done-failed = ⚠️ Telegram no lo publicó: { $reason }
admin-publish-done-unknown = ⚠️ No sé si salió: mira el canal antes de repetir.
admin-publish-done-wait = ⏳ Está saliendo. Si algo falla, te aviso.
admin-publish-done-later = ⏰ Saldrá el { $when }. La tienes en «Programadas».

admin-publish-scheduled = ⏰ <b>Programadas</b>
admin-publish-none-scheduled = ⏰ No hay nada programado.
admin-publish-row-scheduled = { $when } · { $post }
admin-publish-scheduled-one =
    ⏰ <b>{ $when }</b>
    <i>{ $post }</i>
admin-publish-button-move = 🕐 Cambiar la hora
admin-publish-button-drop = 🗑 No enviar
admin-publish-drop-sure = ¿No publico «{ $post }»? Se pierde lo que preparaste.
admin-publish-told-gone = Ya no está programada: ha salido o alguien la ha quitado.
admin-publish-told-dropped = Quitada.

admin-publish-message-for = ✉️ ¿Para quién es el mensaje?
admin-publish-payment-for = 💰 ¿Para quién son?
admin-publish-without-profile =
    { "" }
    { $missing ->
        [one] 1 persona de tu bot aún no tiene perfil y no está aquí: se lo crea el 🧹 Barrido.
       *[other] { $missing } personas de tu bot aún no tienen perfil y no están aquí: se lo crea el 🧹 Barrido.
    }
admin-publish-row-segment = { $segment }{ $count ->
        [-1] { "" }
       *[other] { ": " }{ $count }
    }
admin-publish-word-everyone = 👥 Todo el mundo
admin-publish-word-vip = ⭐ VIP
admin-publish-word-active = 🔥 Activos esta semana
admin-publish-word-chosen = { $count ->
        [1] 1 persona de la lista
       *[other] { $count } personas de la lista
    }
admin-publish-button-list = ✍️ Una lista
admin-publish-ask-list = Escribe sus ids o @nombres, separados por espacios o comas. Como mucho 1.000.
admin-publish-bad-list = Esa lista no sirve: escribe entre 1 y 1.000 ids o @nombres.
admin-publish-nobody = No conozco a nadie de esa lista: mira los @nombres y prueba otra vez.
admin-publish-unknown = No conozco a: { $unknown }
admin-publish-message-sure =
    ✉️ <i>{ $excerpt }</i>

    Para: <b>{ $segment }</b> · { $members }
    Salen 25 por segundo. Nadie lo recibe dos veces.
admin-publish-payment-nobody = No hay a quién dárselos ni quitárselos: cancela y elige a otras personas.
admin-publish-message-nobody = No hay nadie a quien mandárselo: cancela y elige a otras personas.
admin-publish-button-start = ▶️ Empezar
admin-publish-ask-amount = 💰 ¿Cuántos { -currency-many } para cada persona? Con − delante, se los quito: <code>-20</code>.
admin-publish-not-zero = Con 0 no cambia nada: escribe otro número.
admin-publish-ask-reason = ✍️ ¿Por qué? Se lee en el historial de cada persona.
admin-publish-button-look = 🔄 Mirar otra vez
admin-publish-payment-counting = ⏳ Estoy contando…
admin-publish-payment-credit =
    💰 <b>+{ $amount }</b> para cada persona: { $segment }
    <i>{ $reason }</i>

    Personas: <b>{ $paid }</b>
    En total: <b>{ $total }</b>
admin-publish-payment-debit =
    💰 <b>−{ $amount }</b> a cada persona: { $segment }
    <i>{ $reason }</i>

    Personas: <b>{ $paid }</b>
    En total: { $total ->
        [0] <b>0</b>
       *[other] <b>−{ $total }</b>
    }
    No les llega: { $lacking }

admin-publish-run-credit =
    💰 <b>+{ $amount }</b> nº { $id } · { $segment }
    <i>{ $reason }</i>
admin-publish-run-debit =
    💰 <b>−{ $amount }</b> nº { $id } · { $segment }
    <i>{ $reason }</i>
admin-publish-run-message =
    ✉️ <b>Mensaje nº { $id }</b> · { $segment }
    <i>{ $excerpt }</i>
admin-publish-run-paid = Hechos: <b>{ $count }</b> de { $total }
admin-publish-run-sent = Enviados: <b>{ $count }</b> de { $total }
admin-publish-run-lacking = No les llega: { $count }
admin-publish-run-unreached = No les llegó (bloqueado o sin respuesta): { $count }
admin-publish-runs-payments = Pago de { -currency-many } a muchos
admin-publish-runs-messages = Mensaje a muchos
