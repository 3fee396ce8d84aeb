# Como se chama a moeda. Os textos não põem artigo nem adjetivo junto dela, então qualquer nome serve.

-currency-one = besito
-currency-many = besitos
# Vai na frente de uma frase, com o seu espaço.
-currency-sign = { "💋 " }
