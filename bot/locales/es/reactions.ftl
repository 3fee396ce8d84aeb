# Reacciones con botones bajo las publicaciones. Avisos cortos: sin HTML, de 200 caracteres como mucho.

reaction-paid =
    { $paid ->
        [one] ¡+1 { -currency-one } por tu { $emoji }! { -currency-sign }Ya tienes { $balance }.
       *[other] ¡+{ $paid } { -currency-many } por tu { $emoji }! { -currency-sign }Ya tienes { $balance }.
    }
reaction-counts = Tu { $emoji } cuenta.
reaction-unchanged = Tu { $emoji } ya estaba aquí.
reaction-paid-before = Por esta publicación ya te di { -currency-many }.
reaction-nothing-changes = No cambia nada.
reaction-never-paid = Las reacciones ahora no dan { -currency-many }.
reaction-cooldown = Toca otra vez en { $wait } y ganas { -currency-many }.
reaction-daily-limit = Por hoy ya tienes todo lo que dan las reacciones. Mañana a las { $time } hay más, en { $wait }.

reaction-wait-seconds = { $seconds } s
reaction-wait =
    { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    }

reaction-emoji-gone = Ese emoji ya no está. Elige uno de los de ahora 😉
reaction-not-here = Aquí ya no se reacciona con botones.

throttled = Un momentito, vas muy rápido 😅
