"""Executes a run that this process has claimed: batch, pause, batch, until it stops or is taken over."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from ...backoff import Backoff, Pauses
from ...database import Database, DatabaseUnavailable
from ...database.errors import sqlstate
from ..clock import Clock
from ..tasks import TaskSupervisor, stop_if_cancelled
from . import bad_rows, batches, effects, leases
from .batches import Batch, Claim, ClaimLost, Measured, Stopwatch
from .effects import Effect, EffectImpossible, NeedsEffect
from .kinds import Kind, Page, Step
from .pace import Pace, PaceSettings
from .run import Run

log = structlog.get_logger(__name__)

TOO_SLOW = "57014"
"""query_canceled: the statement exceeded the server's time limit, because the batch was too large."""
OUT_OF_ROOM = ("53", "58")
"""Classes of PostgreSQL's errors that no row causes: a full disk, no memory, an unreadable file."""
PAUSES = Pauses(0.2, 5.0)
RETRY_SECONDS = 0.1
"""Before a batch that failed by itself is tried as it was."""
RELEASE_SECONDS = 0.7
COUNT_SECONDS = 5.0
"""Half of the default lease: how long counting may take, because it sends no heartbeat."""
MAX_YIELD_SECONDS = 0.25
"""How long a batch is delayed while members' writes wait in this process."""
CONTENTION_SECONDS = 0.005
SPEED_WEIGHT = 0.2
EFFECT_LOOK_SECONDS = 0.3
"""How late a request to stop is noticed during the effect of a page."""
EFFECT_END_SECONDS = 1.8
"""How long an effect that is cut off has to end what it began."""


@dataclass(slots=True)
class _Trouble:
    """Failures since the last successful batch."""

    in_a_row: int = 0
    retried: bool = False
    away_since: float | None = None
    away: Backoff = field(default_factory=lambda: Backoff(PAUSES))


class Worker:
    """Executes runs, one at a time, under one name."""

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, Kind],
        *,
        owner: str,
        clock: Clock,
        lease_seconds: float,
        pace: PaceSettings,
        effects: Mapping[str, Effect] | None = None,
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._effects = {} if effects is None else effects
        self._clock = clock
        self._lease_seconds = lease_seconds
        self._pace = pace
        self.owner = owner

    async def work(self, run: Run) -> None:
        """Execute a claimed run until it stops or is no longer ours."""
        claim = Claim(run.id, run.generation, self._lease_seconds)
        await self._count(claim, run)
        effect = None if run.dry_run else self._effects.get(run.kind)
        kind = self._kinds[run.kind]
        await _Work(self._database, kind, claim, run, self._pace, self._clock, effect).go()

    async def release(self, run_id: int) -> None:
        """Give the lease back if this worker has it. If that fails, it expires by itself."""
        try:
            async with asyncio.timeout(RELEASE_SECONDS):
                await self._database.write(leases.release, run_id, self.owner)
        except Exception as error:  # noqa: BLE001 - must not replace the CancelledError
            log.warning("lease_not_released", run=run_id, reason=_reason(error))

    async def _count(self, claim: Claim, run: Run) -> None:
        if run.total is not None:
            return
        kind, step = self._kinds[run.kind], Step(run.params, run.changed, self._clock(), run.id)
        try:
            # Without a limit, a worker that counts for longer than its lease would lose the run to another
            # that does the same, and so on.
            async with asyncio.timeout(COUNT_SECONDS):
                total = await self._database.read(kind.total, step)
            await self._database.write(batches.set_total, claim, total)
        except Exception as error:  # noqa: BLE001 - without an estimate only the progress bar is missing
            log.warning("run_not_counted", run=run.id, reason=_reason(error))


class _Work:
    """The execution of one run under one claim."""

    def __init__(
        self,
        database: Database,
        kind: Kind,
        claim: Claim,
        run: Run,
        pace: PaceSettings,
        clock: Clock,
        effect: Effect | None = None,
    ) -> None:
        self._effect = effect
        self._database = database
        self._kind = kind
        self._claim = claim
        self._clock = clock
        self._pace = Pace(pace, run.batch_size)
        self._trouble = _Trouble()
        self._speed = run.rows_per_second
        self._last_batch = time.perf_counter()
        self._last_commit = 0.0

    async def go(self) -> None:
        """Execute batches until the run stops or is taken over."""
        while True:
            await self._yield_to_member_writes()
            try:
                going_on = await (self._batch() if self._effect is None else self._page(self._effect))
            except ClaimLost:
                continue  # the next batch finds out what became of the run
            except EffectImpossible as error:
                await self._database.write(
                    batches.fail_claimed, self._claim, str(error), self._clock(), self._kind
                )
                return
            except Exception as error:  # noqa: BLE001 - a kind may raise anything
                stop_if_cancelled(error)
                away = isinstance(error, DatabaseUnavailable) or (sqlstate(error) or "")[:2] in OUT_OF_ROOM
                going_on = await self._unavailable(error) if away else await self._failed(error)
            if not going_on:
                return

    async def _batch(self) -> bool:
        watch = Stopwatch()
        asked = time.perf_counter()
        batch = await self._database.write_alone(
            batches.work_batch,
            self._claim, self._kind, self._pace.size, self._clock(), watch,
            Measured(self._speed, self._last_commit), self._pace.settings.target_seconds,
        )  # fmt: skip
        if batch.run is None:
            return False
        if not batch.rows:
            return await self._end()
        self._last_commit = watch.held - watch.worked
        self._went_well(batch, watch.worked)
        others_wait = batch.waited_for or self._members_wait()
        if self._database.dialect == "sqlite":  # one lock for all: that writer may wait again
            others_wait = others_wait or watch.began - asked > CONTENTION_SECONDS
        await asyncio.sleep(self._pace.rest(watch.held, others_wait))
        return True

    async def _page(self, effect: Effect) -> bool:
        """Have the effect of the next page, and then move on."""
        assert isinstance(self._kind, NeedsEffect)
        begun = await self._database.write(
            effects.begin_page, self._claim, self._kind, self._kind.page_size, self._clock()
        )
        if begun.run is None:
            return False
        if begun.page is None:
            return await self._end()
        if await self._have_effect(effect, begun.run, begun.page):
            self._measure(begun.page.rows)
            await self._database.write(
                effects.end_page, self._claim, self._kind, begun.page, self._clock(), self._speed
            )
            self._trouble = _Trouble()
        return True

    async def _have_effect(self, effect: Effect, run: Run, page: Page) -> bool:
        """Return False if it was cut off, because the run was asked to stop or is not ours any more."""
        tasks = TaskSupervisor()
        working = tasks.start(f"effect of run {run.id}", _had(effect, run, page))
        try:
            while not (await asyncio.wait({working}, timeout=EFFECT_LOOK_SECONDS))[0]:
                if not await self._database.write(effects.goes_on, self._claim, self._clock()):
                    return False
            if (error := working.result()) is not None:
                raise error
        finally:
            await tasks.close(EFFECT_END_SECONDS)
        return True

    def _went_well(self, batch: Batch, seconds: float) -> None:
        if self._trouble.away_since is not None:
            log.info("run_goes_on", run=self._claim.run_id)
        self._trouble = _Trouble()
        self._pace.worked(batch.rows, seconds)
        self._measure(batch.rows)

    def _measure(self, rows: int) -> None:
        now = time.perf_counter()
        newest = rows / max(now - self._last_batch, 1e-6)
        self._last_batch = now
        self._speed = newest if self._speed is None else self._speed + SPEED_WEIGHT * (newest - self._speed)

    async def _end(self) -> bool:
        """After the last page, try the skipped rows again, then end the run."""
        while True:
            try:
                if not await self._database.write_alone(
                    bad_rows.retry_row, self._claim, self._kind, self._clock()
                ):
                    break
            except (ClaimLost, DatabaseUnavailable):
                raise
            except Exception as error:  # noqa: BLE001 - as above
                await self._database.write(bad_rows.give_up_row, self._claim, _reason(error), self._clock())
        ended = await self._database.write(batches.succeed, self._claim, self._clock(), self._kind)
        return not ended  # else it was paused or taken over: the next batch notices

    async def _failed(self, error: Exception) -> bool:
        """Handle a failed batch: retry it once, then halve it until only the bad row is left, then skip that
        row."""
        self._trouble.in_a_row += 1
        if self._trouble.in_a_row == 1:  # one line for the failure, not one for every half
            log.info("batch_failed", run=self._claim.run_id, size=self._pace.size, reason=_reason(error))
        if not self._trouble.retried:
            self._trouble.retried = True
            await asyncio.sleep(RETRY_SECONDS)
            return True
        if self._pace.size > 1:
            self._pace.failed()
            return True
        return await self._leave_out(_reason(error))

    async def _leave_out(self, reason: str) -> bool:
        self._pace.found()
        self._trouble = _Trouble()
        log.warning("row_left_out", run=self._claim.run_id, reason=reason)
        try:
            return await self._database.write_alone(
                bad_rows.skip_row, self._claim, self._kind, reason, self._clock()
            )
        except ClaimLost:
            return True  # the next batch finds out what became of the run
        except DatabaseUnavailable as error:
            return await self._unavailable(error)
        except Exception as error:  # not even a single row can be processed: no row is the cause
            log.exception("run_failed", run=self._claim.run_id)
            await self._database.write(
                batches.fail_claimed, self._claim, _reason(error), self._clock(), self._kind
            )
            return False

    async def _unavailable(self, error: Exception) -> bool:
        """Wait for the database, and halve a batch that exceeded the server's time limit."""
        trouble = self._trouble
        if error.__cause__ is not None and sqlstate(error.__cause__) == TOO_SLOW:
            self._pace.failed()
        if trouble.away_since is None:
            trouble.away_since = time.monotonic()
            log.warning("run_waits_for_database", run=self._claim.run_id, reason=_reason(error))
        await asyncio.sleep(trouble.away.failed())
        return True

    async def _yield_to_member_writes(self) -> None:
        until = time.perf_counter() + MAX_YIELD_SECONDS
        while self._members_wait() and time.perf_counter() < until:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.001)

    def _members_wait(self) -> bool:
        return self._database.dialect == "sqlite" and self._database.pending_writes > 0


async def _had(effect: Effect, run: Run, page: Page) -> Exception | None:
    """Return the error of the effect, which is no failure of a task: the run says so."""
    try:
        await effect(run, page)
    except (DatabaseUnavailable, EffectImpossible) as error:
        return error
    except Exception as error:
        stop_if_cancelled(error)
        log.exception("effect_failed", run=run.id)
        return EffectImpossible(_reason(error))
    return None


def _reason(error: BaseException) -> str:
    """Describe an error in one line, without the statement and its parameters."""
    origin = getattr(error, "orig", None) or error
    text = " ".join(str(origin).split()) or type(origin).__name__
    return f"{type(error).__name__}: {text}"[:500]
