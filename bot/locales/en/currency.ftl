# What the currency is called.

-currency-one = besito
-currency-many = besitos
# It comes before a sentence, with its space.
-currency-sign = { "💋 " }
