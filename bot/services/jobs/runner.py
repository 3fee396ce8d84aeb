"""The job runner: requests of admins, and the background task in which this process works on runs.

Any process may make requests; every process that called `open` works on runs. It does not know what the jobs
do.
"""

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from ...database import Database, DatabaseUnavailable
from ..clock import Clock, system_clock
from ..rounds import Rounds
from ..tasks import TaskSupervisor, stop_if_cancelled
from . import leases, requests
from .effects import Effect, workable
from .errors import UnknownRun
from .kinds import Kind
from .pace import PACES, PaceSettings
from .run import LEASE_SECONDS, MAX_LEASE, Finding, Run, is_run_id, read_findings, read_run, read_runs
from .schedule import Schedule, next_occasion
from .worker import Worker

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 1.0
"""Together with the lease this means that a dead worker's run is taken over within 11 seconds."""
BAD_ROW_LIMIT = 100
TELL_WITHIN = timedelta(hours=6)
TELL_AGAIN_SECONDS = 30.0
SETTLE_SECONDS = 1.0

MAX_RUNS = 100
MAX_FINDINGS = 1_000

Listener = Callable[[Run], Awaitable[None]]


class JobRunner:
    """Queues, controls and executes runs. There is one per process."""

    def __init__(
        self,
        database: Database,
        kinds: Iterable[Kind],
        *,
        clock: Clock = system_clock,
        tasks: TaskSupervisor | None = None,
        pace: PaceSettings | None = None,
        lease_seconds: float = LEASE_SECONDS,
        look_every_seconds: float = LOOK_EVERY_SECONDS,
        bad_row_limit: int = BAD_ROW_LIMIT,
    ) -> None:
        """`tasks` owns the background task and ends it. Without it the runner owns the task itself; see
        `close`. Raises ValueError for a lease so long that others would take it for one of a wrong clock.
        """
        if not 0 < lease_seconds <= MAX_LEASE.total_seconds():
            raise ValueError(f"lease_seconds must be at most {MAX_LEASE.total_seconds():g}")
        self._database = database
        self._kinds: Mapping[str, Kind] = {kind.name: kind for kind in kinds}
        self._clock = clock
        self._tasks = tasks or TaskSupervisor()
        self._pace = pace or PACES[database.dialect]
        self._look_every = look_every_seconds
        self._lease_seconds = lease_seconds
        self._bad_row_limit = bad_row_limit
        self._working: asyncio.Task[None] | None = None
        self._rounds = self._new_rounds()
        self._listener: Listener | None = None
        self._effects: dict[str, Effect] = {}
        self._silent_until = 0.0
        self._worker = Worker(
            database,
            self._kinds,
            owner=f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}",
            clock=clock,
            lease_seconds=lease_seconds,
            pace=self._pace,
            effects=self._effects,
        )

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of jobs that this process knows."""
        return self._kinds

    @property
    def is_open(self) -> bool:
        """True while this process works runs in the background."""
        return self._working is not None and not self._working.done()

    def open(self) -> None:
        """Start working on runs in the background, interrupted ones first. It is safe to call this again."""
        if self._working is None or self._working.done():
            self._rounds = self._new_rounds()
            self._working = self._tasks.start("job runner", self._rounds.go_on())
        self._rounds.wake()

    def _new_rounds(self) -> Rounds:
        return Rounds(log, "job_runner_waits", self._look, self._look_every)

    async def close(self) -> None:
        """Stop working and give the lease back, so that another process can continue at once."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait({self._working}, timeout=2.0)
            self._working = None

    def on_finished(self, listener: Listener) -> None:
        """Call `listener` once for each run that has ended by itself, in whichever process it ran.

        If it raises, it is called again later. Runs without `started_by` are not announced.
        """
        self._listener = listener
        self._rounds.wake()

    def effect(self, kind: str, effect: Effect) -> None:
        """Have this effect for each page of runs of this kind; this process works them from now on."""
        self._effects[self._kinds[kind].name] = effect
        self._rounds.wake()

    def schedule(
        self,
        kind: str,
        expression: str,
        params: Mapping[str, Any] | None = None,
        *,
        only_if: Callable[[Session, datetime], bool] | None = None,
    ) -> None:
        """Queue a run of this kind whenever a cron expression (in UTC) is due and `only_if`, a reading unit
        of work that is given the time, returns True. Raises InvalidSchedule."""
        occasions = Schedule(expression)
        name = self._kinds[kind].name
        self._tasks.start(f"schedule of {kind}", self._keep(name, occasions, params, only_if))

    async def queue(
        self,
        kind: str,
        params: Mapping[str, Any] | None = None,
        *,
        dry_run: bool = False,
        started_by: int | None = None,
        origin: str = "code",
        once_key: str | None = None,
    ) -> Run:
        """Queue a run, or return the active run of this kind or the run with this `once_key`.

        Any open runner executes it. `params` must be JSON. Raises DatabaseUnavailable, and ValueError for a
        key, an origin or an id that cannot be stored.
        """
        requests.check(started_by, origin, once_key)
        run, new = await self._database.write(
            requests.queue, self._kinds[kind].name, params or {}, dry_run, started_by, origin, once_key,
            self._pace.first, self._bad_row_limit, self._clock(),
        )  # fmt: skip
        if new:
            self.queued(run)
        return run

    def queue_within(
        self,
        session: Session,
        kind: str,
        params: Mapping[str, Any],
        *,
        dry_run: bool = False,
        started_by: int | None = None,
        origin: str = "code",
        once_key: str | None = None,
    ) -> tuple[Run, bool]:
        """The same as a part of a unit of work: the run, and whether it is new. Call `queued` after the
        commit of a new one. Raises what `queue` raises."""
        requests.check(started_by, origin, once_key)
        return requests.queue(
            session, self._kinds[kind].name, params, dry_run, started_by, origin, once_key,
            self._pace.first, self._bad_row_limit, self._clock(),
        )  # fmt: skip

    def replace(
        self,
        session: Session,
        kind: str,
        params: Mapping[str, Any],
        *,
        started_by: int | None = None,
        origin: str = "code",
    ) -> Run:
        """Queue a run as a part of a unit of work, in place of the active run of this kind, which is
        cancelled. Call `queued` after the commit. Raises what `queue` raises."""
        requests.check(started_by, origin, None)
        return requests.replace(
            session, self._kinds[kind].name, params, started_by, origin,
            self._pace.first, self._bad_row_limit, self._clock(),
        )  # fmt: skip

    def queued(self, run: Run) -> None:
        """Log a new run, and start it at once if this process works on runs."""
        log.info(
            "run_queued",
            run=run.id,
            kind=run.kind,
            dry_run=run.dry_run,
            admin_id=run.started_by,
            origin=run.origin,
        )
        self._rounds.wake()

    async def pause(self, run_id: int) -> Run:
        """Pause after the current batch, and wait up to a second for it. Raises RunRefused, UnknownRun."""
        await self._database.write(requests.pause, run_id, self._clock())
        return await self._settled(run_id)

    async def cancel(self, run_id: int) -> Run:
        """End after the current batch, and wait up to a second for it. Raises RunRefused, UnknownRun."""
        await self._database.write(requests.cancel, run_id, self._clock(), self._kinds)
        return await self._settled(run_id)

    async def resume(self, run_id: int) -> Run:
        """Continue a paused or failed run. Raises RunRefused, UnknownRun."""
        run = await self._database.write(requests.resume, run_id, self._clock(), self._bad_row_limit)
        self._rounds.wake()
        return run

    async def get(self, run_id: int) -> Run:
        """The run. Raises UnknownRun."""
        run = await self._database.read(read_run, run_id)
        if run is None:
            raise UnknownRun(run_id)
        return run

    async def latest(self, kind: str) -> Run | None:
        """The newest run of this kind."""
        return next(iter(await self.history(kind, limit=1)), None)

    async def history(self, kind: str | None = None, *, limit: int = 10) -> list[Run]:
        """Return the newest runs first, at most 100. Raises ValueError for a limit that is not a whole
        number."""
        return await self._database.read(read_runs, kind, _page(limit))

    async def findings(self, run_id: int, *, limit: int = 50) -> list[Finding]:
        """Return the rows that the run reported or could not process; at most 1,000 are kept."""
        if not is_run_id(run_id):
            return []
        return await self._database.read(read_findings, run_id, _page(limit, MAX_FINDINGS))

    async def wait(self, run_id: int, *, look_every_seconds: float = 0.1) -> Run:
        """Wait until the run is paused, cancelled, succeeded or failed, and return it. Raises UnknownRun."""
        # Another process may work on it, so only the row can be observed.
        while not (run := await self.get(run_id)).is_stopped:  # noqa: ASYNC110
            await asyncio.sleep(look_every_seconds)
        return run

    async def work_one(self, run_id: int) -> Run:
        """Work on this run here until it stops, unless another process holds its lease. Returns the run.

        This is for a process that does nothing else. Raises UnknownRun, DatabaseUnavailable.
        """
        run = await self.get(run_id)
        if self._works(run) and not run.is_stopped and not run.is_worked(self._clock()):
            await self._claim_and_work(run)
        return await self.get(run_id)

    def _works(self, run: Run) -> bool:
        return run.kind in (self._kinds if run.dry_run else workable(self._kinds, self._effects))

    async def _settled(self, run_id: int) -> Run:
        self._rounds.wake()
        until = time.monotonic() + SETTLE_SECONDS
        run = await self.get(run_id)
        while not run.is_stopped and time.monotonic() < until:
            await asyncio.sleep(0.01)
            run = await self.get(run_id)
        return run

    async def _claim_and_work(self, run: Run) -> bool:
        """Work on the run until it stops. Returns False if another process was quicker. Gives the lease back
        when cancelled."""
        try:
            claimed = await self._database.write(
                leases.claim, run, self._worker.owner, self._clock(), self._lease_seconds
            )
            if claimed is None:
                return False
            log.info(
                "run_worked", run=run.id, kind=run.kind, generation=claimed.generation, cursor=claimed.cursor
            )
            await self._worker.work(claimed)
        except asyncio.CancelledError:  # the claim may have been committed even so
            await self._worker.release(run.id)
            raise
        return True

    async def _keep(
        self,
        kind: str,
        schedule: Schedule,
        params: Mapping[str, Any] | None,
        only_if: Callable[[Session, datetime], bool] | None,
    ) -> None:
        occasion = self._clock()
        while True:
            occasion = await next_occasion(schedule, occasion, self._clock)
            key = f"{kind}@{occasion.isoformat()}"
            try:
                if only_if is None or await self._database.read(only_if, self._clock()):
                    await self.queue(kind, params, origin="schedule", once_key=key)
            except DatabaseUnavailable as error:
                stop_if_cancelled(error)
                log.warning("scheduled_run_not_queued", kind=kind, reason=str(error))

    async def _look(self) -> bool:
        now = self._clock()
        todo = await self._database.read(
            leases.poll, workable(self._kinds, self._effects), now, now - TELL_WITHIN,
            self._listener is not None and time.monotonic() >= self._silent_until,
        )  # fmt: skip
        for ended in todo.to_notify:
            await self._tell(ended)
        if todo.to_work is None:
            return False
        return await self._claim_and_work(todo.to_work)

    async def _tell(self, run: Run) -> None:
        assert self._listener is not None
        if not await self._database.write(leases.claim_notice, run, self._clock()):
            return
        try:
            await self._listener(run)
        except Exception as error:  # noqa: BLE001 - a listener must not stop the runs
            log.warning("end_not_announced", run=run.id, reason=str(error).partition("\n")[0])
            self._silent_until = time.monotonic() + TELL_AGAIN_SECONDS
            await self._database.write(leases.release_notice, run)


def _page(limit: object, most: int = MAX_RUNS) -> int:
    if type(limit) is not int:
        raise ValueError(f"a limit is a whole number from 1 to {most}, not {limit!r:.40}")
    return max(1, min(limit, most))
