"""A batch: a page of rows, its work, the new cursor and the counters, in one transaction.

Killed at any instant, either all of it happened or nothing; the next worker goes on from the cursor
that is in the row, never from one that somebody remembers.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, event, select, text, update
from sqlalchemy.orm import Session

from bot.database.job_tables import JobFinding
from bot.database.upsert import insert_into
from bot.services.jobs.kinds import BEFORE_ALL, Done, Kind, Page, Step
from bot.services.jobs.moves import NO_LEASE, leased, move, write
from bot.services.jobs.run import RUNS, Run, run_of, select_runs
from bot.services.jobs.states import RunStatus

S = RunStatus
MOST_FINDINGS = 1_000
"""Rows to report that a run keeps; more are only counted."""


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
    row = session.execute(
        select_runs(RUNS.c.id == claim.run_id, RUNS.c.generation == claim.generation)
    ).one_or_none()
    return None if row is None else run_of(row)


def work_batch(
    session: Session,
    claim: Claim,
    kind: Kind,
    size: int,
    now: datetime,
    watch: Stopwatch,
    measured: Measured,
) -> Batch:
    """Do the next batch; or, where an admin asked for it, bring the run to rest instead."""
    run = read_claimed(session, claim)
    watch.start(session)
    if run is None or come_to_rest(session, run, now) or run.status is not S.RUNNING:
        return Batch(None)
    step = Step(run.params, run.changed, now)
    after = BEFORE_ALL if run.cursor is None else run.cursor
    page = kind.page(session, step, after, size)
    if page is None:
        return Batch(run)
    assert page.last > after
    done = _work(session, kind, run, step, page)
    _note_findings(session, run, done, now)
    waited_for = session.get_bind().dialect.name == "postgresql" and session.execute(_WAITING).scalar_one()
    if not write(
        session, run,
        cursor=page.last, processed=run.processed + page.rows, changed=run.changed + done.changed,
        batches=run.batches + 1, batch_size=size, rows_per_second=measured.rows_per_second,
        work_seconds=run.work_seconds + measured.last_commit + time.perf_counter() - watch.began,
        **leased(now, claim.lease_seconds),
    ):  # fmt: skip
        raise ClaimLost  # or an admin asked for a pause in this very moment: the work rolls back with it
    return Batch(run, page.rows, bool(waited_for))


class ClaimLost(Exception):
    """The run changed while a batch was under way; the batch was rolled back."""


def come_to_rest(session: Session, run: Run, now: datetime) -> bool:
    """Pause or cancel a run, where that was asked for."""
    if run.status is S.PAUSING:
        return move(session, run, S.PAUSED, now, "paused", **NO_LEASE)
    if run.status is S.CANCELLING:
        return move(session, run, S.CANCELLED, now, "cancelled", finished_at=now, **NO_LEASE)
    return False


def skip_row(session: Session, claim: Claim, kind: Kind, reason: str, now: datetime) -> bool:
    """Note the next row as bad and go past it; False where the run ended or is not ours any more.

    The run fails at its limit of bad rows: then the fault is not with the rows.
    """
    run = read_claimed(session, claim)
    if run is None or run.status is not S.RUNNING:
        return run is not None
    after = BEFORE_ALL if run.cursor is None else run.cursor
    page = kind.page(session, Step(run.params, run.changed, now), after, 1)
    if page is None:
        return True
    session.execute(
        insert_into(session, JobFinding)
        .values(run_id=run.id, row_key=page.last, state="TO_RETRY", reason=reason, created_at=now)
        .on_conflict_do_nothing()
    )
    past: dict[str, Any] = {
        "cursor": page.last, "processed": run.processed + page.rows, "bad_rows": run.bad_rows + 1,
        **leased(now, claim.lease_seconds),
    }  # fmt: skip
    if run.bad_rows + 1 >= run.bad_row_limit:
        reasons = f"{run.bad_rows + 1} rows could not be worked; the last one: {reason}"
        fail(session, run, reasons, now, **past | NO_LEASE)
        return False
    return move(session, run, S.RUNNING, now, f"row {page.last} left out: {reason}", **past)


def retry_row(session: Session, claim: Claim, kind: Kind, now: datetime) -> bool:
    """At the end, try one row again that was left out; False where there is none."""
    found = _row_to_retry(session, claim)
    if found is None:
        return False
    run, key = found
    step = Step(run.params, run.changed, now)
    page = kind.page(session, step, key - 1, 1)
    done = Done()
    if page is not None and page.last == key:  # else it was deleted since
        done = _work(session, kind, run, step, page)
    session.execute(delete(JobFinding).where(JobFinding.run_id == run.id, JobFinding.row_key == key))
    _note_findings(session, run, done, now)
    if not write(
        session, run,
        changed=run.changed + done.changed, bad_rows=run.bad_rows - 1, **leased(now, claim.lease_seconds),
    ):  # fmt: skip
        raise ClaimLost
    return True


def give_up_row(session: Session, claim: Claim, reason: str, now: datetime) -> None:
    """The row that `retry_row` tried failed again: it stays among the bad ones."""
    found = _row_to_retry(session, claim)
    if found is not None:
        run, key = found
        session.execute(
            update(JobFinding)
            .where(JobFinding.run_id == run.id, JobFinding.row_key == key)
            .values(state="BAD", reason=reason)
        )


def succeed(session: Session, claim: Claim, now: datetime) -> bool:
    """End the run after its last page; False where it is not ours any more, or was asked to rest."""
    run = read_claimed(session, claim)
    if run is None or run.status is not S.RUNNING:
        return False
    reason = f"done; {run.bad_rows} rows could not be worked" if run.bad_rows else "done"
    return move(
        session, run, S.SUCCEEDED, now, f"{reason}: {run.processed} rows, {run.changed} changed",
        finished_at=now, stop_reason=reason, **NO_LEASE,
    )  # fmt: skip


def fail_claimed(session: Session, claim: Claim, error: str, now: datetime) -> bool:
    """End the run for a fault that is not with single rows."""
    run = read_claimed(session, claim)
    return run is not None and run.status is S.RUNNING and fail(session, run, error, now, **NO_LEASE)


def fail(session: Session, run: Run, error: str, now: datetime, **values: Any) -> bool:
    """End a running run as failed; an admin may resume it."""
    return move(
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


def _work(session: Session, kind: Kind, run: Run, step: Step, page: Page) -> Done:
    return kind.count(session, step, page) if run.dry_run else kind.change(session, step, page)


def _row_to_retry(session: Session, claim: Claim) -> tuple[Run, int] | None:
    run = read_claimed(session, claim)
    if run is None or run.status is not S.RUNNING:
        return None
    key = session.execute(
        select(JobFinding.row_key)
        .where(JobFinding.run_id == run.id, JobFinding.state == "TO_RETRY")
        .order_by(JobFinding.row_key)
        .limit(1)
    ).scalar_one_or_none()
    return None if key is None else (run, key)


def _note_findings(session: Session, run: Run, done: Done, now: datetime) -> None:
    room = MOST_FINDINGS - run.changed
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


_WAITING = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks "
    "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)
