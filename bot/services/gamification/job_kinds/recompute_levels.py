"""Sets the stored levels by the formula in force: the work on one page, and the kind of job that does all
pages. It is idempotent, because a level is derived from total_earned. When it runs is in
`new_level_formula.py`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ....database.changed_rows import changed_rows
from ....database.tables.gamification import GamificationProfile
from ...jobs import Done, Page, Step
from ..in_force import formula_in_force
from .pages import count_rows, page_by, within


@dataclass(frozen=True, slots=True)
class WrongLevel:
    """A member's stored level, and the right one."""

    user_id: int
    stored: int
    level: int


class RecomputeLevels:
    """Sets each level by the formula in force at the time of its batch."""

    name = "recompute_levels"
    purpose = "Sets stored levels to what the level formula says; starts by itself when the formula changes."

    def total(self, session: Session, step: Step) -> int:
        """Count all profiles."""
        return count_rows(session, GamificationProfile)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next profiles."""
        return page_by(session, GamificationProfile.user_id, after, size)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Correct the wrong levels of a page with one UPDATE."""
        return Done(changed=correct_levels(session, page))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count the wrong levels of a page."""
        return Done(changed=len(wrong_levels(session, page)))


def correct_levels(session: Session, page: Page) -> int:
    """Correct the wrong levels of a page; a unit of work of at most three statements. Returns how many.

    On PostgreSQL the rows are locked before the formula is read. A transaction that is changing one of these
    wallets therefore commits before we read, and a later one sees this formula or a newer one. SQLite has one
    writer at a time and needs no lock.
    """
    return set_levels(session, wrong_levels(session, page, lock=True))


def set_levels(session: Session, wrong: Sequence[WrongLevel]) -> int:
    """Set them right in one statement, in none where nothing is wrong. Returns how many rows changed."""
    if not wrong:
        return 0
    members = json.dumps([(one.user_id, one.level) for one in wrong])
    result = session.execute(_SET_LEVELS[session.get_bind().dialect.name], {"members": members})
    return changed_rows(result)


def wrong_levels(session: Session, page: Page, *, lock: bool = False) -> list[WrongLevel]:
    """Return the wrong levels of a page. `lock` keeps others from changing these wallets meanwhile."""
    query = (
        select(GamificationProfile.user_id, GamificationProfile.total_earned, GamificationProfile.level)
        .where(within(page, GamificationProfile.user_id))
        .order_by(GamificationProfile.user_id)
    )
    rows = session.execute(query.with_for_update(key_share=True) if lock else query).all()
    formula = formula_in_force(session)
    return [
        WrongLevel(user_id, stored, level)
        for user_id, total_earned, stored in rows
        if (level := formula.level(total_earned)) != stored
    ]


_SET_LEVEL = (
    "UPDATE user_gamification_profiles SET level = m.level FROM {members} "
    "WHERE user_gamification_profiles.user_id = m.user_id"
)
_SET_LEVELS = {
    "sqlite": text(
        _SET_LEVEL.format(
            members="(SELECT json_extract(value, '$[0]') AS user_id, json_extract(value, '$[1]') AS level "
            "FROM json_each(:members)) AS m"
        )
    ),
    "postgresql": text(
        _SET_LEVEL.format(
            members="(SELECT CAST(value ->> 0 AS bigint) AS user_id, CAST(value ->> 1 AS integer) AS level "
            "FROM jsonb_array_elements(CAST(:members AS jsonb))) AS m"
        )
    ),
}
