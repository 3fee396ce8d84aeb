# Reações com botões embaixo das publicações. Avisos curtos: sem HTML, de 200 caracteres no máximo.

reaction-paid =
    { $paid ->
        [1] +1 { -currency-one } pelo seu { $emoji }! { -currency-sign }Você já tem { $balance }.
       *[other] +{ $paid } { -currency-many } pelo seu { $emoji }! { -currency-sign }Você já tem { $balance }.
    }
reaction-counts = Seu { $emoji } conta.
reaction-unchanged = Seu { $emoji } já estava aqui.
reaction-paid-before = Por esta publicação já te dei { -currency-many }.
reaction-nothing-changes = Nada muda.
reaction-never-paid = Agora as reações não dão { -currency-many }.
reaction-cooldown = Toque de novo em { $wait } e você ganha { -currency-many }.
reaction-daily-limit = Por hoje você já ganhou tudo o que as reações dão. Amanhã às { $time } tem mais, em { $wait }.

reaction-wait-seconds = { $seconds } s
reaction-wait =
    { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    }

reaction-emoji-gone = Esse emoji não está mais aqui. Escolha um dos de agora 😉
reaction-not-here = Aqui não se reage mais com botões.

throttled = Um momentinho, você está indo muito rápido 😅
