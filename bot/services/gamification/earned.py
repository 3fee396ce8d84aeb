"""What counts as earned: it raises total_earned, and with it the level (docs/rules.md, Wallet). This is the
only place, once for Python and once for SQL.

A refund only reduces what was spent. Everything else counts as spent: total_spent is earned less balance.
"""

from sqlalchemy import BigInteger, literal_column

from .rules.transaction_types import TransactionType


def counts_as_earned(type_: TransactionType) -> bool:
    """Return True if an amount of this type counts as earned."""
    return type_.earns and type_ is not TransactionType.EARN_SHOP_REFUND


# CAST: on adopted PostgreSQL the type may still be the host's enum.
EARNED_SQL = (
    f"CASE WHEN amount > 0 AND CAST(type AS VARCHAR) <> '{TransactionType.EARN_SHOP_REFUND}' "
    "THEN amount ELSE 0 END"
)
"""How much of a row of `transactions` counts as earned."""
EARNED = literal_column(EARNED_SQL, BigInteger)
"""The same as a column, for statements over `transactions` alone."""
