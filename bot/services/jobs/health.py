"""Finds the runs that a person should look at, for checks of a live database. It only reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from ...database.tables.jobs import JobFinding, JobMessage
from .run import MAX_LEASE, RUNS, without_lease
from .states import ACTIVE, WORKED, RunStatus

ABANDONED_AFTER = timedelta(minutes=10)
"""A process that serves takes a run within seconds; after this time there is none."""
MAX_MESSAGE_WAIT = timedelta(days=1)
"""Longer than Telegram ever has a bot wait before its next edit."""


_COLUMNS = (RUNS.c.id, RUNS.c.kind, RUNS.c.status)
_LAST_SIGN = func.coalesce(RUNS.c.heartbeat_at, RUNS.c.created_at)


class Trouble(StrEnum):
    """The problem of a run."""

    ABANDONED = "abandoned"
    FAILED = "failed"
    LEASE_AHEAD = "lease_ahead"
    MESSAGE_AHEAD = "message_ahead"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class TroubledRun:
    """A run with a problem. `since`: the moment in question; `count`: the number of its findings, or of the
    messages concerned."""

    id: int
    kind: str
    status: RunStatus
    trouble: Trouble
    since: datetime | None = None
    count: int = 0


def troubled_runs(session: Session, now: datetime) -> list[TroubledRun]:
    """Return every run that a person should look at; five statements.

    Failures and findings count only for the newest run of a kind: a later run has done the work again.
    """
    newest = select(func.max(RUNS.c.id)).group_by(RUNS.c.kind)
    kept = func.count(JobFinding.id)
    messages = func.count(JobMessage.id)
    return [
        *_troubled(session, Trouble.ABANDONED, _select(_LAST_SIGN).where(_is_abandoned(now))),
        *_troubled(session, Trouble.LEASE_AHEAD, _select(RUNS.c.lease_until).where(
            RUNS.c.status.in_(WORKED), RUNS.c.lease_until > now + MAX_LEASE,
        )),
        *_troubled(session, Trouble.FAILED, _select(RUNS.c.finished_at).where(
            RUNS.c.status == RunStatus.FAILED, RUNS.c.id.in_(newest)
        )),
        *_troubled(session, Trouble.FINDINGS, _select(RUNS.c.finished_at, kept)
            .join(JobFinding, JobFinding.run_id == RUNS.c.id)
            .where(RUNS.c.status.not_in(ACTIVE), RUNS.c.id.in_(newest), JobFinding.state != "TO_RETRY")
            .group_by(*_COLUMNS, RUNS.c.finished_at)),
        *_troubled(session, Trouble.MESSAGE_AHEAD, _select(func.max(JobMessage.next_edit_at), messages)
            .join(JobMessage, JobMessage.run_id == RUNS.c.id)
            .where(JobMessage.next_edit_at > now + MAX_MESSAGE_WAIT, ~JobMessage.final)
            .group_by(*_COLUMNS)),
    ]  # fmt: skip


def _select(*more: ColumnElement[Any]) -> Select[Any]:
    return select(*_COLUMNS, *more).order_by(RUNS.c.id)


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    waits = or_(RUNS.c.status == RunStatus.QUEUED, and_(RUNS.c.status.in_(WORKED), without_lease(now)))
    return and_(waits, now - ABANDONED_AFTER > _LAST_SIGN)


def _troubled(session: Session, trouble: Trouble, query: Select[Any]) -> list[TroubledRun]:
    return [
        TroubledRun(run_id, kind, RunStatus(status), trouble, *more)
        for run_id, kind, status, *more in session.execute(query)
    ]
