"""Where rows of a member are: what an export reads, and what an erasure deletes or puts under a pseudonym.

Each table with a member's id in it is named here, else a test fails: whoever adds one decides what becomes of
its rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import Delete, Select, Text, cast, delete, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ....database.tables.conversations import ConversationRow
from ....database.tables.gamification import (
    AuditEntry,
    ContentRight,
    GamificationProfile,
    LedgerEntry,
    UpgradeLogEntry,
    UserContentAccess,
    UserReaction,
    UserReward,
    UserStreak,
)
from ....database.tables.host import User, VipSubscriber
from ....database.tables.jobs import JobFinding, JobRun
from ....database.tables.outbox import OutboxRow


class OnErasure(Enum):
    """What an erasure does with a member's rows of a table."""

    DELETED = auto()
    BOOKS = auto()
    """They are the books: they go on under a pseudonym (erasure.py)."""
    OF_THE_HOST = auto()
    """Rows that the host's bot may need: erasure.py decides."""


@dataclass(frozen=True, slots=True)
class Held:
    """A column with a member's id."""

    column: InstrumentedAttribute[int]
    on_erasure: OnErasure = OnErasure.DELETED

    @property
    def table(self) -> str:
        """The name of its table."""
        return str(self.column.class_.__tablename__)

    def of(self, user_id: int) -> Select[Any]:
        """Select the member's rows."""
        return select(self.column.class_.__table__).where(self.column == user_id)

    def deletion(self, user_id: int) -> Delete:
        """Delete them."""
        return (
            delete(self.column.class_)
            .where(self.column == user_id)
            .execution_options(synchronize_session=False)
        )


HELD = (
    Held(User.user_id, OnErasure.OF_THE_HOST),
    Held(VipSubscriber.user_id, OnErasure.OF_THE_HOST),
    Held(GamificationProfile.user_id, OnErasure.BOOKS),
    Held(LedgerEntry.user_id, OnErasure.BOOKS),
    Held(ContentRight.user_id, OnErasure.BOOKS),
    Held(UserContentAccess.user_id),
    Held(UserReward.user_id),
    Held(UserStreak.user_id),
    Held(UserReaction.user_id),
    Held(OutboxRow.user_id),
    Held(ConversationRow.user_id),
)
NOT_OF_MEMBERS = {
    "reaction_groups.added_by": "the admin who did it",
    "reaction_groups.chat_id": "a group",
    "gamification_conversations.chat_id": "the chat of the same person",
    "job_runs.started_by": "the admin who did it",
    "job_messages.chat_id": "the chat of an admin",
    "gamification_audit.who": "the admin who did it",
    "gamification_audit.subject": "see `audited`",
}
"""Columns that look like it, and why no row of a member is found by them."""
KINDS_BY_MEMBER = ("provision_profiles", "recompute_levels", "reconcile_ledger")
"""Kinds of jobs whose findings have a member's id as their key."""


def audited(user_id: int) -> Any:
    """The condition for rows of the audit log whose subject is this member."""
    subject = f"member {user_id}"
    return or_(AuditEntry.subject == subject, AuditEntry.subject.like(f"{subject},%"))


def found_by_jobs(user_id: int) -> Any:
    """The condition for what runs found about this member."""
    runs = select(JobRun.id).where(JobRun.kind.in_(KINDS_BY_MEMBER))
    return (JobFinding.row_key == user_id) & JobFinding.run_id.in_(runs)


def moved_by_upgrades(session: Session, user_id: int) -> list[int]:
    """Return the ids of rows that an upgrade moved out of a table, and that are this member's."""
    named = select(UpgradeLogEntry.id, UpgradeLogEntry.row).where(
        cast(UpgradeLogEntry.row, Text).like(f"%{user_id}%")
    )
    return [
        row.id
        for row in session.execute(named)
        if isinstance(row.row, Mapping) and row.row.get("user_id") == user_id
    ]


def rows_of(session: Session, user_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each table's name with the member's rows."""
    for held in HELD:
        yield held.table, [dict(row) for row in session.execute(held.of(user_id)).mappings()]
    # Without `who`: that is another person.
    changes = select(AuditEntry.at, AuditEntry.what, AuditEntry.before, AuditEntry.after)
    yield (
        "gamification_audit",
        [
            dict(row)
            for row in session.execute(changes.where(audited(user_id)).order_by(AuditEntry.id)).mappings()
        ],
    )
    found = select(JobFinding.created_at, JobFinding.reason).where(found_by_jobs(user_id))
    yield "job_findings", [dict(row) for row in session.execute(found).mappings()]
    moved = select(UpgradeLogEntry.table_name, UpgradeLogEntry.row).where(
        UpgradeLogEntry.id.in_(moved_by_upgrades(session, user_id))
    )
    yield "gamification_upgrade_log", [dict(row) for row in session.execute(moved).mappings()]
