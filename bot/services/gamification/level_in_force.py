"""The level formula in force, inside a unit of work."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from .errors import InvalidSetting
from .rules.levels import DEFAULT_FORMULA, LevelFormula, level_formula
from .versions import LEVEL_FORMULA


def formula_in_force(session: Session) -> LevelFormula:
    """The formula; one statement."""
    return formula_of(session.execute(select(LEVEL_FORMULA)).scalar_one())


def level_of(session: Session, total_earned: int) -> int:
    """The level of so many besitos by it; one statement."""
    return formula_in_force(session).level(total_earned)


@lru_cache(maxsize=32)
def formula_of(stored: str | None) -> LevelFormula:
    """The formula that stands in `bot_config`: the default one where none does, or one that is not legal."""
    if stored is not None:
        try:
            return level_formula(stored)
        except InvalidSetting:  # reported by whoever reads the settings
            pass
    return level_formula(DEFAULT_FORMULA)
