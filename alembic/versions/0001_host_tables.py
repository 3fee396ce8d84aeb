"""The host bot's tables: made where there are none, else given the economy's columns of bot_config."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
one_of = adoption.one_of

bot_config = sa.Table(
    "bot_config",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("vip_channel_id", sa.String(50)),
    sa.Column("free_channel_id", sa.String(50)),
    sa.Column("wait_time_minutes", sa.Integer),
    sa.Column("vip_reactions", sa.JSON),
    sa.Column("free_reactions", sa.JSON),
    sa.Column("subscription_fees", sa.JSON),
    sa.Column("created_at", sa.DateTime),
    sa.Column("updated_at", sa.DateTime),
    sa.Column("social_instagram", sa.String(200)),
    sa.Column("social_tiktok", sa.String(200)),
    sa.Column("social_x", sa.String(200)),
    sa.Column("free_channel_invite_link", sa.String(500)),
    sa.Column("level_formula", sa.String(255)),
    sa.Column("besitos_per_reaction", sa.Integer),
    sa.Column("besitos_daily_gift", sa.Integer),
    sa.Column("besitos_daily_streak_bonus", sa.Integer),
    sa.Column("max_reactions_per_day", sa.Integer),
    sa.Column("besitos_daily_base", sa.Integer),
    sa.Column("besitos_streak_bonus_per_day", sa.Integer),
    sa.Column("besitos_streak_bonus_max", sa.Integer),
    sa.Column("streak_display_format", sa.String(50)),
    sa.Column("reaction_cooldown_seconds", sa.Integer),
    sa.Column("day_timezone", sa.String(64)),
)
sa.Table(
    "users",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("username", sa.String(100)),
    sa.Column("first_name", sa.String(100), nullable=False),
    sa.Column("last_name", sa.String(100)),
    sa.Column("role", sa.String(5), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    one_of("role", "FREE", "VIP", "ADMIN"),
)
sa.Table(
    "subscription_plans",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("duration_days", sa.Integer, nullable=False),
    sa.Column("price", sa.Float, nullable=False),
    sa.Column("currency", sa.String(10), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("created_by", sa.BigInteger, nullable=False),
)
sa.Table(
    "invitation_tokens",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("token", sa.String(16), nullable=False),
    sa.Column("generated_by", sa.BigInteger, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("duration_hours", sa.Integer, nullable=False),
    sa.Column("used", sa.Boolean, nullable=False),
    sa.Column("used_by", sa.BigInteger),
    sa.Column("used_at", sa.DateTime),
    sa.Column("plan_id", sa.Integer, sa.ForeignKey("subscription_plans.id")),
    sa.Index("ix_invitation_tokens_token", "token", unique=True),
    sa.Index("idx_token_used_created", "used", "created_at"),
)
sa.Table(
    "free_channel_requests",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("request_date", sa.DateTime, nullable=False),
    sa.Column("processed", sa.Boolean, nullable=False),
    sa.Column("processed_at", sa.DateTime),
    sa.Index("idx_user_date", "user_id", "request_date"),
    sa.Index("idx_processed_date", "processed", "request_date"),
)
sa.Table(
    "vip_subscribers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("join_date", sa.DateTime, nullable=False),
    sa.Column("expiry_date", sa.DateTime, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("vip_entry_stage", sa.Integer),
    sa.Column("vip_entry_token", sa.String(64)),
    sa.Column("invite_link_sent_at", sa.DateTime),
    sa.Column("token_id", sa.Integer, sa.ForeignKey("invitation_tokens.id"), nullable=False),
    sa.Index("ix_vip_subscribers_user_id", "user_id", unique=True),
    sa.Index("idx_status_expiry", "status", "expiry_date"),
    sa.UniqueConstraint("vip_entry_token", name="uq_vip_entry_token"),
)
sa.Table(
    "content_packages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("description", sa.String(500)),
    sa.Column("price", sa.Numeric(10, 2)),
    sa.Column("category", sa.String(12), nullable=False),
    sa.Column("type", sa.String(10), nullable=False),
    sa.Column("media_url", sa.String(500)),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    one_of("category", "FREE_CONTENT", "VIP_CONTENT", "VIP_PREMIUM"),
    one_of("type", "STANDARD", "BUNDLE", "COLLECTION"),
)
sa.Table(
    "user_interests",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    sa.Column(
        "package_id", sa.Integer, sa.ForeignKey("content_packages.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("is_attended", sa.Boolean, nullable=False),
    sa.Column("attended_at", sa.DateTime),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Index("idx_interest_user_package", "user_id", "package_id", unique=True),
)
sa.Table(
    "user_role_change_log",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("previous_role", sa.String(5)),
    sa.Column("new_role", sa.String(5), nullable=False),
    sa.Column("changed_by", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.String(19), nullable=False),
    sa.Column("change_source", sa.String(50), nullable=False),
    sa.Column("change_metadata", sa.JSON),
    sa.Column("changed_at", sa.DateTime, nullable=False),
    sa.Index("idx_role_log_user_changed_at", "user_id", "changed_at"),
)

# What we read or write in tables that are the host's; the rest of them is none of our business.
NEEDED = {
    "bot_config": (
        "id", "vip_channel_id", "free_channel_id", "wait_time_minutes", "vip_reactions", "free_reactions",
        "subscription_fees", "created_at", "updated_at", "social_instagram", "social_tiktok", "social_x",
        "free_channel_invite_link",
    ),
    "users": ("user_id", "username", "first_name", "last_name", "role", "created_at", "updated_at"),
    "vip_subscribers": (
        "id", "user_id", "join_date", "expiry_date", "status", "vip_entry_stage", "vip_entry_token",
        "invite_link_sent_at", "token_id",
    ),
}  # fmt: skip


def upgrade() -> None:
    found = adoption.Found()
    for table, columns in NEEDED.items():
        adoption.require_columns(found, table, *columns)
    adoption.make_missing_tables(metadata, found)
    adoption.add_missing_columns(bot_config, found)
    adoption.restart_sequences_past_rows(found, list(metadata.tables))


def downgrade() -> None:
    """Data is kept, and the host's tables were never ours: see docs/decisions/0011."""
