button-claim = 🍪 Dar un mordisco

gift-waiting =
    🍪 <b>¡Recién salidas del horno!</b>

    { $total ->
        [one] Tienes <b>1</b> { -currency-one }.
       *[other] Tienes <b>{ $total }</b> { -currency-many }.
    }
    { $streak }
