# El panel: los miembros, uno por uno.

admin-members-title = 👥 Miembros
admin-members-ask =
    👥 <b>Miembros</b>

    ¿A quién buscas? Escríbeme su nombre, su @usuario o su id. También puedes reenviarme un mensaje suyo o su contacto.
admin-members-not-a-person = Eso no me dice quién es. Escribe su nombre, su @usuario o su id.
admin-members-none = No encuentro a nadie así. Prueba con otra parte del nombre, o con su id.
admin-members-found =
    🔎 <b>{ $text }</b>

    { $count ->
        [0] Hasta aquí, nadie. Quedan miembros por mirar: toca «Seguir».
       *[other] Toca a quien buscas, o escríbeme otro nombre.
    }
admin-members-row =
    { $name }{ $has_username ->
        [yes] { " " }(@{ $username })
       *[no] { "" }
    } · { $came ->
        [yes] { $balance ->
            [one] 1 { -currency-one }
           *[other] { $balance } { -currency-many }
        }
       *[no] aún no ha venido
    }
admin-members-first = ‹ Desde el principio
admin-members-more = Seguir ›

admin-members-card =
    👤 <b>{ $name }</b>{ $has_username ->
        [yes] { " " }· @{ $username }
       *[no] { "" }
    }
    { $erased ->
        [yes] 🗑 Se borró a esta persona: solo quedan las cuentas.
       *[no] Id <code>{ $id }</code> · desde el { $since }
    }

    { -currency-sign }<b>{ $balance }</b> { $balance ->
        [one] { -currency-one }
       *[other] { -currency-many }
    } · ha ganado { $earned }, ha gastado { $spent }
    ⭐ Nivel <b>{ $level }</b>{ $has_next ->
        [yes] { " " }(le faltan { $missing })
       *[no] { "" }
    }
    🔥 Racha: { $streak } · la mejor, { $longest } · de reacciones, { $reactions }
    👑 { $vip ->
        [until] VIP hasta el { $until }
        [always] VIP
       *[no] No es VIP
    }
    🛍 Compras: { $purchases } · contenido que tiene: { $contents }
    🏆 Recompensas: { $waiting } por recoger, { $claimed } recogidas{ $has_badges ->
        [yes] { "" }
          🏅 { $badges }
       *[no] { "" }
    }{ $came ->
        [yes] { "" }
       *[no] { "" }
          <i>Aún no ha usado el bot.</i>
    }
admin-members-give = ➕ Dar
admin-members-take = ➖ Quitar
admin-members-ledger-button = 🧾 Movimientos
admin-members-rights-button = 🛍 Compras y contenido
admin-members-rewards-button = 🏆 Recompensas
admin-members-gift-button = 🎁 Regalar
admin-members-streak-button = 🔥 Racha
admin-members-vip-button = 👑 VIP
admin-members-data-button = 🔐 Sus datos

admin-members-ledger =
    🧾 <b>Movimientos</b>

    { $count ->
        [0] Aquí no hay nada.
       *[other] { $lines }
    }
# $detail: lo que escribió el admin, o la palabra del bot que nos usa.
admin-members-entry-what = { $what } ({ $detail })
admin-members-earned-other = Otro motivo
admin-members-spent-other = Otro gasto

admin-members-rights =
    🛍 <b>Compras y contenido</b>

    { $count ->
        [0] No ha comprado ni recibido nada.
       *[other] Toca algo para verlo; lo comprado se puede devolver.
    }
admin-members-right-row =
    { $state ->
        [open] ✅
        [refunded] ↩️
       *[over] ▫️
    } { $title }
admin-members-right =
    🛍 <b>{ $title }</b>

    { $how } · { $since }{ $priced ->
        [yes] { " " }· { $price ->
            [one] 1 { -currency-one }
           *[other] { $price } { -currency-many }
        }
       *[no] { "" }
    }
    { $state ->
        [open] ✅ Lo tiene.
        [refunded] ↩️ Devuelto.
       *[over] ▫️ Ya no lo tiene.
    }
admin-members-bought = Comprado
admin-members-by-reward = De una recompensa
admin-members-by-admin = Del equipo
admin-members-by-older-bot = De antes
admin-members-refund-button = ↩️ Devolver
admin-members-refund =
    ↩️ ¿Devolver <b>{ $title }</b>?

    Recupera { $price ->
        [one] 1 { -currency-one }
       *[other] { $price } { -currency-many }
    } y pierde lo que compró.
    Saldo: { $balance } → <b>{ $after }</b>
admin-members-refunded = Devuelto: { $amount }. Saldo: { $balance }

admin-members-rewards =
    🏆 <b>Recompensas</b>

    { $count ->
        [0] Todavía ninguna.
       *[other] { $lines }
    }
admin-members-reward-line =
    { $status } { $name }{ $times ->
        [0] { "" }
        [one] { "" }
       *[other] { " " }({ $times } veces)
    }
admin-members-reward-waits = 🎁
admin-members-reward-claimed = ✅
admin-members-reward-missed = ⌛️

admin-members-amount =
    { $gives ->
        [yes] ➕ <b>Dar</b> a { $name }
       *[no] ➖ <b>Quitar</b> a { $name }
    }

    Tiene { $balance ->
        [one] 1 { -currency-one }
       *[other] { $balance } { -currency-many }
    }. ¿Cuánto { $gives ->
        [yes] le doy
       *[no] le quito
    }?
admin-members-too-much =
    { $balance ->
        [one] No tiene tanto: solo 1 { -currency-one }.
       *[other] No tiene tanto: solo { $balance } { -currency-many }.
    }
admin-members-reason = ¿Por qué? Escríbelo en una frase: queda en el registro, y ahí lo ven los admins.
admin-members-besitos-sure =
    { $gives ->
        [yes] ➕ ¿Dar <b>{ $amount }</b> a { $name }?
       *[no] ➖ ¿Quitar <b>{ $amount }</b> a { $name }?
    }

    Saldo: { $balance } → <b>{ $after }</b>
    Motivo: { $reason }
admin-members-balance-now = Hecho. Saldo: { $before } → { $balance }

admin-members-streak =
    🔥 <b>Racha</b> de { $name }

    Ahora: { $days } · la mejor, { $longest }.
    ¿Cuántos días debe tener? El próximo regalo contará como el siguiente.
admin-members-streak-sure =
    🔥 ¿Arreglar la racha de { $name }?

    { $days } → <b>{ $after }</b>
admin-members-streak-now = Hecho. Racha: { $before } → { $days }

admin-members-vip =
    👑 <b>VIP</b> de { $name }

    { $vip ->
        [until] Ahora: hasta el { $until }.
        [always] Ahora: VIP por su rol, sin fin.
       *[no] Ahora: no es VIP.
    }
    Toca un botón, o escribe una fecha (31/12/2026) o cuántos días más.
admin-members-vip-week = + 7 días
admin-members-vip-month = + 30 días
admin-members-vip-end = ⏹ Terminar ahora
admin-members-vip-bad = Escribe una fecha desde hoy, como 31/12/2026, o de 1 a { $most } días.
admin-members-vip-sure =
    👑 ¿Cambiar el VIP de { $name }?

    { $vip ->
        [until] hasta el { $until }
        [always] sin fin
       *[no] no es VIP
    } → <b>{ $keeps ->
        [yes] hasta el { $then }
       *[no] se acaba ahora
    }</b>
admin-members-vip-now = VIP hasta el { $until }
admin-members-vip-over = Ya no tiene suscripción VIP

admin-members-gift = 🎁 ¿Qué le regalas a { $name }?
admin-members-gift-content = 🗂 Contenido
admin-members-gift-reward = 🏆 Una recompensa
admin-members-contents =
    { $count ->
        [0] Aún no hay contenido que regalar.
       *[other] 🗂 ¿Qué contenido?
    }
admin-members-content-row =
    { $title } · { $files ->
        [0] sin archivos
        [one] 1 archivo
       *[other] { $files } archivos
    }
admin-members-content-sure =
    🗂 ¿Regalar <b>{ $title }</b> a { $name }?

    { $files ->
        [0] Todavía no tiene archivos: los verá cuando los pongas.
       *[other] Se lo mando ahora, y es suyo para siempre, aunque devuelvas una compra.
    }
admin-members-content-given =
    { $files ->
        [0] Ya lo tiene. Aún no hay archivos que mandar.
       *[other] Ya lo tiene. Se lo mando.
    }
admin-members-gift-rewards =
    { $count ->
        [0] Aún no hay recompensas.
       *[other] 🏆 ¿Qué recompensa? No hace falta que cumpla sus condiciones.
    }
admin-members-reward-row =
    { $title }{ $active ->
        [yes] { "" }
       *[no] { " " }(oculta)
    }
admin-members-reward-sure =
    🏆 ¿Desbloquear <b>{ $title }</b> para { $name }?

    Le aviso, y la recoge cuando quiera dentro del plazo.
admin-members-reward-given = Desbloqueada: ya la puede recoger.
admin-members-has-it = Ya se lo habías regalado.
admin-members-claimed-it = Ya la recogió, y esta no se repite.
admin-members-is-gone = Eso ya no existe.

admin-members-data =
    🔐 <b>Datos</b> de { $name }

    Si te pide sus datos, te mando un archivo con todo lo que guardo. Si te pide que los borre, bórralos: queda en el registro que se hizo, sin su nombre.
admin-members-export-button = 📤 Enviar el archivo
admin-members-exporting = Preparo el archivo.
admin-members-erase-button = 🗑 Borrar a esta persona
admin-members-erase =
    🗑 <b>¿Borrar a { $name }?</b>

    Se van su nombre, su racha, sus reacciones, sus recompensas y lo que tenía, y también su saldo ({ $balance }). Las cuentas del club quedan, sin nada que diga de quién eran. No se puede deshacer; si vuelve, empieza de cero.

    Para borrar, escribe su id: <code>{ $id }</code>
admin-members-erase-wrong = Eso no es su id. Escribe { $id }, o toca Cancelar.
admin-members-erased =
    🗑 <b>Hecho.</b>

    { $books ->
        [yes] Quedan { $entries } movimientos y un saldo de { $balance } bajo el seudónimo <code>{ $pseudonym }</code>.
       *[no] No había cuentas que guardar.
    }{ $kept ->
        [yes] { " " }Tu bot guarda la fila de esta persona, ya sin nombre: él la necesita.
       *[no] { "" }
    }
