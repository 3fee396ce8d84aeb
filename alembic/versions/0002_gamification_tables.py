"""The economy's tables: made where there are none; older shapes of them are widened in place."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHAIN = str(Path(__file__).parents[1])
adoption = load_python_file(CHAIN, "adoption.py")
widening = load_python_file(CHAIN, "widening.py")

metadata = adoption.new_metadata()
one_of = adoption.one_of
RowId = adoption.RowId

HOST_TABLE = "users"
sa.Table(HOST_TABLE, metadata, sa.Column("user_id", sa.BigInteger, primary_key=True))  # for the foreign keys


def member_key() -> sa.Column[int]:
    return sa.Column("user_id", RowId, sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False)


sa.Table(
    "user_gamification_profiles",
    metadata,
    sa.Column(
        "user_id", RowId, sa.ForeignKey("users.user_id", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    sa.Column("balance", sa.BigInteger, nullable=False),
    sa.Column("total_earned", sa.BigInteger, nullable=False),
    sa.Column("total_spent", sa.BigInteger, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    sa.CheckConstraint("balance >= 0", name="balance_not_negative"),
)  # fmt: skip
sa.Table(
    "transactions",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    member_key(),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("type", sa.String(32), nullable=False),
    sa.Column("reason", sa.String(255), nullable=False),
    sa.Column("transaction_metadata", sa.JSON),
    sa.Column("idempotency_key", sa.String(200)),
    sa.Column("created_at", sa.DateTime, nullable=False),
    one_of(
        "type", "EARN_REACTION", "EARN_DAILY", "EARN_STREAK", "EARN_REWARD", "EARN_ADMIN", "EARN_SHOP_REFUND",
        "SPEND_SHOP", "SPEND_ADMIN",
    ),
    sa.Index("uq_transactions_idempotency_key", "idempotency_key", unique=True),
    sa.Index("ix_transactions_user_id_id", "user_id", "id"),
)  # fmt: skip
sa.Table(
    "user_reactions",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    member_key(),
    sa.Column("content_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.String(50), nullable=False),
    sa.Column("emoji", sa.String(64), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Index(
        "uq_user_reactions_user_id_channel_id_content_id", "user_id", "channel_id", "content_id", unique=True
    ),
)
sa.Table(
    "user_streaks",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    member_key(),
    sa.Column("streak_type", sa.String(32), nullable=False),
    sa.Column("current_streak", sa.Integer, nullable=False),
    sa.Column("longest_streak", sa.Integer, nullable=False),
    sa.Column("last_claim_date", sa.DateTime),
    sa.Column("last_reaction_date", sa.DateTime),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    one_of("streak_type", "DAILY_GIFT", "REACTION"),
    sa.Index("idx_user_streak_type", "user_id", "streak_type", unique=True),
)
sa.Table(
    "content_sets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(64)),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("description", sa.String(1000)),
    sa.Column("file_ids", sa.JSON, nullable=False),
    sa.Column("content_type", sa.String(32), nullable=False),
    sa.Column("tier", sa.String(32), nullable=False),
    sa.Column("category", sa.String(50)),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    one_of("content_type", "PHOTO_SET", "VIDEO", "AUDIO", "MIXED"),
    one_of("tier", "FREE", "VIP", "PREMIUM", "GIFT"),
    sa.Index("uq_content_sets_code", "code", unique=True),
)
sa.Table(
    "shop_products",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(64)),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("description", sa.String(1000)),
    sa.Column("content_set_id", sa.Integer, sa.ForeignKey("content_sets.id"), nullable=False),
    sa.Column("besitos_price", sa.Integer, nullable=False),
    sa.Column("vip_discount_percentage", sa.Integer, nullable=False),
    sa.Column("vip_besitos_price", sa.Integer),
    sa.Column("tier", sa.String(32), nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("sort_order", sa.Integer, nullable=False),
    sa.Column("purchase_count", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    one_of("tier", "FREE", "VIP", "PREMIUM", "GIFT"),
    sa.Index("uq_shop_products_code", "code", unique=True),
)
sa.Table(
    "user_content_access",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    member_key(),
    sa.Column("content_set_id", sa.Integer, sa.ForeignKey("content_sets.id"), nullable=False),
    sa.Column("shop_product_id", sa.Integer, sa.ForeignKey("shop_products.id")),
    sa.Column("access_type", sa.String(50), nullable=False),
    sa.Column("besitos_paid", sa.Integer),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("accessed_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime),
    sa.Column("access_metadata", sa.JSON),
    sa.Index("idx_user_content_access_user_content", "user_id", "content_set_id", unique=True),
)
sa.Table(
    "rewards",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(64)),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("description", sa.String(500)),
    sa.Column("reward_type", sa.String(32), nullable=False),
    sa.Column("reward_value", sa.JSON, nullable=False),
    sa.Column("is_repeatable", sa.Boolean, nullable=False),
    sa.Column("is_secret", sa.Boolean, nullable=False),
    sa.Column("claim_window_hours", sa.Integer, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("sort_order", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    one_of("reward_type", "BESITOS", "BADGE", "CONTENT", "VIP_EXTENSION"),
    sa.Index("uq_rewards_name", "name", unique=True),
    sa.Index("uq_rewards_code", "code", unique=True),
)
sa.Table(
    "reward_conditions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("reward_id", sa.Integer, sa.ForeignKey("rewards.id", ondelete="CASCADE"), nullable=False),
    sa.Column("condition_type", sa.String(32), nullable=False),
    sa.Column("condition_value", sa.Integer),
    sa.Column("condition_group", sa.Integer, nullable=False),
    sa.Column("sort_order", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    one_of(
        "condition_type", "STREAK_LENGTH", "TOTAL_POINTS", "LEVEL_REACHED", "BESITOS_SPENT", "FIRST_PURCHASE",
        "FIRST_DAILY_GIFT", "FIRST_REACTION", "NOT_VIP", "NOT_CLAIMED_BEFORE",
    ),
    sa.Index("idx_condition_reward", "reward_id"),
)  # fmt: skip
sa.Table(
    "user_rewards",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    member_key(),
    sa.Column("reward_id", sa.Integer, sa.ForeignKey("rewards.id", ondelete="CASCADE"), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("unlocked_at", sa.DateTime),
    sa.Column("claimed_at", sa.DateTime),
    sa.Column("expires_at", sa.DateTime),
    sa.Column("claim_count", sa.Integer, nullable=False),
    sa.Column("last_claimed_at", sa.DateTime),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    one_of("status", "LOCKED", "UNLOCKED", "CLAIMED", "EXPIRED"),
    sa.Index("idx_user_reward_user_reward", "user_id", "reward_id", unique=True),
)
sa.Table(
    "gamification_upgrade_log",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("revision", sa.String(32), nullable=False),
    sa.Column("table_name", sa.String(64), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("row", sa.JSON, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
)
# A member may stand there twice in older tables: revision 0003 sees to those first.
NEED_SINGLE_ROWS = {"user_reactions", "user_streaks", "user_content_access", "user_rewards"}


def upgrade() -> None:
    found = adoption.Found()
    adoption.make_missing_tables(metadata, found, but=(HOST_TABLE,))
    ours = [table for table in metadata.sorted_tables if table.name != HOST_TABLE]
    for table in ours:
        adoption.add_missing_columns(table, found)
    if op.get_bind().dialect.name == "postgresql":
        for table in ours:
            widening.widen(table, found)
        widening.forbid_negative_balances(found)
        adoption.restart_sequences_past_rows(found, [table.name for table in ours])
    require_one_profile_a_member(found)
    for table in ours:
        if table.name not in NEED_SINGLE_ROWS:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                add_index(index, found)


def add_index(index: sa.Index, found: Any) -> None:
    if index.name == "uq_rewards_name" and "rewards" in found.tables:
        twice = (
            op.get_bind().exec_driver_sql("SELECT name FROM rewards GROUP BY name HAVING count(*) > 1").all()
        )
        if twice:  # both may be claimed already: neither can go
            names = ", ".join(repr(name) for (name,) in twice)
            adoption.note(f"left out the unique index on rewards (name): more than one is called {names}")
            return
    columns = tuple(column.name for column in index.columns)
    assert index.table is not None
    adoption.add_missing_index(found, str(index.name), index.table.name, columns, unique=bool(index.unique))


def require_one_profile_a_member(found: Any) -> None:
    """Wallets are never merged by guess: a member with two of them is a question for a person."""
    table = "user_gamification_profiles"
    if table not in found.tables or found.has_index(table, ("user_id",), True):
        return
    twice = (
        op.get_bind()
        .exec_driver_sql(
            "SELECT user_id FROM user_gamification_profiles GROUP BY user_id HAVING count(*) > 1 LIMIT 1"
        )
        .scalar()
    )
    if twice is not None:
        adoption.refuse(
            f"user_gamification_profiles holds two rows of member {twice}: keep one of them, and try again"
        )
    adoption.add_missing_index(found, f"ix_{table}_user_id", table, ("user_id",), unique=True)


def downgrade() -> None:
    """No profile, balance or ledger row is ever deleted: see docs/decisions/0011."""
