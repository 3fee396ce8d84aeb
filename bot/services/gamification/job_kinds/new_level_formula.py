"""Recomputes the stored levels after an admin changed the formula: at once, or by a job. Each batch holds the
write lock for milliseconds; what a batch does is in `recompute_levels.py`."""

from contextlib import suppress

from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.gamification import GamificationProfile
from ...jobs import JobRunner, Page, RunRefused
from ...jobs.kinds import BEFORE_ALL
from .pages import page_by
from .recompute_levels import RecomputeLevels, correct_levels

BATCH = 500


class RecomputeInline:
    """Recomputes all levels before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, _admin_id: int, _expression: str) -> None:
        """Raises DatabaseUnavailable. Finished batches stay done, and all levels are shown correctly anyway,
        because they are derived when shown."""
        after = BEFORE_ALL
        while page := await self._database.write(_correct_next, after):
            after = page.last


class RecomputeAsJob:
    """Queues a job if this process runs jobs; else recomputes at once."""

    def __init__(self, database: Database, runner: JobRunner) -> None:
        self._runner = runner
        self._inline = RecomputeInline(database)

    async def __call__(self, admin_id: int, expression: str) -> None:
        """Raises DatabaseUnavailable."""
        if not self._runner.is_open:
            await self._inline(admin_id, expression)
            return
        params = {"level_formula": expression}
        while True:
            run = await self._runner.queue(
                RecomputeLevels.name, params, started_by=admin_id, origin="settings"
            )
            if run.params.get("level_formula") == expression:
                return
            # A run for an earlier formula has already passed some members: a new run replaces it.
            with suppress(RunRefused):  # it has ended just now
                await self._runner.cancel(run.id)
            await self._runner.wait(run.id)


def _correct_next(session: Session, after: int) -> Page | None:
    page = page_by(session, GamificationProfile.user_id, after, BATCH)
    if page is not None:
        correct_levels(session, page)
    return page
