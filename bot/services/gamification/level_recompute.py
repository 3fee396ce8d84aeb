"""Brings the stored levels in line with a changed formula, in batches that hold the write lock for
milliseconds. A level is derived from total_earned: running this twice changes nothing."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy import BigInteger, Integer, bindparam, select, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.gamification_tables import GamificationProfile
from bot.services.gamification.levels import LevelFormula, level_formula
from bot.services.jobs import JobRunner, RunRefused

KIND = "recompute_levels"
BATCH = 500

Recompute = Callable[[int, str], Awaitable[None]]
"""Called with the admin's id and the new formula, after the setting was changed."""


class PlainPass:
    """Recomputes at once, before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, _admin_id: int, expression: str) -> None:
        """Raises what `recompute_levels` raises."""
        await recompute_levels(self._database, expression)


class ByRun:
    """Queues a run of the job runner where this process works runs; recomputes at once where it does not."""

    def __init__(self, database: Database, runner: JobRunner) -> None:
        self._runner = runner
        self._plainly = PlainPass(database)

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
            # A run for an earlier formula is past some members already: it gives way to a new one.
            with suppress(RunRefused):  # it ended at this moment
                await self._runner.cancel(run.id)
            await self._runner.wait(run.id)


async def recompute_levels(database: Database, expression: str) -> int:
    """Set every level to what the formula says; returns how many changed.

    Raises InvalidSetting, and DatabaseUnavailable: what was done stays done, and the rest shows right
    wherever a level is shown, because it is derived there again.
    """
    formula = level_formula(expression)
    changed, after = 0, -(2**63)
    while True:
        wrong, last = await database.read(_wrong_levels, formula, after)
        if wrong:
            changed += await database.write(_set_levels, wrong)
        if last is None:
            return changed
        after = last


def _wrong_levels(
    session: Session, formula: LevelFormula, after: int
) -> tuple[list[dict[str, int]], int | None]:
    page = session.execute(
        select(GamificationProfile.user_id, GamificationProfile.total_earned, GamificationProfile.level)
        .where(GamificationProfile.user_id > after)
        .order_by(GamificationProfile.user_id)
        .limit(BATCH)
    ).all()
    wrong = [
        {"user_id": user_id, "earned": earned, "level": level}
        for user_id, earned, stored in page
        if (level := formula.level(earned)) != stored
    ]
    return wrong, page[-1].user_id if len(page) == BATCH else None


def _set_levels(session: Session, wrong: list[dict[str, int]]) -> int:
    session.execute(_SET_LEVEL, wrong)
    return len(wrong)


# Whoever earned in between has the new level already, by the formula in force.
_SET_LEVEL = text(
    "UPDATE user_gamification_profiles SET level = :level WHERE user_id = :user_id AND total_earned = :earned"
).bindparams(
    bindparam("level", type_=Integer),
    bindparam("user_id", type_=BigInteger),
    bindparam("earned", type_=BigInteger),
)
