# Reacciones con botones bajo las publicaciones. Avisos cortos: sin HTML, de 200 caracteres como mucho.

reaction-paid =
    { $paid ->
        [one] ¡+1 besito por tu { $emoji }! 💋 Ya tienes { $balance }.
       *[other] ¡+{ $paid } besitos por tu { $emoji }! 💋 Ya tienes { $balance }.
    }
reaction-counts = Tu { $emoji } cuenta.
reaction-unchanged = Tu { $emoji } ya estaba aquí.
reaction-paid-before = Por esta publicación ya te di besitos.
reaction-nothing-changes = No cambia nada.
reaction-never-paid = Las reacciones ahora no dan besitos.
reaction-cooldown = Toca otra vez en { $wait } y ganas besitos.
reaction-daily-limit = Por hoy ya tienes todos los besitos que dan las reacciones. Mañana a las { $time } hay más, en { $wait }.

reaction-wait-seconds = { $seconds } s
reaction-wait =
    { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    }

reaction-emoji-gone = Ese emoji ya no está. Elige uno de los de ahora 😉
reaction-not-here = Aquí ya no se reacciona con botones.

throttled = Un momentito, vas muy rápido 😅
