"""Which settings and which catalog are in force, as columns that any statement can read along.

The settings are their own version: what an admin or the host writes into `bot_config` counts at once, however
it was written. The catalog has a number, raised in the transaction of every edit.
"""

from sqlalchemy import BigInteger, String, literal_column

from .rules.settings import NAMES, NOTED

SETTINGS_VERSION_SQL = (
    "(SELECT "  # noqa: S608 - our own names
    + " || '|' || ".join(f"COALESCE(CAST({name} AS VARCHAR), '')" for name in (*NAMES, *NOTED))
    + " FROM bot_config WHERE id = 1)"
)
CATALOG_VERSION_SQL = "COALESCE((SELECT version FROM gamification_catalog WHERE id = 1), 0)"
SETTINGS_VERSION = literal_column(SETTINGS_VERSION_SQL, String).label("settings_version")
CATALOG_VERSION = literal_column(CATALOG_VERSION_SQL, BigInteger).label("catalog_version")
LEVEL_FORMULA = literal_column("(SELECT level_formula FROM bot_config WHERE id = 1)", String).label(
    "formula_in_force"
)
"""Subqueries over one row each; compared with what a unit of work was given, see `Terms`."""
