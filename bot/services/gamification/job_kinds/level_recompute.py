"""Updates the stored levels after the formula changed, in batches that hold the write lock for milliseconds.
It is idempotent, because a level is derived from total_earned."""

import json
from contextlib import suppress

from sqlalchemy import select, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.gamification import GamificationProfile
from ...jobs import JobRunner, Page, RunRefused
from ..in_force import formula_in_force
from .pages import page_by, within

KIND = "recompute_levels"
BATCH = 500


class RecomputeInline:
    """Recomputes the levels before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, _admin_id: int, _expression: str) -> None:
        """Raises what `recompute_levels` raises."""
        await recompute_levels(self._database)


class RecomputeAsJob:
    """Queues a job if this process runs jobs; else recomputes at once."""

    def __init__(self, database: Database, runner: JobRunner) -> None:
        self._runner = runner
        self._plainly = RecomputeInline(database)

    async def __call__(self, admin_id: int, expression: str) -> None:
        """Raises DatabaseUnavailable."""
        if not self._runner.is_open:
            await self._plainly(admin_id, expression)
            return
        params = {"level_formula": expression}
        while True:
            run = await self._runner.queue(KIND, params, started_by=admin_id, origin="settings")
            if run.params.get("level_formula") == expression:
                return
            # A run for an earlier formula has already passed some members: a new run replaces it.
            with suppress(RunRefused):  # it has ended just now
                await self._runner.cancel(run.id)
            await self._runner.wait(run.id)


async def recompute_levels(database: Database) -> int:
    """Set every level by the formula in force; returns how many changed.

    Raises DatabaseUnavailable. Finished batches stay done, and all levels are shown correctly anyway, because
    they are derived when shown.
    """
    changed, after = 0, -(2**63)
    while True:
        page, corrected = await database.write(_correct_next, after)
        changed += corrected
        if page is None:
            return changed
        after = page.last


def correct_levels(session: Session, page: Page) -> int:
    """Correct the wrong levels of a page; a unit of work of at most three statements. Returns how many.

    On PostgreSQL the rows are locked before the formula is read. A transaction that is changing one of these
    wallets therefore commits before we read, and a later one sees this formula or a newer one. SQLite has one
    writer at a time and needs no lock.
    """
    wrong = wrong_levels(session, page, lock=True)
    if not wrong:
        return 0
    result = session.execute(_SET_LEVELS[session.get_bind().dialect.name], {"members": json.dumps(wrong)})
    assert isinstance(result, CursorResult)
    return result.rowcount


def wrong_levels(session: Session, page: Page, *, lock: bool = False) -> list[tuple[int, int]]:
    """Return the members of a page with a wrong level, with the right level."""
    query = (
        select(GamificationProfile.user_id, GamificationProfile.total_earned, GamificationProfile.level)
        .where(within(page, GamificationProfile.user_id))
        .order_by(GamificationProfile.user_id)
    )
    rows = session.execute(query.with_for_update(key_share=True) if lock else query).all()
    formula = formula_in_force(session)
    return [
        (user_id, level)
        for user_id, total_earned, stored in rows
        if (level := formula.level(total_earned)) != stored
    ]


def _correct_next(session: Session, after: int) -> tuple[Page | None, int]:
    page = page_by(session, GamificationProfile.user_id, after, BATCH)
    return page, 0 if page is None else correct_levels(session, page)


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
