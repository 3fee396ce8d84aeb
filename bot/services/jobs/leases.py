"""Which process works on a run: claims and releases of leases, as units of work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from ...database.changed_rows import changed_rows
from .run import RUNS, Run, read_run, run_of, select_runs, without_lease
from .states import WORKED, RunStatus
from .transitions import guarded_update, leased, transition

BY_ITSELF = (RunStatus.SUCCEEDED, RunStatus.FAILED)


@dataclass(frozen=True, slots=True)
class PendingWork:
    """What a process can do now: a run to work on, and finished runs that were not announced yet."""

    to_work: Run | None
    to_notify: tuple[Run, ...]


def poll(
    session: Session, kinds: Collection[str], now: datetime, since: datetime, telling: bool
) -> PendingWork:
    """Return what there is to do. It only reads, so that polling every second does not block writers."""
    row = session.execute(
        select_runs(
            RUNS.c.kind.in_(kinds),
            or_(RUNS.c.status == RunStatus.QUEUED, RUNS.c.status.in_(WORKED) & without_lease(now)),
        )
        .order_by(RUNS.c.id)
        .limit(1)
    ).one_or_none()
    untold = () if not telling else session.execute(
        select_runs(
            RUNS.c.status.in_(BY_ITSELF), RUNS.c.started_by.is_not(None), RUNS.c.told_at.is_(None),
            RUNS.c.finished_at > since,
        ).order_by(RUNS.c.id).limit(5)
    ).all()  # fmt: skip
    return PendingWork(None if row is None else run_of(row), tuple(run_of(one) for one in untold))


def claim(session: Session, run: Run, owner: str, now: datetime, lease_seconds: float) -> Run | None:
    """Take the lease of a run that `poll` found. Returns None if another process was quicker."""
    to = RunStatus.RUNNING if run.status is RunStatus.QUEUED else run.status
    line = (
        f"worked by {owner}" if run.lease_owner is None else f"taken over by {owner} from {run.lease_owner}"
    )
    claimed = transition(
        session, run, to, now, line,
        generation=run.generation + 1, lease_owner=owner, started_at=run.started_at or now,
        **leased(now, lease_seconds),
    )  # fmt: skip
    return read_run(session, run.id) if claimed else None


def release(session: Session, run_id: int, owner: str) -> None:
    """Give the lease back at shutdown, so that the next process that polls continues the run."""
    run = read_run(session, run_id)
    if run is not None and run.lease_owner == owner and run.status in WORKED:
        guarded_update(session, run, lease_until=None)  # not a time: clocks of other hosts may be behind


def claim_notice(session: Session, run: Run, now: datetime) -> bool:
    """Reserve the notice of the run's end. Returns False if another process sends it."""
    result = session.execute(
        update(RUNS)
        .where(RUNS.c.id == run.id, RUNS.c.generation == run.generation, RUNS.c.told_at.is_(None))
        .values(told_at=now)
    )
    return changed_rows(result) == 1


def release_notice(session: Session, run: Run) -> None:
    """Undo `claim_notice`, because the message could not be sent."""
    session.execute(
        update(RUNS).where(RUNS.c.id == run.id, RUNS.c.generation == run.generation).values(told_at=None)
    )
