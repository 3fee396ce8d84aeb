"""The host bot's tables, as they are in production. We read them, add columns to `bot_config`, create `users`
rows on first contact and extend `vip_subscribers`; everything else belongs to the host.

On an adopted PostgreSQL database some VARCHAR columns here are the host's native enums (`users.role`
among them): compare them through CAST(... AS VARCHAR) and write them as literals.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, one_of
from .types import UtcDateTime

ROLES = ("FREE", "VIP", "ADMIN")


class BotConfig(Table):
    """The only row (id 1) of settings: the host's, and those of the economy (docs/rules.md, Settings)."""

    __tablename__ = "bot_config"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    vip_channel_id: Mapped[str | None] = mapped_column(String(50))
    free_channel_id: Mapped[str | None] = mapped_column(String(50))
    wait_time_minutes: Mapped[int | None]
    vip_reactions: Mapped[Any | None] = mapped_column(JSON)
    free_reactions: Mapped[Any | None] = mapped_column(JSON)
    subscription_fees: Mapped[Any | None] = mapped_column(JSON)
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    social_instagram: Mapped[str | None] = mapped_column(String(200))
    social_tiktok: Mapped[str | None] = mapped_column(String(200))
    social_x: Mapped[str | None] = mapped_column(String(200))
    free_channel_invite_link: Mapped[str | None] = mapped_column(String(500))
    # The economy. NULL means that the default applies.
    level_formula: Mapped[str | None] = mapped_column(String(255))
    besitos_per_reaction: Mapped[int | None]
    besitos_daily_gift: Mapped[int | None]
    besitos_daily_streak_bonus: Mapped[int | None]
    max_reactions_per_day: Mapped[int | None]
    besitos_daily_base: Mapped[int | None]
    besitos_streak_bonus_per_day: Mapped[int | None]
    besitos_streak_bonus_max: Mapped[int | None]
    streak_display_format: Mapped[str | None] = mapped_column(String(50))
    reaction_cooldown_seconds: Mapped[int | None]
    day_timezone: Mapped[str | None] = mapped_column(String(64))
    day_timezone_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    day_timezone_before: Mapped[str | None] = mapped_column(String(64))


class User(Table):
    """A member of the bot, by Telegram id."""

    __tablename__ = "users"
    __table_args__ = (one_of("role", *ROLES),)

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    username: Mapped[str | None] = mapped_column(String(100))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SubscriptionPlan(Table):
    """The price of a VIP subscription."""

    __tablename__ = "subscription_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    duration_days: Mapped[int]
    price: Mapped[float] = mapped_column(Float)
    currency: Mapped[str] = mapped_column(String(10))
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(BigInteger)


class InvitationToken(Table):
    """A link that makes its first user a VIP."""

    __tablename__ = "invitation_tokens"
    __table_args__ = (
        Index("ix_invitation_tokens_token", "token", unique=True),
        Index("idx_token_used_created", "used", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16))
    generated_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    duration_hours: Mapped[int]
    used: Mapped[bool]
    used_by: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("subscription_plans.id"))


class FreeChannelRequest(Table):
    """A request to join the Free channel."""

    __tablename__ = "free_channel_requests"
    __table_args__ = (
        Index("idx_user_date", "user_id", "request_date"),
        Index("idx_processed_date", "processed", "request_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id"))
    request_date: Mapped[datetime] = mapped_column(UtcDateTime)
    processed: Mapped[bool]
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VipSubscriber(Table):
    """A member's VIP subscription, current or lapsed."""

    __tablename__ = "vip_subscribers"
    __table_args__ = (
        Index("ix_vip_subscribers_user_id", "user_id", unique=True),
        Index("idx_status_expiry", "status", "expiry_date"),
        UniqueConstraint("vip_entry_token", name="uq_vip_entry_token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id"))
    join_date: Mapped[datetime] = mapped_column(UtcDateTime)
    expiry_date: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(20))
    vip_entry_stage: Mapped[int | None]
    vip_entry_token: Mapped[str | None] = mapped_column(String(64))
    invite_link_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_id: Mapped[int] = mapped_column(ForeignKey("invitation_tokens.id"))


class ContentPackage(Table):
    """Content that the creator sells for money, outside of the economy."""

    __tablename__ = "content_packages"
    __table_args__ = (
        one_of("category", "FREE_CONTENT", "VIP_CONTENT", "VIP_PREMIUM"),
        one_of("type", "STANDARD", "BUNDLE", "COLLECTION"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(500))
    price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    category: Mapped[str] = mapped_column(String(12))
    type: Mapped[str] = mapped_column(String(10))
    media_url: Mapped[str | None] = mapped_column(String(500))
    is_active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserInterest(Table):
    """A member's question about a content package."""

    __tablename__ = "user_interests"
    __table_args__ = (Index("idx_interest_user_package", "user_id", "package_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"))
    package_id: Mapped[int] = mapped_column(ForeignKey("content_packages.id", ondelete="CASCADE"))
    is_attended: Mapped[bool]
    attended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserRoleChangeLog(Table):
    """A change of a member's role: by whom, and why."""

    __tablename__ = "user_role_change_log"
    __table_args__ = (Index("idx_role_log_user_changed_at", "user_id", "changed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    previous_role: Mapped[str | None] = mapped_column(String(5))
    new_role: Mapped[str] = mapped_column(String(5))
    changed_by: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(19))
    change_source: Mapped[str] = mapped_column(String(50))
    change_metadata: Mapped[Any | None] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
