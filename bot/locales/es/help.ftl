help-text =
    <b>Cómo se juega</b>

    Aquí ganas y gastas <b>{ -currency-many }</b>. No cuesta dinero: se gana participando.

    { -currency-sign }<b>Para ganar más</b>, { -menu-gift.is ->
        [off] { -menu-reactions.is ->
            [off] participa.
           *[other] reacciona a las publicaciones.
        }
       *[other] { -menu-reactions.is ->
            [off] recoge
           *[other] reacciona a las publicaciones y recoge
        } tu regalo de cada día.
        🔥 <b>La racha</b> cuenta los días seguidos en que recoges el regalo. Cada día te da un poco más; si fallas uno, vuelve a empezar.
    }
    ⭐ <b>El nivel</b> depende de todo lo que has ganado. Gastar nunca te lo baja.

# Debajo, una línea por comando.
help-commands =
    <b>Qué puedes escribir</b>
    { $lines }
help-gift = { -menu-gift } – tu regalo de hoy
help-profile = { -menu-profile } – tus { -currency-many }, tu nivel y tu racha
help-shop = { -menu-shop } – en qué gastar tus { -currency-many }
help-purchases = { -menu-purchases } – lo que ya es tuyo
help-rewards = { -menu-rewards } – lo que has ganado y lo que te falta
help-ranking = { -menu-ranking } – quién ha ganado más
help-history = { -menu-history } – lo que entra y lo que sale
help-help = { -menu-help } – esta ayuda
