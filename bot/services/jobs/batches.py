"""One batch: a page of rows, the work on it, the new cursor and the counters, in one transaction.

If the process is killed, either all of it is committed or nothing. The next worker continues from the cursor
in the row, never from one in memory.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session

from ...database.commits import listen_to_commit
from ...database.tables.jobs import JobFinding
from ...database.upsert import insert_into
from .kinds import BEFORE_ALL, Done, Kind, Page, Step, note_end
from .run import RUNS, Run, run_of, select_runs
from .states import RunStatus
from .transitions import NO_LEASE, guarded_update, leased, transition

S = RunStatus
MAX_FINDINGS = 1_000
"""How many reported rows a run keeps; more are only counted."""
SLICES, MIN_SLICE = 3, 100
"""A batch is processed in this many slices, so that it can end early; a small batch is one slice."""
SLACK = 1.4
"""One more slice is processed if the batch is expected to stay below its target time multiplied by this."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a run. It ends as soon as the run's generation changes."""

    run_id: int
    generation: int
    lease_seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What the worker measured before this batch and writes with it: its speed, pauses included, and the
    duration of the last commit."""

    rows_per_second: float | None
    last_commit: float


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch did. `run`: the run before the batch, None if the claim was lost or the run has stopped.

    `rows`: how many rows were processed, 0 at the end of the table. `waited_for`: another transaction waits
    for a lock of ours (PostgreSQL).
    """

    run: Run | None
    rows: int = 0
    waited_for: bool = False


class Stopwatch:
    """How long a unit of work held its transaction, from its first statement to the end of the commit.

    `worked` excludes the commit: on SQLite it sometimes copies the write-ahead log into the database, after
    the lock is released, so its duration must not change the size of batches.
    """

    def __init__(self) -> None:
        self.began = self.ended = perf_counter()
        self.worked = 0.0

    def start(self, session: Session) -> None:
        """Start counting. Call it right after the first statement, when the wait for the lock is over."""
        self.began = self.ended = perf_counter()
        listen_to_commit(session, self)

    @property
    def held(self) -> float:
        """Seconds."""
        return self.ended - self.began

    def committing(self) -> None:
        """The work is done."""
        self.worked = perf_counter() - self.began

    def committed(self) -> None:
        """The transaction is over."""
        self.ended = perf_counter()


def read_claimed(session: Session, claim: Claim) -> Run | None:
    """The run, or None if this claim was lost."""
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
    """Process the next batch, or stop the run if an admin asked for that.

    A batch that would take much longer than `target_seconds` ends earlier, with fewer rows, because a machine
    can become slow at any moment.
    """
    run = read_claimed(session, claim)
    watch.start(session)
    if run is None or apply_stop_request(session, run, now, kind) or run.status is not S.RUNNING:
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
        cursor=tally.after, processed=run.processed + tally.processed, changed=run.changed + tally.changed,
        batches=run.batches + 1, batch_size=size, rows_per_second=measured.rows_per_second,
        work_seconds=run.work_seconds + measured.last_commit + perf_counter() - watch.began,
        **leased(now, claim.lease_seconds),
    ):  # fmt: skip
        raise ClaimLost  # or an admin asked for a pause just now: the work is rolled back
    return Batch(run, tally.rows, bool(waited_for))


@dataclass(slots=True)
class _Tally:
    """What a batch has done so far: the last key, and the counters."""

    after: int
    rows: int = 0
    processed: int = 0
    changed: int = 0
    slices: int = 0

    def time_for_another(self, watch: Stopwatch, target_seconds: float) -> bool:
        elapsed = perf_counter() - watch.began
        return not self.slices or elapsed + elapsed / self.slices <= target_seconds * SLACK


def _work_slice(session: Session, kind: Kind, run: Run, tally: _Tally, size: int, now: datetime) -> bool:
    step = Step(run.params, run.changed + tally.changed, now, run.id)
    page = kind.page(session, step, tally.after, size)
    if page is None:
        return False
    assert page.last > tally.after
    done = worked(session, kind, run, step, page)
    note_findings(session, run, done, now, step.changed)
    tally.after, tally.slices = page.last, tally.slices + 1
    tally.rows += page.rows
    tally.processed += page.rows if done.processed is None else done.processed
    tally.changed += done.changed
    return True


class ClaimLost(Exception):
    """The run changed during a batch; the batch was rolled back."""


def apply_stop_request(session: Session, run: Run, now: datetime, kind: Kind | None = None) -> bool:
    """Pause or cancel the run if that was asked for."""
    if run.status is S.PAUSING:
        return transition(session, run, S.PAUSED, now, "paused", **NO_LEASE)
    if run.status is S.CANCELLING:
        cancelled = transition(session, run, S.CANCELLED, now, "cancelled", finished_at=now, **NO_LEASE)
        if cancelled:
            note_end(session, kind, run.id, now)
        return cancelled
    return False


def succeed(session: Session, claim: Claim, now: datetime, kind: Kind | None = None) -> bool:
    """End the run after its last page. Returns False if it is no longer ours or was asked to stop."""
    run = read_claimed(session, claim)
    if run is None or run.status is not S.RUNNING:
        return False
    reason = f"done; {run.bad_rows} rows could not be worked" if run.bad_rows else "done"
    succeeded = transition(
        session, run, S.SUCCEEDED, now, f"{reason}: {run.processed} rows, {run.changed} changed",
        finished_at=now, stop_reason=reason, **NO_LEASE,
    )  # fmt: skip
    if succeeded:
        note_end(session, kind, run.id, now)
    return succeeded


def fail_claimed(session: Session, claim: Claim, error: str, now: datetime, kind: Kind | None = None) -> bool:
    """End the run as failed, for an error that is not caused by single rows."""
    run = read_claimed(session, claim)
    return run is not None and run.status is S.RUNNING and fail(session, run, error, now, kind, **NO_LEASE)


def fail(
    session: Session, run: Run, error: str, now: datetime, kind: Kind | None = None, /, **values: Any
) -> bool:
    """End a running run as failed; an admin may resume it."""
    failed = transition(
        session, run, S.FAILED, now, f"failed: {error}",
        finished_at=now, stop_reason="failed", error=error, **values,
    )  # fmt: skip
    if failed:
        note_end(session, kind, run.id, now)
    return failed


def set_total(session: Session, claim: Claim, total: int) -> None:
    """Write how many rows there are to process."""
    session.execute(
        update(RUNS)
        .where(RUNS.c.id == claim.run_id, RUNS.c.generation == claim.generation)
        .values(total=total)
    )


def worked(session: Session, kind: Kind, run: Run, step: Step, page: Page) -> Done:
    """Process the page or, in a dry run, count it."""
    return kind.count(session, step, page) if run.dry_run else kind.change(session, step, page)


def note_findings(session: Session, run: Run, done: Done, now: datetime, noted: int) -> None:
    """Save the findings of a page; `noted` is how many were saved before."""
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
