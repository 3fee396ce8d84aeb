"""Brings stored levels in line with the formula in force, after it was changed. A kind of the job runner."""

import json

from sqlalchemy import select, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from bot.database.gamification_tables import GamificationProfile
from bot.services.gamification.economy import read_settings
from bot.services.gamification.jobs_pages import count_rows, page_by, within
from bot.services.gamification.levels import level_formula
from bot.services.jobs import Done, Page, Step


class RecomputeLevels:
    """Sets each level to what the formula says at the time of its batch."""

    name = "recompute_levels"

    def total(self, session: Session, step: Step) -> int:
        """All profiles."""
        return count_rows(session, GamificationProfile)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """The next profiles."""
        return page_by(session, GamificationProfile.user_id, after, size)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Set the levels of a page that are wrong; one UPDATE for all of them."""
        wrong = self._wrong(session, page)
        if not wrong:
            return Done()
        result = session.execute(_SET_LEVELS[session.get_bind().dialect.name], {"members": json.dumps(wrong)})
        assert isinstance(result, CursorResult)
        return Done(changed=result.rowcount)

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """How many levels of a page are wrong."""
        return Done(changed=len(self._wrong(session, page)))

    def _wrong(self, session: Session, page: Page) -> list[tuple[int, int, int]]:
        formula = level_formula(read_settings(session).level_formula)
        rows = session.execute(
            select(
                GamificationProfile.user_id, GamificationProfile.total_earned, GamificationProfile.level
            ).where(within(page, GamificationProfile.user_id))
        )
        return [
            (user_id, total_earned, level)
            for user_id, total_earned, stored in rows
            if (level := formula.level(total_earned)) != stored
        ]


# Whoever earned since we read has the level of that, by the formula in force: hence the second condition.
_SET_LEVEL = (
    "UPDATE user_gamification_profiles SET level = m.level FROM {members} "
    "WHERE user_gamification_profiles.user_id = m.user_id "
    "AND user_gamification_profiles.total_earned = m.total_earned"
)
_SET_LEVELS = {
    "sqlite": text(
        _SET_LEVEL.format(
            members="(SELECT json_extract(value, '$[0]') AS user_id, "
            "json_extract(value, '$[1]') AS total_earned, json_extract(value, '$[2]') AS level "
            "FROM json_each(:members)) AS m"
        )
    ),
    "postgresql": text(
        _SET_LEVEL.format(
            members="(SELECT CAST(value ->> 0 AS bigint) AS user_id, "
            "CAST(value ->> 1 AS bigint) AS total_earned, CAST(value ->> 2 AS integer) AS level "
            "FROM jsonb_array_elements(CAST(:members AS jsonb))) AS m"
        )
    ),
}
