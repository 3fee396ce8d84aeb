"""Queues the recompute of all stored levels with the edit of the formula that makes them wrong. What it does
is in `recompute_levels.py`."""

import asyncio

from sqlalchemy.orm import Session

from ...jobs import JobRunner, Run
from .recompute_levels import RecomputeLevels

LOOK_EVERY_SECONDS = 0.1


class RecomputeAsJob:
    """A run of `recompute_levels`, worked by this process even if it works on no other runs."""

    def __init__(self, runner: JobRunner) -> None:
        self._runner = runner

    def queue(self, session: Session, admin_id: int, expression: str) -> Run:
        """A part of the edit's transaction, so that no formula is in force without its run. A run for an
        earlier formula has already passed some members: the new one replaces it."""
        return self._runner.replace(
            session,
            RecomputeLevels.name,
            {"level_formula": expression},
            started_by=admin_id,
            origin="settings",
        )

    async def work(self, run: Run) -> None:
        """After the commit: leave the run to the open runner of this process. Else return when it has
        stopped, whoever worked it; a run under way waits while the database is away. Raises
        DatabaseUnavailable. The run stays in any case, and an open runner of any process continues it.
        """
        self._runner.queued(run)
        if self._runner.is_open:
            return
        # Where another process has its lease, only the row can be observed.
        while not (await self._runner.work_one(run.id)).is_stopped:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY_SECONDS)
