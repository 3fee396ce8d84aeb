# El panel: recompensas y sus condiciones.

# Cómo se gana: una frase. $how y sus partes son las de admin-rewards-by-….
admin-rewards-earned = Se gana { $how }
admin-rewards-and-also = { $first } y, además, { $then }
admin-rewards-by-hand = Nadie la gana por sí sola: la das tú a quien quieras
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
