button-claim = 🍪 Take a bite

gift-waiting =
    🍪 <b>Fresh from the oven!</b>

    { $total ->
        [one] There is <b>1</b> { -currency-one } for you.
       *[other] There are <b>{ $total }</b> { -currency-many } for you.
    }
    { $streak }
