"""Rows of the groups in which an admin switched on payment for Telegram's own reactions."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ReactionGroup
from ....database.upsert import insert_ignoring_conflicts
from ..audit import Change, by_admin, record

PAYS = "pays_reactions"
"""What an edit changes, in the audit log."""
LOWEST_CHAT_ID = -(2**63)


def check_group_id(chat_id: int) -> None:
    """Raises ValueError unless `chat_id` can be a group's id; in Telegram those are negative."""
    if type(chat_id) is not int or not LOWEST_CHAT_ID <= chat_id < 0:
        raise ValueError(f"{chat_id!r:.60} is not a group's number, which is a negative whole number")


def read_groups(session: Session) -> frozenset[int]:
    """Read all of them inside a unit of work; one statement."""
    return frozenset(session.scalars(select(ReactionGroup.chat_id)))


def add_group(session: Session, admin_id: int, chat_id: int, now: datetime) -> bool:
    """Add a group, with a row of the audit log; a unit of work. Returns False if it was there already."""
    added = session.execute(
        insert_ignoring_conflicts(session, ReactionGroup, "chat_id")
        .values(chat_id=chat_id, added_by=admin_id, created_at=now)
        .returning(ReactionGroup.chat_id)
    ).one_or_none()
    if added is not None:
        record(session, by_admin(admin_id), [Change(PAYS, f"group {chat_id}", False, True)], now)
    return added is not None


def remove_group(session: Session, admin_id: int, chat_id: int, now: datetime) -> bool:
    """Remove a group, with a row of the audit log; a unit of work. Returns False if it was not there."""
    removed = session.execute(
        delete(ReactionGroup).where(ReactionGroup.chat_id == chat_id).returning(ReactionGroup.chat_id)
    ).one_or_none()
    if removed is not None:
        record(session, by_admin(admin_id), [Change(PAYS, f"group {chat_id}", True, False)], now)
    return removed is not None
