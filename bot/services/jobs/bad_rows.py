"""Rows that could not be processed: they are skipped with a reason and tried once more at the end of the
run."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ...database.tables.jobs import JobFinding
from ...database.upsert import insert_into
from .batches import Claim, ClaimLost, fail, note_findings, read_claimed, worked
from .kinds import BEFORE_ALL, Done, Kind, Step
from .run import Run
from .states import RunStatus
from .transitions import NO_LEASE, guarded_update, leased, transition

S = RunStatus


def skip_row(session: Session, claim: Claim, kind: Kind, reason: str, now: datetime) -> bool:
    """Record the next row as bad and skip it. Returns False if the run ended or is no longer ours.

    The run fails at its limit of bad rows, because the rows are then not the cause. Raises ClaimLost, and
    records nothing, if the run changed meanwhile.
    """
    run = read_claimed(session, claim)
    if run is None or run.status is not S.RUNNING:
        return run is not None
    after = BEFORE_ALL if run.cursor is None else run.cursor
    page = kind.page(session, Step(run.params, run.changed, now, run.id), after, 1)
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
        if not fail(session, run, reasons, now, kind, **past | NO_LEASE):
            raise ClaimLost
        return False
    if not transition(session, run, S.RUNNING, now, f"row {page.last} left out: {reason}", **past):
        raise ClaimLost
    return True


def retry_row(session: Session, claim: Claim, kind: Kind, now: datetime) -> bool:
    """Try one skipped row again, at the end of the run. Returns False if there is none."""
    found = _row_to_retry(session, claim)
    if found is None:
        return False
    run, key = found
    step = Step(run.params, run.changed, now, run.id)
    page = kind.page(session, step, key - 1, 1)
    done = Done()
    if page is not None and page.last == key:  # else the row was deleted meanwhile
        done = worked(session, kind, run, step, page)
    session.execute(delete(JobFinding).where(JobFinding.run_id == run.id, JobFinding.row_key == key))
    note_findings(session, run, done, now, run.changed)
    if not guarded_update(
        session, run,
        changed=run.changed + done.changed, bad_rows=run.bad_rows - 1, **leased(now, claim.lease_seconds),
    ):  # fmt: skip
        raise ClaimLost
    return True


def give_up_row(session: Session, claim: Claim, reason: str, now: datetime) -> None:
    """Record that the row which `retry_row` tried failed again: it stays bad."""
    found = _row_to_retry(session, claim)
    if found is not None:
        run, key = found
        session.execute(
            update(JobFinding)
            .where(JobFinding.run_id == run.id, JobFinding.row_key == key)
            .values(state="BAD", reason=reason)
        )


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
