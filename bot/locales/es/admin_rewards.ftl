# El panel: recompensas y sus condiciones.

admin-rewards-title = 🏆 Recompensas

# Cómo se gana: una frase. $how y sus partes son las de admin-rewards-by-….
admin-rewards-earned = Se gana { $how }
admin-rewards-and-also = { $first } y, además, { $then }
admin-rewards-not-earned = Nadie la gana por sí sola: la das tú a quien quieras
admin-rewards-by-points =
    { $value ->
        [one] al ganar 1 { -currency-one }
       *[other] al ganar { $value } { -currency-many }
    }
admin-rewards-by-spending =
    { $value ->
        [one] al gastar 1 { -currency-one }
       *[other] al gastar { $value } { -currency-many }
    }
admin-rewards-by-level = al llegar al nivel { $value }
admin-rewards-by-streak =
    { $value ->
        [one] con 1 día de racha
       *[other] con { $value } días de racha
    }
admin-rewards-by-reaction = con la primera reacción
admin-rewards-by-gift = con el primer regalo del día
admin-rewards-by-purchase = con la primera compra
admin-rewards-by-no-vip = sin ser VIP
admin-rewards-by-not-claimed = sin haberla recogido antes
# $what: como el bot llama a una condición propia.
admin-rewards-by-host = con { $value } { $what }

# Lo que hay que saber de una recompensa antes de guardarla.
admin-rewards-says-level-never = «{ $what }»: con tu fórmula de niveles nadie llega nunca. Pon un nivel más bajo.
admin-rewards-says-besitos-never = «{ $what }»: nadie puede tener tanto. Pon una cantidad menor.
admin-rewards-says-streak-never = «{ $what }»: son más de cien años. Pon menos días.
admin-rewards-says-no-conditions = Sin condiciones solo la recibe quien tú elijas.
admin-rewards-says-everybody = La tiene todo el mundo desde el principio, sin hacer nada.
admin-rewards-says-first-besitos = La gana cualquiera con su primera reacción o su primer regalo.
admin-rewards-says-always-met = «{ $what }» lo cumple todo el mundo: no pide nada.
admin-rewards-says-implied = «{ $what }» sobra: quien la gana { $by } ya lo cumple.
admin-rewards-says-implied-group = La elección que empieza { $what } sobra: quien la gana { $by } ya la cumple.
admin-rewards-says-needless-alternative = «{ $what }» sobra: es más fácil ganarla { $by }.
admin-rewards-says-only-once = Se puede repetir, pero con estas condiciones solo se gana una vez. Añade puntos, gasto o racha.
admin-rewards-says-lapsed-only = Da días VIP a quien no es VIP: solo puede recogerla quien tuvo una suscripción.
admin-rewards-says-nothing-for-sale = «{ $what }»: ahora mismo no hay nada a la venta.
admin-rewards-says-vip-shop = «{ $what }»: ahora mismo solo los VIP pueden comprar, y esta es para quien no lo es.
admin-rewards-says-no-gift = «{ $what }»: este bot no tiene regalo del día.
admin-rewards-says-no-reactions = «{ $what }»: este bot no cuenta reacciones.
admin-rewards-says-no-files = El contenido que da aún no tiene archivos: no llegaría nada.
admin-rewards-says-not-registered = «{ $what }»: el bot no conoce ahora esta condición, así que nadie la cumple.
admin-rewards-says-far = «{ $what }»: a base de reacciones y regalos se tarda { $years } años como poco.

# La lista y la ficha.
admin-rewards-list =
    🏆 <b>Recompensas</b>

    { $hidden ->
        [yes] Ocultas: { $count }. Nadie nuevo las gana; quien las tiene las conserva.
       *[no] { $count ->
            [0] Aún no hay ninguna. Crea la primera.
           *[other] Activas: { $count }, en el orden en que se ven. Toca una para cambiarla.
        }
    }
admin-rewards-row = { $mark } { $name }
admin-rewards-button-new = ➕ Nueva recompensa
admin-rewards-button-hidden = 🙈 Ver las ocultas ({ $others })
admin-rewards-button-shown = 👁 Ver las activas ({ $others })
admin-rewards-card = { $card }
admin-rewards-card-name = 🏆 <b>{ $name }</b>
admin-rewards-card-hidden = 🙈 Oculta: nadie nuevo la gana.
admin-rewards-card-gives = 🎁 Da: { $gift }
admin-rewards-card-earned = 🎯 { $sentence }.
admin-rewards-card-once = ☝️ Una vez por persona.
admin-rewards-card-again = 🔁 Se puede repetir: { -currency-many } y racha cuentan desde la última vez.
admin-rewards-card-secret = 🤫 Secreta: no se ve hasta que se gana.
admin-rewards-card-hours = ⏳ Hay { $hours } h para recogerla.
admin-rewards-card-days =
    { $days ->
        [one] ⏳ Hay 1 día para recogerla.
       *[other] ⏳ Hay { $days } días para recogerla.
    }
admin-rewards-card-holders = 👥 La tienen: { $claimed } · por recoger: { $waiting } · se les pasó: { $missed } · sin ella: { $others }
admin-rewards-gives-content =
    📦 { $name } ({ $files ->
        [one] 1 archivo
       *[other] { $files } archivos
    })
admin-rewards-impossible = ⛔ { $what }
admin-rewards-warning = ⚠️ { $what }
# $how: exactly, more (al menos), most (como mucho).
admin-rewards-due =
    ⚡ { $how ->
        [more] Al menos { $members }
        [most] Como mucho { $members }
       *[exactly] { $members }
    } { $members ->
        [one] persona ya cumple: la gana en cuanto haga algo.
       *[other] personas ya cumplen: la ganan en cuanto hagan algo.
    }
admin-rewards-due-hidden =
    ⚡ Si la muestras: { $how ->
        [more] al menos { $members }
        [most] como mucho { $members }
       *[exactly] { $members }
    } { $members ->
        [one] persona ya cumple y la gana en cuanto haga algo.
       *[other] personas ya cumplen y la ganan en cuanto hagan algo.
    }

admin-rewards-button-conditions = 🎯 Condiciones
admin-rewards-button-gift = 🎁 Qué da
admin-rewards-button-about = 📝 Texto
admin-rewards-button-hours = ⏳ Plazo
admin-rewards-button-again =
    { $again ->
        [yes] 🔁 Repetible: sí
       *[no] ☝️ Repetible: no
    }
admin-rewards-button-secret =
    { $secret ->
        [yes] 🤫 Secreta: sí
       *[no] 👀 Secreta: no
    }
admin-rewards-button-hide = 🙈 Ocultar
admin-rewards-button-show = 👁 Mostrar
admin-rewards-sure =
    🗑 ¿Borrar <b>{ $name }</b>?

    { $members ->
        [0] Nadie la ha tenido nunca: desaparece del todo.
        [one] La ha ganado 1 persona, así que solo se oculta: lo suyo es suyo.
       *[other] La han ganado { $members } personas, así que solo se oculta: lo suyo es suyo.
    }

# Los pasos.
admin-rewards-ask-name = ✏️ ¿Cómo se llama? Escribe un nombre de hasta 200 caracteres.
admin-rewards-ask-about = 📝 ¿Qué dice debajo del nombre? Una frase de hasta 500 caracteres, por ejemplo cómo se gana.
admin-rewards-button-no-about = 🚫 Sin texto
admin-rewards-ask-days = ⏳ ¿Cuántos días hay para recogerla? De 1 a 365.
admin-rewards-ask-gift = 🎁 ¿Qué da?
admin-rewards-button-besitos = 💰 { -currency-many }
admin-rewards-button-badge = 🏅 Insignia
admin-rewards-button-content = 📦 Contenido
admin-rewards-button-vip = ⭐ Días VIP
admin-rewards-ask-besitos = 💰 ¿Qué cantidad da? Escribe un número, de 1 a 100.000.
admin-rewards-ask-vip = ⭐ ¿Cuántos días VIP? De 1 a 365. Se suman a su suscripción; quien nunca tuvo una no puede recogerlos.
admin-rewards-ask-emoji = 🏅 Manda el emoji de la insignia.
admin-rewards-not-an-emoji = Eso no es un emoji: manda uno solo, sin texto.
admin-rewards-ask-badge = { $emoji } ¿Cómo se llama la insignia? Hasta 64 caracteres.
admin-rewards-ask-content =
    { $some ->
        [0] 📦 Aún no hay contenido. Créalo primero en su apartado.
       *[other] 📦 ¿Qué contenido da?
    }
admin-rewards-set-row = 📦 { $name } ({ $files })

# Las condiciones.
admin-rewards-conditions =
    🎯 <b>{ $name }</b>

    { $sentence }.{ $remarks }
admin-rewards-condition-row =
    { $how ->
        [or] ↳ o { $what }
       *[and] ✏️ { $what }
    }
admin-rewards-condition = 🎯 { $what }
admin-rewards-button-first = ➕ Añadir una condición
admin-rewards-button-and = ➕ Y además…
admin-rewards-button-or = 🔀 O en su lugar…
admin-rewards-button-number = 🔢 Otro número
admin-rewards-button-remove = 🗑 Quitar
admin-rewards-ask-kind = 🎯 ¿Qué hay que conseguir?
admin-rewards-ask-or = 🔀 Se gana { $what }, o en su lugar…
admin-rewards-kind-row = { $what }
admin-rewards-kind-points = 💰 Ganar { -currency-many }
admin-rewards-kind-spending = 🛍 Gastar { -currency-many }
admin-rewards-kind-level = 📈 Llegar a un nivel
admin-rewards-kind-streak = 🔥 Días de racha
admin-rewards-kind-reaction = ❤️ La primera reacción
admin-rewards-kind-gift = 🎁 El primer regalo del día
admin-rewards-kind-purchase = 🛒 La primera compra
admin-rewards-kind-no-vip = 🚫 No ser VIP
admin-rewards-kind-not-claimed = ☝️ No haberla recogido antes
admin-rewards-ask-points = 💰 ¿Qué cantidad hay que ganar? Escribe un número.
admin-rewards-ask-spending = 🛍 ¿Qué cantidad hay que gastar? Escribe un número.
admin-rewards-ask-level = 📈 ¿A qué nivel hay que llegar? Escribe un número.
admin-rewards-ask-streak = 🔥 ¿Cuántos días seguidos de regalo? Escribe un número.
admin-rewards-ask-host = 🎯 «{ $what }»: ¿cuántas veces? Escribe un número.

# La nueva, antes de crearla.
admin-rewards-summary =
    { $card }

    ¿La creo así?
admin-rewards-button-create = ✅ Crear

# Lo que contesta el panel.
admin-rewards-told = { $what }
admin-rewards-told-gone = Esa recompensa ya no existe: alguien la ha borrado.
admin-rewards-told-taken = Ya hay una recompensa con ese nombre. Escribe otro.
admin-rewards-told-deleted = Borrada.
admin-rewards-told-hidden = Oculta: quien la tiene la conserva.
admin-rewards-told-place = Ahora está en el puesto { $place } de { $count }.
