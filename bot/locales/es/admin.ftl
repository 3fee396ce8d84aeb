# El panel, para quien lleva el club.

admin-home = 🛠 <b>Panel</b>
admin-home-today =
    Hoy tu club ha ganado { $earned ->
        [one] 1 { -currency-one }
       *[other] { $earned } { -currency-many }
    } y ha gastado { $spent } · { $active ->
        [one] 1 persona activa
       *[other] { $active } personas activas
    } de { $members }
admin-home-question =
    { "" }
    ¿Qué quieres hacer?

admin-button-sweep = 🧹 Barrido
admin-button-close = ✖️ Cerrar
admin-button-cancel = ✖️ Cancelar
admin-button-back = ‹ Volver
admin-button-home = 🏠 Panel
admin-button-newer = ‹ Más recientes
admin-button-older = Anteriores ›
admin-button-previous = ‹ Anterior
admin-button-next = Siguiente ›
admin-button-yes = ✅ Sí
admin-button-no = ✖️ No
admin-button-save = ✅ Guardar
admin-button-name = ✏️ Nombre
admin-button-delete = 🗑 Borrar
admin-button-up = ⬆️
admin-button-down = ⬇️
admin-told-changed = Otra persona lo ha cambiado mientras lo mirabas. No he guardado lo tuyo: aquí tienes cómo está ahora.
admin-told-stale =
    Este botón ya no funciona.{ -menu-panel.is ->
        [command] { " " }Escribe { -menu-panel } y sigue desde ahí.
       *[off] { "" }
    }
admin-trouble = ⚠️ { $why }
admin-input-not-a-text = Aquí necesito un texto.
admin-input-too-long = Demasiado largo: como mucho { $most } caracteres, y al menos uno.
admin-input-whole-number = Escribe un número entero entre { $least } y { $most }.
command-admin = Todo lo del club, en un sitio
