# Lo primero que se ve.

start-welcome =
    ¡Hola, <b>{ $name }</b>! 👋

    { -currency-sign }Gana <b>{ -currency-many }</b>{ -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] { "" } participando.
           *[other] : reacciona a las publicaciones.
        }
       *[other] : { -menu-reactions.is ->
            [off] recoge
           *[other] reacciona a las publicaciones y recoge
        } tu regalo de cada día.
        🔥 Vuelve mañana, y pasado: tu racha crece, y el regalo con ella.
    }
    { -menu-shop.is ->
        [off] ⭐ Sube de nivel{ -menu-rewards.is ->
            [off] .
           *[other] { " " }y desbloquea recompensas.
        }
       *[other] 🛍 Sube de nivel{ -menu-rewards.is ->
            [off] { "" }
           *[other] , desbloquea recompensas
        } y date un capricho en la tienda.
    }

group-in-private = Esto lo vemos mejor en privado 😉

button-profile = { -currency-sign }Mi perfil
button-help = ❓ Ayuda
button-back = ‹ Volver
button-refresh = 🔄 Actualizar
button-gift = 🎁 Mi regalo
button-claim = 🎁 Recoger
button-history = 🧾 Historial
button-older = Anteriores ›
button-newest = « Lo último
button-open-chat = 💬 Abrir el chat

# El menú de comandos de Telegram.
command-start = Empezar
command-profile = Tus { -currency-many }, tu nivel y tu racha
command-help = Cómo se juega
command-gift = Tu regalo de hoy
command-history = Lo que entra y lo que sale
