"""Runs of the job runner that reach every member of a segment, and that an admin starts."""

from typing import Any

from sqlalchemy.orm import Session

from ...database import Database
from ..clock import Clock
from ..jobs import JobError, JobRunner, Run
from ..jobs.run import has_once_key
from .audit import Change, by_admin, record
from .errors import RunConflict
from .members.admins import Admins


class MassRuns:
    """The runs of one kind. `otherwise` says why a run is none of them ("pays nobody"); `started` is what the
    audit log calls a start."""

    def __init__(
        self, database: Database, runner: JobRunner, clock: Clock, admins: Admins,
        *, kind: str, otherwise: str, started: str,
    ) -> None:  # fmt: skip
        self._database = database
        self._runner = runner
        self._clock = clock
        self._admins = admins
        self._kind = kind
        self._otherwise = otherwise
        self._started = started

    async def latest(self) -> Run | None:
        """Return the newest run, None if there was none. Raises DatabaseUnavailable."""
        return await self._runner.latest(self._kind)

    async def status(self, run_id: int) -> Run:
        """Return a run of this kind. Raises RunConflict if there is none with this id."""
        try:
            run = await self._runner.get(run_id)
        except JobError as error:
            raise RunConflict(str(error)) from error
        if run.kind != self._kind:
            raise RunConflict(f"run {run_id} {self._otherwise}")
        return run

    async def _start(
        self,
        admin_id: int,
        params: dict[str, Any],
        said: dict[str, Any],
        *,
        origin: str,
        once_key: str | None,
        dry_run: bool = False,
    ) -> Run:
        """Queue a run, once per key, and let it be worked. `said` is what the audit log keeps of it. Raises
        RunConflict, ValueError, DatabaseUnavailable."""
        run, new = await self._database.write(self._queue, admin_id, params, said, origin, once_key, dry_run)
        if new:
            self._runner.queued(run)
        self._runner.open()
        return run

    def _queue(
        self,
        session: Session,
        admin_id: int,
        params: dict[str, Any],
        said: dict[str, Any],
        origin: str,
        once_key: str | None,
        dry_run: bool,
    ) -> tuple[Run, bool]:
        run, new = self._runner.queue_within(
            session, self._kind, params, dry_run=dry_run, once_key=once_key, origin=origin,
            started_by=None if dry_run else admin_id,  # the end of a dry run is not announced
        )  # fmt: skip
        if not new:
            if once_key is None or not has_once_key(session, run.id, once_key):
                raise RunConflict(f"run {run.id} of {self._kind} is not over")
        elif not dry_run:
            started = Change(self._started, f"run {run.id}", None, said)
            record(session, by_admin(admin_id), [started], self._clock())
        return run, new
