# La tienda y el contenido, en el panel.

admin-shop-title = 🛍 Tienda y contenido
admin-shop-main =
    🛍 <b>Tienda y contenido</b>

    Primero sube los archivos a un contenido; después ponle precio en un producto.
admin-shop-contents =
    🗂 <b>Contenidos</b>

    Cada uno es un grupo de archivos que se mandan juntos.
admin-shop-products =
    🏷 <b>Productos</b>

    En el orden de la tienda.
admin-shop-content-row =
    { $on ->
        [no] 🚫{ " " }
       *[yes] { "" }
    }{ $name } · 📎 { $count }
admin-shop-product-row =
    { $on ->
        [no] ⏸{ " " }
       *[yes] { "" }
    }{ $name } · { -currency-sign }{ $price }
admin-shop-button-contents = 🗂 Contenidos
admin-shop-button-products = 🏷 Productos
admin-shop-button-new-content = ➕ Nuevo contenido
admin-shop-button-new-product = ➕ Nuevo producto

admin-shop-card = { $card }
admin-shop-content-name = 🗂 <b>{ $name }</b>
admin-shop-product-name = 🏷 <b>{ $name }</b>
admin-shop-hidden = 🚫 Oculto: lo que lo vende no sale en la tienda. Quien ya lo tiene lo conserva.
admin-shop-content-files =
    { $count ->
        [0] 📎 Todavía sin archivos
        [one] 📎 1 archivo: { $kinds }
       *[other] 📎 { $count } archivos: { $kinds }
    }
admin-shop-content-kind = 🎞 Tipo: { $kind }
admin-shop-kind-photos = fotos
admin-shop-kind-video = vídeo
admin-shop-kind-audio = audio
admin-shop-kind-mixed = variado
admin-shop-for = 🔑 Para: { $tier }
admin-shop-for-by-content = 🔑 Para: { $tier }, porque así es su contenido
admin-shop-tier-free = todo el mundo
admin-shop-tier-vip = solo VIP
admin-shop-tier-premium = solo VIP (premium)
admin-shop-tier-gift = nadie: solo se regala
admin-shop-owners =
    { $count ->
        [0] 👥 Aún no lo tiene nadie
        [one] 👥 Lo tiene 1 persona
       *[other] 👥 Lo tienen { $count } personas
    }
admin-shop-used = 🔗 Productos que lo venden: { $products } · recompensas que lo dan: { $rewards }
admin-shop-product-content =
    { $count ->
        [0] 🗂 { $name }, todavía sin archivos
        [one] 🗂 { $name }, 1 archivo
       *[other] 🗂 { $name }, { $count } archivos
    }
admin-shop-product-price = { -currency-sign }Precio: { $price }
admin-shop-vip-same = ⭐ Con VIP: lo mismo
admin-shop-vip-price = ⭐ Con VIP: { $price }
admin-shop-vip-dearer = ⭐ Con VIP: { $price } ⚠️ más que los demás
admin-shop-vip-discount = ⭐ Con VIP: { $percent } % menos, { $price }
admin-shop-stock-none = 📦 Sin límite de unidades
admin-shop-stock-left =
    { $left ->
        [0] 📦 No queda ninguno
        [one] 📦 Queda 1
       *[other] 📦 Quedan { $left }
    }
admin-shop-ends-none = 🗓 Sin fecha de fin
admin-shop-ends-at = 🗓 A la venta hasta el { $until }
admin-shop-sold = 🧾 Vendidos: { $count }
admin-shop-state-on = ✅ A la venta
admin-shop-state-off = ⏸ Apagado: nadie lo ve
admin-shop-state-content-off = 🚫 No sale en la tienda: su contenido está oculto
admin-shop-state-gift = 🎁 No sale en la tienda: solo se regala
admin-shop-state-ended = ⌛ Ya no sale en la tienda: pasó su fecha
admin-shop-state-soon = ⏳ Sale como «muy pronto»: faltan los archivos
admin-shop-state-sold-out = 🚫 Agotado

admin-shop-button-add = 📥 Añadir archivos
admin-shop-button-files = 📎 Ordenar y quitar
admin-shop-button-preview = 👁 Vista previa
admin-shop-button-description = 📝 Descripción
admin-shop-button-tier = 🔑 Para quién
admin-shop-button-kind = 🎞 Tipo
admin-shop-button-hide = 🚫 Ocultar
admin-shop-button-show = ✅ Mostrar
admin-shop-button-done = ✅ Listo
admin-shop-button-none = Sin descripción
admin-shop-button-price = 💰 Precio
admin-shop-button-vip = ⭐ Precio VIP
admin-shop-button-stock = 📦 Unidades
admin-shop-button-ends = 🗓 Fecha de fin
admin-shop-button-content = 🗂 Contenido
admin-shop-button-earlier = ⬆️ Antes
admin-shop-button-later = ⬇️ Después
admin-shop-button-switch-off = ⏸ Apagar
admin-shop-button-switch-on = ✅ Poner a la venta
admin-shop-button-skip = Saltar: lo mismo para todos
admin-shop-button-same-for-vip = Lo mismo que los demás
admin-shop-button-no-limit = Sin límite
admin-shop-button-no-end = Sin fecha de fin
admin-shop-button-in-a-week = En una semana
admin-shop-button-in-a-month = En un mes
admin-shop-button-as-free = Sin VIP
admin-shop-button-as-vip = Con VIP
admin-shop-button-first = ⏫
admin-shop-button-last = ⏬
admin-shop-button-see = 👁 Ver
admin-shop-button-remove = 🗑 Quitar

admin-shop-ask-content-name =
    🗂 <b>Nuevo contenido</b>

    ¿Cómo se llama? Escríbelo, como mucho 200 caracteres.
admin-shop-add-files =
    📥 <b>{ $name }</b>

    { $state ->
        [added] { $added ->
            [one] ✅ Añadido 1 archivo.
           *[other] ✅ Añadidos { $added } archivos.
        }
        [known] { $known ->
            [one] 🔁 Ese archivo ya estaba.
           *[other] 🔁 Esos { $known } archivos ya estaban.
        }
        [both] ✅ Añadidos: { $added }. 🔁 Ya estaban: { $known }.
       *[none] Mándame o reenvíame fotos, vídeos, audios, notas de voz, documentos o GIF, también en álbumes.
    }
    { $count ->
        [0] Todavía no hay nada.
        [one] Ahora hay 1. Manda más o toca «Listo».
       *[other] Ahora hay { $count }. Manda más o toca «Listo».
    }
admin-shop-not-a-file = Eso no lo puedo guardar. Mándame una foto, un vídeo, un audio, una nota de voz, un documento o un GIF.
admin-shop-files =
    📎 <b>{ $name }</b>

    { $count ->
        [0] Todavía sin archivos.
       *[other] En este orden llegan. Toca uno para moverlo o quitarlo.
    }
admin-shop-file-row = { $number } · { $icon }
admin-shop-file =
    { $icon } <b>{ $name }</b>

    Archivo { $number } de { $count }
admin-shop-removed = Quitado.
admin-shop-here-it-comes = Ahí va 👇
admin-shop-not-all-sent = Telegram solo ha aceptado { $sent } de { $total } archivos.
admin-shop-ask-name =
    ✏️ <b>{ $name }</b>

    Escribe el nombre nuevo, como mucho 200 caracteres.
admin-shop-ask-description =
    📝 <b>{ $name }</b>

    Escribe la descripción, como mucho 1.000 caracteres.
admin-shop-ask-tier =
    🔑 <b>{ $name }</b>

    ¿Para quién es?
admin-shop-ask-kind =
    🎞 <b>{ $name }</b>

    ¿Qué tipo de contenido es? Si no lo eliges tú, sale de los archivos.
admin-shop-delete-content =
    🗑 ¿Borrar <b>{ $name }</b>?

    { $used ->
        [yes] Alguien lo tiene, o un producto o una recompensa lo usa: lo oculto y quien lo tiene lo conserva.
       *[no] Si nadie lo ha tenido nunca, desaparece del todo. Si no, solo lo oculto.
    }
admin-shop-delete-product =
    🗑 ¿Borrar <b>{ $name }</b>?

    { $sold ->
        [0] Si nadie lo ha comprado nunca, desaparece del todo. Si no, solo lo apago.
       *[other] Ya se ha vendido: lo apago y quien lo compró lo conserva.
    }
admin-shop-deleted = Borrado.
admin-shop-was-hidden = No lo he borrado, lo he ocultado: quien lo tiene lo conserva.

admin-shop-ask-product-name =
    🏷 <b>Nuevo producto</b>

    ¿Cómo se llama? Escríbelo, como mucho 200 caracteres.
admin-shop-ask-content = 🗂 ¿Qué contenido vende? Elige uno.
admin-shop-no-content = 🗂 Aún no hay contenido que vender. Crea uno con sus archivos; después sigues aquí.
admin-shop-ask-price = 💰 ¿Cuánto cuesta? Escribe un número entero; 0 es gratis.
admin-shop-ask-new-price =
    💰 <b>{ $name }</b>
    { $price_now }

    Escribe el precio nuevo, un número entero; 0 es gratis.
admin-shop-ask-vip = ⭐ ¿Y para VIP? Escribe un precio, como 80, o un descuento, como 20 %.
admin-shop-ask-new-vip =
    ⭐ <b>{ $name }</b>
    { $vip_now }

    Escribe el precio VIP nuevo, como 80, o un descuento, como 20 %.
admin-shop-ask-stock =
    📦 <b>{ $name }</b>
    { $stock_now }

    ¿Cuántos quedan por vender? Escribe un número entero.
admin-shop-ask-ends =
    🗓 <b>{ $name }</b>
    { $ends_now }

    ¿Hasta cuándo se vende? Escribe 31/12/2026 o 31/12/2026 18:00, en la hora de { $zone }.
admin-shop-bad-date = No entiendo esa fecha. Escríbela así: 31/12/2026 o 31/12/2026 18:00.
admin-shop-past-date = Esa fecha no vale: tiene que estar por venir, antes del año 2100.
admin-shop-preview =
    { $as ->
        [vip] 👁 Así lo ve quien es VIP:
       *[free] 👁 Así lo ve quien no es VIP:
    }

    { $card }
admin-shop-preview-gift = 🎁 No se ve en la tienda: solo se regala.
admin-shop-saved = Guardado.
admin-shop-moved = Movido.
admin-shop-at-the-end = Ya está en el extremo.
