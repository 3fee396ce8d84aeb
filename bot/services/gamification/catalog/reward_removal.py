"""Deletes a reward that nobody has ever had, and hides one that members have: what they own is theirs."""

from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentRight, LedgerEntry, RewardCondition, UserReward
from ....database.tables.gamification import Reward as RewardRow
from ..rules.ids import is_catalog_id
from ..rules.rewards import RewardStatus


def lock_to_delete(session: Session, reward_id: object) -> Any:
    """Return a stored reward that until the commit nobody can unlock either, or None; one statement."""
    if not is_catalog_id(reward_id):
        return None
    # Whole, unlike an edit's lock: a member's new row refers to this one, and waits until it is decided.
    return session.get(RewardRow, reward_id, populate_existing=True, with_for_update=True)


def is_owned(session: Session, reward_id: int) -> bool:
    """Return True if a member has or had it; one statement."""
    # SQLite may give the id of a deleted newest row to the next one, which must not find older payments.
    prefix = f"reward:{reward_id}"
    return bool(
        session.execute(
            select(
                or_(
                    exists().where(
                        UserReward.reward_id == reward_id,
                        or_(UserReward.status != RewardStatus.LOCKED.value, UserReward.claim_count > 0),
                    ),
                    exists().where(ContentRight.reward_id == reward_id),
                    exists().where(
                        LedgerEntry.idempotency_key >= f"{prefix}:",
                        LedgerEntry.idempotency_key < f"{prefix};",
                    ),
                )
            )
        ).scalar()
    )


def remove(session: Session, reward_id: int) -> None:
    """Delete a reward and what refers to it; three statements."""
    # Each by itself: an adopted database may have no foreign keys that do it.
    session.execute(delete(UserReward).where(UserReward.reward_id == reward_id))
    session.execute(delete(RewardCondition).where(RewardCondition.reward_id == reward_id))
    session.execute(delete(RewardRow).where(RewardRow.id == reward_id))
