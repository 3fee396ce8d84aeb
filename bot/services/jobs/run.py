"""A run of a job, and the statements that read runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeGuard, cast

from sqlalchemy import ColumnElement, Row, Select, Table, or_, select
from sqlalchemy.orm import Session

from ...database.tables.jobs import JobFinding, JobRun
from .states import ACTIVE, STOPPED, RunStatus

RUNS = cast(Table, JobRun.__table__)

LEASE_SECONDS = 10.0
MAX_LEASE = timedelta(seconds=2 * LEASE_SECONDS)
"""A lease that ends later than this from now was written by a clock that was ahead, and counts as over.
Twice the lease: clocks that differ by a whole one take the run from each other anyway."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job.

    `processed`: finished rows. `changed`: rows that it created or changed (in a dry run: would change).
    `total`: rows at its start, None until they are counted. `cursor`: the last finished key. `bad_rows`: rows
    that could not be processed. `error`: why it failed. `log`: its last log lines.
    """

    id: int
    kind: str
    status: RunStatus
    dry_run: bool
    params: Mapping[str, Any]
    processed: int
    changed: int
    total: int | None
    cursor: int | None
    started_by: int | None
    origin: str
    error: str | None
    stop_reason: str | None
    bad_rows: int
    bad_row_limit: int
    batch_size: int
    batches: int
    work_seconds: float
    rows_per_second: float | None
    created_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
    told_at: datetime | None
    lease_owner: str | None
    lease_until: datetime | None
    generation: int
    log: Sequence[str]

    @property
    def created(self) -> int:
        """The same as `changed`, for kinds that create rows."""
        return self.changed

    @property
    def is_stopped(self) -> bool:
        """True if it is paused or has ended: nothing happens until somebody acts."""
        return self.status in STOPPED

    @property
    def ended(self) -> bool:
        """True if it was cancelled, succeeded or failed; a failed run can be resumed."""
        return self.status not in ACTIVE

    @property
    def share(self) -> float | None:
        """The finished share, 0.0 to 1.0, or None if that is not known."""
        if self.status is RunStatus.SUCCEEDED:
            return 1.0
        if self.total is None:
            return None
        return min(self.processed / self.total, 1.0) if self.total else 1.0

    @property
    def eta_seconds(self) -> float | None:
        """The seconds left at its present speed, or None if that is not known."""
        if self.status is not RunStatus.RUNNING or not self.rows_per_second or self.total is None:
            return None
        return max(self.total - self.processed, 0) / self.rows_per_second

    def is_worked(self, now: datetime) -> bool:
        """True while a worker holds its lease."""
        return self.lease_until is not None and now <= self.lease_until <= now + MAX_LEASE


NAMES = tuple(field for field in Run.__slots__)
_SELECT = select(*(RUNS.c[name] for name in NAMES))


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of the data that a run reports (`REPORTED`) or could not process (`TO_RETRY`, `BAD`), with the
    reason."""

    key: int
    state: str
    reason: str


def run_of(row: Row[Any] | Sequence[Any]) -> Run:
    """A row of `select_runs`, or its values, as a Run."""
    values = dict(zip(NAMES, row, strict=True))
    return Run(**values | {"status": RunStatus(values["status"])})


def select_runs(*where: ColumnElement[bool]) -> Select[Any]:
    """A SELECT of whole runs, for `run_of`."""
    return _SELECT.where(*where)


def is_run_id(value: object) -> TypeGuard[int]:
    """True for a whole number that a run can have as its id."""
    return type(value) is int and 0 < value < 2**63


def without_lease(now: datetime) -> ColumnElement[bool]:
    """The condition that no worker holds the lease of a run: the contrary of `Run.is_worked`."""
    until = RUNS.c.lease_until
    return or_(until.is_(None), until < now, until > now + MAX_LEASE)


def read_run(session: Session, run_id: int) -> Run | None:
    """Return the run with this id, or None, also for an invalid id; one statement."""
    if not is_run_id(run_id):
        return None
    row = session.execute(select_runs(RUNS.c.id == run_id)).one_or_none()
    return None if row is None else run_of(row)


def has_once_key(session: Session, run_id: int, once_key: str) -> bool:
    """Return True if the run was queued with this key; one statement."""
    query = select(RUNS.c.id).where(RUNS.c.id == run_id, RUNS.c.once_key == once_key)
    return session.execute(query).one_or_none() is not None


def read_runs(session: Session, kind: str | None, limit: int) -> list[Run]:
    """The newest runs, of one kind or of all, newest first."""
    where = () if kind is None else (RUNS.c.kind == kind,)
    return [
        run_of(row) for row in session.execute(select_runs(*where).order_by(RUNS.c.id.desc()).limit(limit))
    ]


def read_findings(session: Session, run_id: int, limit: int) -> list[Finding]:
    """Return the findings of a run, in the order of the rows' keys."""
    rows = session.execute(
        select(JobFinding.row_key, JobFinding.state, JobFinding.reason)
        .where(JobFinding.run_id == run_id)
        .order_by(JobFinding.row_key)
        .limit(limit)
    )
    return [Finding(*row) for row in rows]
