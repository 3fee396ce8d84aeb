"""The versions of settings and catalog, and the level formula in force, as columns that any statement can
add.

The settings are their own version, so that whatever an admin or the host writes to `bot_config` counts at
once. The catalog has a number that every edit increments in its transaction.
"""

from functools import lru_cache

from sqlalchemy import BigInteger, String, literal_column, select
from sqlalchemy.orm import Session

from .errors import InvalidSetting
from .rules.levels import DEFAULT_FORMULA, LevelFormula, level_formula
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
"""Subqueries over one row each; `Terms` compares them with the version that a unit of work was given."""


def formula_in_force(session: Session) -> LevelFormula:
    """Read the formula in force; one statement."""
    return formula_of(session.execute(select(LEVEL_FORMULA)).scalar_one())


def level_of(session: Session, total_earned: int) -> int:
    """Return the level for `total_earned` by the formula in force; one statement."""
    return formula_in_force(session).level(total_earned)


@lru_cache(maxsize=32)
def formula_of(stored: str | None) -> LevelFormula:
    """Return the formula stored in `bot_config`, or the default one if it is missing or not legal."""
    if stored is not None:
        try:
            return level_formula(stored)
        except InvalidSetting:  # reported when the settings are read
            pass
    return level_formula(DEFAULT_FORMULA)
