help-text =
    <b>Cómo se juega</b>

    Aquí ganas y gastas <b>{ -currency-many }</b>. No cuesta dinero: se gana participando.

    { -currency-sign }<b>Para ganar más</b>, reacciona a las publicaciones y recoge tu regalo de cada día.
    🔥 <b>La racha</b> cuenta los días seguidos en que recoges el regalo. Cada día te da un poco más; si fallas uno, vuelve a empezar.
    ⭐ <b>El nivel</b> depende de todo lo que has ganado. Gastar nunca te lo baja.

    <b>Qué puedes escribir</b>
    /regalo – tu regalo de hoy
    /perfil – tus { -currency-many }, tu nivel y tu racha
    /tienda – en qué gastar tus { -currency-many }
    /compras – lo que ya es tuyo
    /recompensas – lo que has ganado y lo que te falta
    /ranking – quién ha ganado más
    /historial – lo que entra y lo que sale
    /ayuda – esta ayuda
