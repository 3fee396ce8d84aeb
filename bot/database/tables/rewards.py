"""Rewards with their conditions, what members made of them, and the version of both, which triggers raise."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, BigInteger, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, member_key, one_of
from .types import RowId, UtcDateTime

REWARD_TYPES = ("BESITOS", "BADGE", "CONTENT", "VIP_EXTENSION")
REWARD_STATUSES = ("LOCKED", "UNLOCKED", "CLAIMED", "EXPIRED")
CONDITION_TYPES = (
    "STREAK_LENGTH", "TOTAL_POINTS", "LEVEL_REACHED", "BESITOS_SPENT", "FIRST_PURCHASE",
    "FIRST_DAILY_GIFT", "FIRST_REACTION", "NOT_VIP", "NOT_CLAIMED_BEFORE",
)  # fmt: skip


class Reward(Table):
    """A reward that members get when its conditions are met."""

    __tablename__ = "rewards"
    __table_args__ = (
        Index("uq_rewards_name", "name", unique=True),
        Index("uq_rewards_code", "code", unique=True),
        one_of("reward_type", *REWARD_TYPES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(500))
    reward_type: Mapped[str] = mapped_column(String(32))
    reward_value: Mapped[Any] = mapped_column(JSON)
    is_repeatable: Mapped[bool]
    is_secret: Mapped[bool]
    claim_window_hours: Mapped[int]
    is_active: Mapped[bool]
    sort_order: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RewardCondition(Table):
    """A condition of a reward: all of group 0 must be met, and one of each other group.

    `host_type` is a condition of the host's own, which counts to `host_value`; its `condition_type` is then a
    level that nobody reaches, for older code, which knows no other types.
    """

    __tablename__ = "reward_conditions"
    __table_args__ = (
        Index("idx_condition_reward", "reward_id"),
        one_of("condition_type", *CONDITION_TYPES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id", ondelete="CASCADE"))
    condition_type: Mapped[str] = mapped_column(String(32))
    condition_value: Mapped[int | None]
    condition_group: Mapped[int]
    sort_order: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    host_type: Mapped[str | None] = mapped_column(String(32))
    host_value: Mapped[int | None]


class UserReward(Table):
    """The state of a reward for a member.

    A repeatable reward counts its progress from the `baseline_...` columns: the totals at the last claim (or
    unlock), and the last day of the daily streak at that time, as midnight UTC. NULL in older rows.
    """

    __tablename__ = "user_rewards"
    __table_args__ = (
        Index("idx_user_reward_user_reward", "user_id", "reward_id", unique=True),
        Index("ix_user_rewards_reward_id_state", "reward_id", "status", "claim_count", "expires_at"),
        one_of("status", *REWARD_STATUSES),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = member_key()
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(32))
    unlocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claim_count: Mapped[int]
    last_claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    baseline_earned: Mapped[int | None] = mapped_column(BigInteger)
    baseline_spent: Mapped[int | None] = mapped_column(BigInteger)
    baseline_day: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CatalogVersion(Table):
    """One row, id 1. Every transaction that writes rewards or conditions increments `version`, also through
    triggers, so that a stale cached catalog is noticed."""

    __tablename__ = "gamification_catalog"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)


_RAISE_VERSION = "UPDATE gamification_catalog SET version = version + 1 WHERE id = 1"
_WATCHED = ("rewards", "reward_conditions")
CATALOG_FUNCTION = (
    "CREATE OR REPLACE FUNCTION gamification_catalog_changed() RETURNS trigger "
    "LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT "
    f"AS $$ BEGIN {_RAISE_VERSION}; RETURN NULL; END $$"
)
CATALOG_TRIGGERS = {
    "sqlite": {
        (table, f"gamification_{table}_{change.lower()}"): (
            f"CREATE TRIGGER IF NOT EXISTS gamification_{table}_{change.lower()} "
            f"AFTER {change} ON {table} BEGIN {_RAISE_VERSION}; END"
        )
        for table in _WATCHED
        for change in ("INSERT", "UPDATE", "DELETE")
    },
    "postgresql": {
        (table, f"gamification_{table}_changed"): (
            f"CREATE OR REPLACE TRIGGER gamification_{table}_changed "
            f"AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gamification_catalog_changed()"
        )
        for table in _WATCHED
    },
}
"""By kind of database, table and name: what makes the catalog's version rise with every edit."""

for _dialect, _triggers in CATALOG_TRIGGERS.items():
    for _statement in [*([CATALOG_FUNCTION] if _dialect == "postgresql" else []), *_triggers.values()]:
        event.listen(Table.metadata, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
