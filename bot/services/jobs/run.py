"""A run as it is at the moment of reading, and how it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard, cast

from sqlalchemy import ColumnElement, Row, Select, Table, select
from sqlalchemy.orm import Session

from ...database.tables.jobs import JobFinding, JobRun
from .states import ACTIVE, STOPPED, RunStatus

RUNS = cast(Table, JobRun.__table__)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job.

    `processed`: rows that it is through with; `changed`: rows that it made or changed (in a dry run: would
    have); `total`: how many rows there were at its start, None until it was counted. `cursor`: the last key
    that is done. `bad_rows`: rows that could not be worked. `error`: why it failed; `log`: its last lines.
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
        """`changed`, by the word of kinds that make rows."""
        return self.changed

    @property
    def is_stopped(self) -> bool:
        """True where nothing will happen to it by itself: paused or ended."""
        return self.status in STOPPED

    @property
    def ended(self) -> bool:
        """True where it is over: cancelled, succeeded or failed, from which it may be resumed."""
        return self.status not in ACTIVE

    @property
    def share(self) -> float | None:
        """How much of it is done, 0.0 to 1.0; None until that is known."""
        if self.status is RunStatus.SUCCEEDED:
            return 1.0
        if self.total is None:
            return None
        return min(self.processed / self.total, 1.0) if self.total else 1.0

    @property
    def eta_seconds(self) -> float | None:
        """Seconds until it will be done at its present speed; None where nobody can tell."""
        if self.status is not RunStatus.RUNNING or not self.rows_per_second or self.total is None:
            return None
        return max(self.total - self.processed, 0) / self.rows_per_second

    def is_worked(self, now: datetime) -> bool:
        """True while a worker holds its lease."""
        return self.lease_until is not None and self.lease_until >= now


NAMES = tuple(field for field in Run.__slots__)
_SELECT = select(*(RUNS.c[name] for name in NAMES))


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of the data that a run reports (`REPORTED`), or could not work (`TO_RETRY`, `BAD`), and why."""

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


def read_run(session: Session, run_id: int) -> Run | None:
    """The run of this id; one statement. None also for what no id can be."""
    if not is_run_id(run_id):
        return None
    row = session.execute(select_runs(RUNS.c.id == run_id)).one_or_none()
    return None if row is None else run_of(row)


def read_runs(session: Session, kind: str | None, limit: int) -> list[Run]:
    """The newest runs, of one kind or of all, newest first."""
    where = () if kind is None else (RUNS.c.kind == kind,)
    return [
        run_of(row) for row in session.execute(select_runs(*where).order_by(RUNS.c.id.desc()).limit(limit))
    ]


def read_findings(session: Session, run_id: int, limit: int) -> list[Finding]:
    """What a run noted, in the order of the rows' keys."""
    rows = session.execute(
        select(JobFinding.row_key, JobFinding.state, JobFinding.reason)
        .where(JobFinding.run_id == run_id)
        .order_by(JobFinding.row_key)
        .limit(limit)
    )
    return [Finding(*row) for row in rows]
