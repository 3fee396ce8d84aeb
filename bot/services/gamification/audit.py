"""The audit log: rows of gamification_audit say who changed what, and what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ...database.tables.gamification import AuditEntry


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to `subject` ("member 3"), which held `before` and holds `after` (JSON)."""

    what: str
    subject: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change, when it was made and by whom."""

    id: int
    at: datetime
    who: str
    change: Change


def by_admin(admin_id: int) -> str:
    """Return how the audit log names an admin."""
    return f"admin {admin_id}"


def record(session: Session, who: str, changes: Sequence[Change], now: datetime) -> None:
    """Save the changes; one statement at the end of a unit of work, none if nothing was changed."""
    if changes:
        session.execute(
            insert(AuditEntry),
            [
                {
                    "at": now, "who": who, "what": change.what, "subject": change.subject,
                    "before": change.before, "after": change.after,
                }
                for change in changes
            ],
        )  # fmt: skip


def latest_changes(session: Session, limit: int, offset: int = 0) -> list[RecordedChange]:
    """Return the newest changes first, without the `offset` newest; a unit of work of one statement."""
    entries = session.execute(
        select(
            AuditEntry.id, AuditEntry.at, AuditEntry.who, AuditEntry.what, AuditEntry.subject,
            AuditEntry.before, AuditEntry.after,
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [
        RecordedChange(row.id, row.at, row.who, Change(row.what, row.subject, row.before, row.after))
        for row in entries
    ]
