# Cuando algo no se puede. Sin HTML: también salen en avisos, de 200 caracteres como mucho.

error-try-again = Ahora mismo no llego a tus { -currency-many }. No se pierde nada; prueba otra vez en un momento.
error-unexpected = Vaya, algo ha fallado por mi parte. Lo he apuntado; prueba otra vez dentro de un rato.
error-stale-button =
    Este botón ya no funciona.{ -menu-offered.is ->
        [command] { " " }Escribe { -menu-offered } y te doy uno nuevo.
       *[off] { "" }
    }
error-not-understood = Perdona, eso no lo entiendo. ¿Te ayudo con uno de estos botones?
error-refused = Ahora no se puede hacer eso.

error-unknown-member =
    Aún no nos conocemos.{ -menu-offered.is ->
        [command] { " " }Escribe { -menu-offered } y lo arreglamos.
       *[off] { "" }
    }
error-invalid-amount = Esa cantidad no vale: tiene que ser un número entero, de { $least } a { $most }.
error-insufficient-funds =
    { $balance ->
        [0] No te alcanza: hacen falta { $needed } y todavía no tienes { -currency-many }.
        [one] No te alcanza: hacen falta { $needed } y tienes 1 { -currency-one }.
       *[other] No te alcanza: hacen falta { $needed } y tienes { $balance } { -currency-many }.
    }
error-idempotency-conflict = Eso ya se hizo antes de otra manera. No ha cambiado nada.
error-already-claimed = Esto ya lo recogiste.
error-already-claimed-until =
    { $hours ->
        [0] Ya lo has recogido. Vuelve en { $minutes } min.
       *[other] Ya lo has recogido. Vuelve en { $hours } h { $minutes } min.
    }
error-already-owned = Esto ya es tuyo. No te he cobrado nada.
error-not-for-sale = Esto ahora no está a la venta. No te he cobrado nada.
error-sold-out = Se acaba de agotar. No te he cobrado nada.
error-sale-ended = Ya no está a la venta: se acabó el plazo. No te he cobrado nada.
error-vip-only = Esto es solo para VIP.
error-offer-changed =
    Ese botón era de antes y no te he cobrado nada. Abre { -menu-shop.is ->
        [command] { -menu-shop }
       *[other] la tienda
    } y míralo otra vez.
error-price-changed =
    { $price ->
        [one] El precio ha cambiado: ahora es 1 { -currency-one }. No te he cobrado nada.
       *[other] El precio ha cambiado: ahora son { $price } { -currency-many }. No te he cobrado nada.
    }
error-reward-locked = Esta recompensa aún no la has desbloqueado.
error-claim-expired = El plazo para recoger esta recompensa ya se acabó.
error-subscription-required = Para recoger estos días necesitas ser VIP. La recompensa te espera.
error-invalid-setting = Ese valor no vale para { $name }: { $reason }
# El campo y por qué no vale.
error-about = { $field } · { $why }
error-field-name = Nombre
error-field-code = Código
error-field-category = Categoría
error-field-files = 📎 Archivos
error-field-order = Orden
error-field-discount = ⭐ Descuento VIP
error-field-active = Activo
error-field-repeatable = 🔁 Se puede repetir
error-field-secret = 🤫 Secreta
error-field-channel = 📢 Canal
error-field-emojis = Emojis
error-field-streak = 🔥 Racha
error-field-vip = 👑 VIP
error-field-reason = 📝 Motivo
error-field-segment = 👥 A quién
error-field-post = 📣 Publicación
error-setting-gone = Eso ya no existe. Vuelve a la lista.
error-setting-wrong-kind = Eso no es lo que hace falta aquí.
error-setting-unknown-field = No conozco ese dato.
error-setting-whole-number = Escribe un número entero de { $least } a { $most }.
error-setting-text-length = Escribe de 1 a { $most } caracteres.
error-setting-not-storable = Lleva caracteres que no puedo guardar. Escríbelo de otra forma.
error-setting-not-one-of = Solo puede ser { $known }.
error-setting-moment = Tiene que ser una fecha entre los años { $first } y { $last }.
error-setting-taken = Ya hay otro con ese nombre o código. Elige uno distinto.
error-setting-too-many = Son demasiados: como mucho { $most }.
error-setting-not-a-file = Solo puedo guardar archivos de Telegram: envíame una foto, un vídeo, un audio o un documento.
error-setting-not-an-emoji = Eso no es un emoji suelto. Envíame solo emojis.
error-setting-not-a-channel = Eso no es un canal. Su id empieza por -100.
error-setting-no-streak = No hay racha que arreglar: nunca ha recogido el regalo diario.
error-setting-empty-list = La lista está vacía. Envíame ids o @usuarios.
error-setting-unknown-condition = Este bot no conoce la condición «{ $condition }».
error-setting-value-not-wanted = Esa condición no lleva número.
error-setting-impossible = Con esas condiciones nadie la conseguiría nunca. Cambia alguna.
error-changed-meanwhile = Alguien ha cambiado esto mientras lo mirabas. { $name }: ahora es { $value }. No he guardado lo tuyo; míralo otra vez.
error-run-conflict = Ahora no se puede: hay otra tarea igual en marcha, o esta ya terminó.
error-not-allowed = Eso solo lo puede hacer un admin.
