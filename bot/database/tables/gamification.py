"""The economy's tables. Their names and columns are those of the oldest gamified bots, so that such databases
are adopted in place; there a table may also have a surrogate `id`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, one_of
from .types import RowId, UtcDateTime

TRANSACTION_TYPES = (
    "EARN_REACTION", "EARN_DAILY", "EARN_STREAK", "EARN_REWARD", "EARN_ADMIN", "EARN_SHOP_REFUND",
    "SPEND_SHOP", "SPEND_ADMIN",
)  # fmt: skip
STREAK_TYPES = ("DAILY_GIFT", "REACTION")
CONTENT_TYPES = ("PHOTO_SET", "VIDEO", "AUDIO", "MIXED")
CONTENT_TIERS = ("FREE", "VIP", "PREMIUM", "GIFT")
REWARD_TYPES = ("BESITOS", "BADGE", "CONTENT", "VIP_EXTENSION")
REWARD_STATUSES = ("LOCKED", "UNLOCKED", "CLAIMED", "EXPIRED")
CONDITION_TYPES = (
    "STREAK_LENGTH", "TOTAL_POINTS", "LEVEL_REACHED", "BESITOS_SPENT", "FIRST_PURCHASE",
    "FIRST_DAILY_GIFT", "FIRST_REACTION", "NOT_VIP", "NOT_CLAIMED_BEFORE",
)  # fmt: skip


def _member_key() -> Mapped[int]:
    return mapped_column(RowId, ForeignKey("users.user_id", ondelete="CASCADE"))


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


class LedgerEntry(Table):
    """One movement of besitos; append-only. The amount is negative when the member pays.

    `idempotency_key` is NULL only in rows older than this ledger. `source`: a host's word for what the entry
    is; it makes EARN_ADMIN an EARN_OTHER and SPEND_ADMIN a SPEND_OTHER (transaction_types.py).
    `balance_after`, `earned_after`: the member's balance, and the sum of what was earned, after this entry;
    NULL in rows of older code.
    """

    __tablename__ = "transactions"
    __table_args__ = (
        Index("uq_transactions_idempotency_key", "idempotency_key", unique=True),
        Index("ix_transactions_user_id_id", "user_id", "id"),
        Index(
            "ix_transactions_paid_reactions",
            "user_id",
            "created_at",
            sqlite_where=text("type = 'EARN_REACTION'"),
            postgresql_where=text("type = 'EARN_REACTION'"),
        ),
        Index(
            "ix_transactions_user_id_source",
            "user_id",
            "source",
            sqlite_where=text("source IS NOT NULL"),
            postgresql_where=text("source IS NOT NULL"),
        ),
        one_of("type", *TRANSACTION_TYPES),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = _member_key()
    amount: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(255))
    transaction_metadata: Mapped[Any | None] = mapped_column(JSON)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str | None] = mapped_column(String(32))
    balance_after: Mapped[int | None] = mapped_column(BigInteger)
    earned_after: Mapped[int | None] = mapped_column(BigInteger)


class UserReaction(Table):
    """The only reaction of a member to a message."""

    __tablename__ = "user_reactions"
    __table_args__ = (
        Index(
            "uq_user_reactions_user_id_channel_id_content_id",
            "user_id",
            "channel_id",
            "content_id",
            unique=True,
        ),
        Index("idx_content_reactions", "channel_id", "content_id", "emoji"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = _member_key()
    content_id: Mapped[int] = mapped_column(BigInteger)
    channel_id: Mapped[str] = mapped_column(String(50))
    emoji: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReactionGroup(Table):
    """A group in which the admin `added_by` switched on payment for Telegram's own reactions."""

    __tablename__ = "reaction_groups"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    added_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    user_id: Mapped[int] = _member_key()
    streak_type: Mapped[str] = mapped_column(String(32))
    current_streak: Mapped[int]
    longest_streak: Mapped[int]
    last_claim_date: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_reaction_date: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted_in: Mapped[str | None] = mapped_column(String(128))


class ContentSet(Table):
    """Files that are sent together."""

    __tablename__ = "content_sets"
    __table_args__ = (
        Index("uq_content_sets_code", "code", unique=True),
        one_of("content_type", *CONTENT_TYPES),
        one_of("tier", *CONTENT_TIERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(1000))
    file_ids: Mapped[Any] = mapped_column(JSON)
    content_type: Mapped[str] = mapped_column(String(32))
    tier: Mapped[str] = mapped_column(String(32))
    category: Mapped[str | None] = mapped_column(String(50))
    is_active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShopProduct(Table):
    """A content set with a price in besitos. `stock`: how many are left; `ends_at`: until when it is sold.
    NULL: no limit, and no end."""

    __tablename__ = "shop_products"
    __table_args__ = (Index("uq_shop_products_code", "code", unique=True), one_of("tier", *CONTENT_TIERS))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(1000))
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id"))
    besitos_price: Mapped[int]
    vip_discount_percentage: Mapped[int]
    vip_besitos_price: Mapped[int | None]
    tier: Mapped[str] = mapped_column(String(32))
    is_active: Mapped[bool]
    sort_order: Mapped[int]
    purchase_count: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stock: Mapped[int | None]
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UserContentAccess(Table):
    """A member's access to a content set; it shows one of the rights in content_rights, or what an older bot
    wrote."""

    __tablename__ = "user_content_access"
    __table_args__ = (
        Index("idx_user_content_access_user_content", "user_id", "content_set_id", unique=True),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = _member_key()
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id"))
    shop_product_id: Mapped[int | None] = mapped_column(ForeignKey("shop_products.id"))
    access_type: Mapped[str] = mapped_column(String(50))
    besitos_paid: Mapped[int | None]
    is_active: Mapped[bool]
    accessed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    access_metadata: Mapped[Any | None] = mapped_column(JSON)


class ContentRight(Table):
    """A member's right to a content set from one source, such as a purchase. Ids are never reused.

    `source` is its access_type in user_content_access. It is in force while it is neither refunded nor past
    `expires_at`. Purchases have a `price` and a `charge_id`, the ledger entry that charged for it.
    `adopted_from` is the row of user_content_access that an older bot wrote.
    """

    __tablename__ = "content_rights"
    __table_args__ = (
        Index("ix_content_rights_user_id_content_set_id", "user_id", "content_set_id"),
        # Without this, SQLite reuses the id of a deleted newest row.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = _member_key()
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(50))
    shop_product_id: Mapped[int | None] = mapped_column(ForeignKey("shop_products.id", ondelete="SET NULL"))
    price: Mapped[int | None] = mapped_column(BigInteger)
    charge_id: Mapped[int | None] = mapped_column(BigInteger)
    reward_id: Mapped[int | None]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refunded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    adopted_from: Mapped[int | None] = mapped_column(BigInteger)


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
    user_id: Mapped[int] = _member_key()
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


class AuditEntry(Table):
    """A change that somebody made to what others own or see: `who` did `what` to `subject`, which held
    `before` and holds `after`; None: it was not there. Rows are only added."""

    __tablename__ = "gamification_audit"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    before: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)


class UpgradeLogEntry(Table):
    """A complete row that an upgrade had to move out of its table, so that nothing is lost."""

    __tablename__ = "gamification_upgrade_log"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    revision: Mapped[str] = mapped_column(String(32))
    table_name: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    row: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
