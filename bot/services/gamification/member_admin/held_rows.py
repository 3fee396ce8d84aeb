"""Where rows of a member are: what an export reads, and what an erasure deletes or puts under a pseudonym.

Each table with a member's id in it is named here, else a test fails: whoever adds one decides what becomes of
its rows.
"""

import re
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
from ....database.tables.publishing import SentMessage
from ....database.tables.totals import MemberActivity


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
    Held(MemberActivity.user_id, OnErasure.BOOKS),
    Held(UserContentAccess.user_id),
    Held(UserReward.user_id),
    Held(UserStreak.user_id),
    Held(UserReaction.user_id),
    Held(OutboxRow.user_id),
    Held(SentMessage.user_id),
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
    "gamification_posts.created_by": "the admin who did it",
    "gamification_cohorts.members": "how many",
    "gamification_daily_members.members": "how many",
}
"""Columns that look like it, and why no row of a member is found by them."""
KINDS_BY_MEMBER = (
    "provision_profiles", "recompute_levels", "reconcile_ledger", "pay_members", "send_messages",
)  # fmt: skip
"""Kinds of jobs whose findings have a member's id as their key."""


def id_in_words(user_id: int) -> re.Pattern[str]:
    """Return what finds the member's id as a word in a subject."""
    return re.compile(rf"(?<![\w-]){user_id}(?!\w)")


def audited(session: Session, user_id: int) -> dict[int, str]:
    """Return the rows of the audit log that are about this member: their subjects by id."""
    subject = AuditEntry.subject
    rows = session.execute(
        select(AuditEntry.id, subject).where(
            or_(subject.like("member %"), subject.like("anomaly %")), subject.like(f"%{user_id}%")
        )
    )
    word = id_in_words(user_id)
    return {row.id: row.subject for row in rows if word.search(row.subject)}


def listed_in_runs(session: Session, user_id: int) -> dict[int, Any]:
    """Return the runs for a list of members in which this one is: their parameters by id."""
    rows = session.execute(
        select(JobRun.id, JobRun.params).where(cast(JobRun.params, Text).like(f'%"members"%{user_id}%'))
    )
    return {row.id: row.params for row in rows if user_id in _listed(row.params)}


def _listed(params: Any) -> list[Any]:
    segment = params.get("segment") if isinstance(params, Mapping) else None
    members = segment.get("members") if isinstance(segment, Mapping) else None
    return members if isinstance(members, list) else []


def without_member(params: Any, user_id: int, pseudonym: int) -> Any:
    """Return the parameters of such a run with the pseudonym in the member's place."""
    members = [pseudonym if one == user_id else one for one in _listed(params)]
    return {**params, "segment": {**params["segment"], "members": sorted(members)}}


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
            for row in session.execute(
                changes.where(AuditEntry.id.in_(audited(session, user_id))).order_by(AuditEntry.id)
            ).mappings()
        ],
    )
    found = select(JobFinding.created_at, JobFinding.reason).where(found_by_jobs(user_id))
    yield "job_findings", [dict(row) for row in session.execute(found).mappings()]
    runs = select(JobRun.kind, JobRun.created_at).where(JobRun.id.in_(listed_in_runs(session, user_id)))
    yield "job_runs", [dict(row) for row in session.execute(runs).mappings()]
    moved = select(UpgradeLogEntry.table_name, UpgradeLogEntry.row).where(
        UpgradeLogEntry.id.in_(moved_by_upgrades(session, user_id))
    )
    yield "gamification_upgrade_log", [dict(row) for row in session.execute(moved).mappings()]
