"""A batch: a page of rows, its work, the new cursor and the counters, in one transaction.

Killed at any instant, either all of it happened or nothing; the next worker goes on from the cursor
that is in the row, never from one that somebody remembers.
"""

import math
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, event, text, update
from sqlalchemy.orm import Session

from ...database.tables.jobs import JobFinding
from ...database.upsert import insert_into
from .kinds import BEFORE_ALL, Done, Kind, Page, Step
from .run import RUNS, Run, run_of, select_runs
from .states import RunStatus
from .transitions import NO_LEASE, guarded_update, leased, transition

S = RunStatus
MAX_FINDINGS = 1_000
"""Rows to report that a run keeps; more are only counted."""
SLICES, MIN_SLICE = 3, 100
"""A batch is worked in so many slices, so that it can end early; one of few rows is worked in one."""
SLACK = 1.4
"""How far beyond its target a batch may be expected to go by one more slice."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work a run: void as soon as its generation is another."""

    run_id: int
    generation: int
    lease_seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What the worker measured before this batch, to be written with it: its speed, rests included, and how
    long the last commit took."""

    rows_per_second: float | None
    last_commit: float


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch did. `run`: as it was before it, None where the claim is void or the run came to rest.

    `rows`: how many it went through, 0 at the end of the table. `waited_for`: another transaction waits
    for a lock (PostgreSQL).
    """

    run: Run | None
    rows: int = 0
    waited_for: bool = False


class Stopwatch:
    """How long a unit of work held its transaction, from its first statement to the end of the commit.

    `worked`: without the commit, which on SQLite now and then copies the write-ahead log into the database
    (the lock is free by then): that says nothing of how many rows a batch should have.
    """

    def __init__(self) -> None:
        self.began = self.ended = time.perf_counter()
        self.worked = 0.0

    def start(self, session: Session) -> None:
        """Called right after the first statement: waiting for the lock is over."""
        self.began = self.ended = time.perf_counter()
        event.listen(session, "before_commit", self._work_done, once=True)
        event.listen(session, "after_commit", self._stop, once=True)

    @property
    def held(self) -> float:
        """Seconds."""
        return self.ended - self.began

    def _work_done(self, _session: Session) -> None:
        self.worked = time.perf_counter() - self.began

    def _stop(self, _session: Session) -> None:
        self.ended = time.perf_counter()


def read_claimed(session: Session, claim: Claim) -> Run | None:
    """The run, where it is still ours to work."""
    claimed = {"of_id": claim.run_id, "of_generation": claim.generation}
    row = session.execute(_CLAIMED, claimed).one_or_none()
    return None if row is None else run_of(row)


def work_batch(
    session: Session,
    claim: Claim,
    kind: Kind,
    size: int,
    now: datetime,
    watch: Stopwatch,
    measured: Measured,
    target_seconds: float = math.inf,
) -> Batch:
    """Do the next batch; or, where an admin asked for it, bring the run to rest instead.

    A batch that would hold its transaction for much longer than `target_seconds` ends earlier, with fewer
    rows: a machine can become slow from one moment to the next.
    """
    run = read_claimed(session, claim)
    watch.start(session)
    if run is None or apply_stop_request(session, run, now) or run.status is not S.RUNNING:
        return Batch(None)
    tally = _Tally(BEFORE_ALL if run.cursor is None else run.cursor)
    part = max(size // SLICES, MIN_SLICE)
    while tally.rows < size and tally.time_for_another(watch, target_seconds):
        if not _work_slice(session, kind, run, tally, min(part, size - tally.rows), now):
            break
    if not tally.rows:
        return Batch(run)
    waited_for = session.get_bind().dialect.name == "postgresql" and session.execute(_WAITING).scalar_one()
    if not guarded_update(
        session, run,
        cursor=tally.after, processed=run.processed + tally.rows, changed=run.changed + tally.changed,
        batches=run.batches + 1, batch_size=size, rows_per_second=measured.rows_per_second,
        work_seconds=run.work_seconds + measured.last_commit + time.perf_counter() - watch.began,
        **leased(now, claim.lease_seconds),
    ):  # fmt: skip
        raise ClaimLost  # or an admin asked for a pause in this very moment: the work rolls back with it
    return Batch(run, tally.rows, bool(waited_for))


@dataclass(slots=True)
class _Tally:
    """What a batch did so far: the last key that is done, and its counters."""

    after: int
    rows: int = 0
    changed: int = 0
    slices: int = 0

    def time_for_another(self, watch: Stopwatch, target_seconds: float) -> bool:
        elapsed = time.perf_counter() - watch.began
        return not self.slices or elapsed + elapsed / self.slices <= target_seconds * SLACK


def _work_slice(session: Session, kind: Kind, run: Run, tally: _Tally, size: int, now: datetime) -> bool:
    step = Step(run.params, run.changed + tally.changed, now)
    page = kind.page(session, step, tally.after, size)
    if page is None:
        return False
    assert page.last > tally.after
    done = worked(session, kind, run, step, page)
    note_findings(session, run, done, now, step.changed)
    tally.after, tally.slices = page.last, tally.slices + 1
    tally.rows += page.rows
    tally.changed += done.changed
    return True


class ClaimLost(Exception):
    """The run changed while a batch was under way; the batch was rolled back."""


def apply_stop_request(session: Session, run: Run, now: datetime) -> bool:
    """Pause or cancel a run, where that was asked for."""
    if run.status is S.PAUSING:
        return transition(session, run, S.PAUSED, now, "paused", **NO_LEASE)
    if run.status is S.CANCELLING:
        return transition(session, run, S.CANCELLED, now, "cancelled", finished_at=now, **NO_LEASE)
    return False


def succeed(session: Session, claim: Claim, now: datetime) -> bool:
    """End the run after its last page; False where it is not ours any more, or was asked to rest."""
    run = read_claimed(session, claim)
    if run is None or run.status is not S.RUNNING:
        return False
    reason = f"done; {run.bad_rows} rows could not be worked" if run.bad_rows else "done"
    return transition(
        session, run, S.SUCCEEDED, now, f"{reason}: {run.processed} rows, {run.changed} changed",
        finished_at=now, stop_reason=reason, **NO_LEASE,
    )  # fmt: skip


def fail_claimed(session: Session, claim: Claim, error: str, now: datetime) -> bool:
    """End the run for a fault that is not with single rows."""
    run = read_claimed(session, claim)
    return run is not None and run.status is S.RUNNING and fail(session, run, error, now, **NO_LEASE)


def fail(session: Session, run: Run, error: str, now: datetime, **values: Any) -> bool:
    """End a running run as failed; an admin may resume it."""
    return transition(
        session, run, S.FAILED, now, f"failed: {error}",
        finished_at=now, stop_reason="failed", error=error, **values,
    )  # fmt: skip


def set_total(session: Session, claim: Claim, total: int) -> None:
    """Note how many rows there are to go through."""
    session.execute(
        update(RUNS)
        .where(RUNS.c.id == claim.run_id, RUNS.c.generation == claim.generation)
        .values(total=total)
    )


def worked(session: Session, kind: Kind, run: Run, step: Step, page: Page) -> Done:
    """The page, worked or (in a dry run) counted."""
    return kind.count(session, step, page) if run.dry_run else kind.change(session, step, page)


def note_findings(session: Session, run: Run, done: Done, now: datetime, noted: int) -> None:
    """Keep what the kind reports; `noted` counts what was reported before."""
    room = MAX_FINDINGS - noted
    if done.findings and room > 0:
        session.execute(
            insert_into(session, JobFinding)
            .values(
                [
                    {
                        "run_id": run.id,
                        "row_key": key,
                        "state": "REPORTED",
                        "reason": reason,
                        "created_at": now,
                    }
                    for key, reason in done.findings[:room]
                ]
            )
            .on_conflict_do_nothing()
        )


_CLAIMED = select_runs(RUNS.c.id == bindparam("of_id"), RUNS.c.generation == bindparam("of_generation"))
_WAITING = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks "
    "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)
