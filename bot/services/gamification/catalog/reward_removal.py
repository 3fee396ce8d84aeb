"""Deletes a reward that nobody has ever had, and hides one that members have: what they own is theirs."""

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentRight, RewardCondition, UserReward
from ....database.tables.gamification import Reward as RewardRow
from ..rules.rewards import RewardStatus


def is_owned(session: Session, reward_id: int) -> bool:
    """Return True if a member has or had it; one statement."""
    return bool(
        session.execute(
            select(
                or_(
                    exists().where(
                        UserReward.reward_id == reward_id,
                        or_(UserReward.status != RewardStatus.LOCKED.value, UserReward.claim_count > 0),
                    ),
                    exists().where(ContentRight.reward_id == reward_id),
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
