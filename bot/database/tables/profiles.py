"""Members: wallet and level, and their streaks."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, member_key, one_of
from .types import RowId, UtcDateTime

STREAK_TYPES = ("DAILY_GIFT", "REACTION")


class GamificationProfile(Table):
    """A member's wallet and level. Adopted tables also have a surrogate `id`; the key is `user_id`."""

    __tablename__ = "user_gamification_profiles"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="balance_not_negative"),
        Index("ix_user_gamification_profiles_total_earned_user_id", "total_earned", "user_id"),
        Index("ix_user_gamification_profiles_created_at", "created_at"),
    )

    user_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    balance: Mapped[int] = mapped_column(BigInteger)
    total_earned: Mapped[int] = mapped_column(BigInteger)
    total_spent: Mapped[int] = mapped_column(BigInteger)
    level: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserStreak(Table):
    """A streak, by kind; the length shown is derived from the last day.

    `counted_at`: the instant at which the last day counted. `counted_in`: the mark of the zone at that time
    (streak_days.py). Both are NULL in rows that older bots wrote.
    """

    __tablename__ = "user_streaks"
    __table_args__ = (
        Index("idx_user_streak_type", "user_id", "streak_type", unique=True),
        one_of("streak_type", *STREAK_TYPES),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = member_key()
    streak_type: Mapped[str] = mapped_column(String(32))
    current_streak: Mapped[int]
    longest_streak: Mapped[int]
    last_claim_date: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_reaction_date: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted_in: Mapped[str | None] = mapped_column(String(128))
