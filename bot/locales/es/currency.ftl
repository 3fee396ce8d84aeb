# Cómo se llama la moneda. Los textos no le ponen artículo ni adjetivo, así que vale cualquier nombre.

-currency-one = besito
-currency-many = besitos
# Va delante de una frase, con su espacio.
-currency-sign = { "💋 " }
