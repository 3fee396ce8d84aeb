"""The models of the bot that was there before us, as SQLAlchemy classes of its own: with native enums, a
surrogate `id` everywhere, 32-bit amounts and naive times. SQLAlchemy makes of them what that bot sends.
"""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.demo.production.copy import State


class Label(enum.Enum):
    """SQLAlchemy stores an enum by its names; the type in PostgreSQL is the class's name in lower case."""


class UserRole(Label):
    FREE = "free"
    VIP = "vip"
    ADMIN = "admin"


class RoleChangeReason(Label):
    ADMIN_GRANTED = "admin_granted"
    ADMIN_REVOKED = "admin_revoked"
    VIP_PURCHASED = "vip_purchased"
    VIP_REDEEMED = "vip_redeemed"
    VIP_EXPIRED = "vip_expired"
    VIP_EXTENDED = "vip_extended"
    VIP_ENTRY_COMPLETED = "vip_entry_completed"
    MANUAL_CHANGE = "manual_change"
    SYSTEM_AUTOMATIC = "system_automatic"


class ContentCategory(Label):
    FREE_CONTENT = "free_content"
    VIP_CONTENT = "vip_content"
    VIP_PREMIUM = "vip_premium"


class PackageType(Label):
    STANDARD = "standard"
    BUNDLE = "bundle"
    COLLECTION = "collection"


class TransactionType(Label):
    EARN_REACTION = "EARN_REACTION"
    EARN_DAILY = "EARN_DAILY"
    EARN_STREAK = "EARN_STREAK"
    EARN_REWARD = "EARN_REWARD"
    EARN_ADMIN = "EARN_ADMIN"
    SPEND_SHOP = "SPEND_SHOP"
    SPEND_ADMIN = "SPEND_ADMIN"


class StreakType(Label):
    DAILY_GIFT = "DAILY_GIFT"
    REACTION = "REACTION"


class ContentType(Label):
    PHOTO_SET = "photo_set"
    VIDEO = "video"
    AUDIO = "audio"
    MIXED = "mixed"


class ContentTier(Label):
    FREE = "free"
    VIP = "vip"
    PREMIUM = "premium"
    GIFT = "gift"


class RewardType(Label):
    BESITOS = "BESITOS"
    BADGE = "BADGE"
    CONTENT = "CONTENT"
    VIP_EXTENSION = "VIP_EXTENSION"


class RewardConditionType(Label):
    STREAK_LENGTH = "STREAK_LENGTH"
    TOTAL_POINTS = "TOTAL_POINTS"
    LEVEL_REACHED = "LEVEL_REACHED"
    BESITOS_SPENT = "BESITOS_SPENT"
    FIRST_PURCHASE = "FIRST_PURCHASE"
    FIRST_DAILY_GIFT = "FIRST_DAILY_GIFT"
    FIRST_REACTION = "FIRST_REACTION"
    NOT_VIP = "NOT_VIP"
    NOT_CLAIMED_BEFORE = "NOT_CLAIMED_BEFORE"


class RewardStatus(Label):
    LOCKED = "LOCKED"
    UNLOCKED = "UNLOCKED"
    CLAIMED = "CLAIMED"
    EXPIRED = "EXPIRED"


class OldBot(DeclarativeBase):
    type_annotation_map = {Any: JSON}  # noqa: RUF012 - read by SQLAlchemy


def _member_key() -> Mapped[int]:
    return mapped_column(BigInteger, ForeignKey("users.user_id", ondelete="CASCADE"))


class BotConfig(OldBot):
    __tablename__ = "bot_config"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    vip_channel_id: Mapped[str | None] = mapped_column(String(50))
    free_channel_id: Mapped[str | None] = mapped_column(String(50))
    wait_time_minutes: Mapped[int | None]
    vip_reactions: Mapped[Any | None] = mapped_column(JSON)
    free_reactions: Mapped[Any | None] = mapped_column(JSON)
    subscription_fees: Mapped[Any | None] = mapped_column(JSON)
    created_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    social_instagram: Mapped[str | None] = mapped_column(String(200))
    social_tiktok: Mapped[str | None] = mapped_column(String(200))
    social_x: Mapped[str | None] = mapped_column(String(200))
    free_channel_invite_link: Mapped[str | None] = mapped_column(String(500))


class User(OldBot):
    __tablename__ = "users"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    username: Mapped[str | None] = mapped_column(String(100))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    role: Mapped[UserRole]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class SubscriptionPlan(OldBot):
    __tablename__ = "subscription_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    duration_days: Mapped[int]
    price: Mapped[float] = mapped_column(Float)
    currency: Mapped[str] = mapped_column(String(10))
    active: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(BigInteger)


class InvitationToken(OldBot):
    __tablename__ = "invitation_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(16))
    generated_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    duration_hours: Mapped[int]
    used: Mapped[bool]
    used_by: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[datetime | None]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("subscription_plans.id"))


class FreeChannelRequest(OldBot):
    __tablename__ = "free_channel_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.user_id"))
    request_date: Mapped[datetime]
    processed: Mapped[bool]
    processed_at: Mapped[datetime | None]


class VipSubscriber(OldBot):
    __tablename__ = "vip_subscribers"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.user_id"))
    join_date: Mapped[datetime]
    expiry_date: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20))
    vip_entry_stage: Mapped[int | None]
    vip_entry_token: Mapped[str | None] = mapped_column(String(64))
    invite_link_sent_at: Mapped[datetime | None]
    token_id: Mapped[int] = mapped_column(ForeignKey("invitation_tokens.id"))


class ContentPackage(OldBot):
    __tablename__ = "content_packages"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(500))
    price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    category: Mapped[ContentCategory]
    type: Mapped[PackageType]
    media_url: Mapped[str | None] = mapped_column(String(500))
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class UserInterest(OldBot):
    __tablename__ = "user_interests"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _member_key()
    package_id: Mapped[int] = mapped_column(ForeignKey("content_packages.id", ondelete="CASCADE"))
    is_attended: Mapped[bool]
    attended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class UserRoleChangeLog(OldBot):
    __tablename__ = "user_role_change_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    previous_role: Mapped[UserRole | None]
    new_role: Mapped[UserRole]
    changed_by: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[RoleChangeReason]
    change_source: Mapped[str] = mapped_column(String(50))
    change_metadata: Mapped[Any | None] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class UserGamificationProfile(OldBot):
    __tablename__ = "user_gamification_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _member_key()
    balance: Mapped[int]
    total_earned: Mapped[int]
    total_spent: Mapped[int]
    level: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Transaction(OldBot):
    __tablename__ = "transactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _member_key()
    amount: Mapped[int]
    type: Mapped[TransactionType]
    reason: Mapped[str] = mapped_column(String(255))
    transaction_metadata: Mapped[Any | None] = mapped_column(JSON)
    created_at: Mapped[datetime]


class UserReaction(OldBot):
    __tablename__ = "user_reactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _member_key()
    content_id: Mapped[int] = mapped_column(BigInteger)
    channel_id: Mapped[str] = mapped_column(String(50))
    emoji: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]


class UserStreak(OldBot):
    __tablename__ = "user_streaks"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _member_key()
    streak_type: Mapped[StreakType]
    current_streak: Mapped[int]
    longest_streak: Mapped[int]
    last_claim_date: Mapped[datetime | None]
    last_reaction_date: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ContentSet(OldBot):
    __tablename__ = "content_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(1000))
    file_ids: Mapped[Any] = mapped_column(JSON)
    content_type: Mapped[ContentType]
    tier: Mapped[ContentTier]
    category: Mapped[str | None] = mapped_column(String(50))
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ShopProduct(OldBot):
    __tablename__ = "shop_products"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(1000))
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id"))
    besitos_price: Mapped[int]
    vip_discount_percentage: Mapped[int]
    vip_besitos_price: Mapped[int | None]
    tier: Mapped[str] = mapped_column(String(20))
    is_active: Mapped[bool]
    sort_order: Mapped[int]
    purchase_count: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class UserContentAccess(OldBot):
    __tablename__ = "user_content_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _member_key()
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id"))
    shop_product_id: Mapped[int | None] = mapped_column(ForeignKey("shop_products.id"))
    access_type: Mapped[str] = mapped_column(String(50))
    besitos_paid: Mapped[int | None]
    is_active: Mapped[bool]
    accessed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    access_metadata: Mapped[Any | None] = mapped_column(JSON)


class Reward(OldBot):
    __tablename__ = "rewards"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(String(500))
    reward_type: Mapped[RewardType]
    reward_value: Mapped[Any] = mapped_column(JSON)
    is_repeatable: Mapped[bool]
    is_secret: Mapped[bool]
    claim_window_hours: Mapped[int]
    is_active: Mapped[bool]
    sort_order: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RewardCondition(OldBot):
    __tablename__ = "reward_conditions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id", ondelete="CASCADE"))
    condition_type: Mapped[RewardConditionType]
    condition_value: Mapped[int | None]
    condition_group: Mapped[int]
    sort_order: Mapped[int]
    created_at: Mapped[datetime]


class UserReward(OldBot):
    __tablename__ = "user_rewards"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _member_key()
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id", ondelete="CASCADE"))
    status: Mapped[RewardStatus]
    unlocked_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    claim_count: Mapped[int]
    last_claimed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Drifted(DeclarativeBase):
    """What a later version of that bot has in tables of the same names."""


class DriftedFreeChannelRequest(Drifted):
    __tablename__ = "free_channel_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    request_date: Mapped[datetime]
    processed: Mapped[bool]
    processed_at: Mapped[datetime | None]
    pending_request: Mapped[bool]


class DriftedVipSubscriber(Drifted):
    __tablename__ = "vip_subscribers"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    join_date: Mapped[datetime]
    expiry_date: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20))
    vip_entry_stage: Mapped[int | None]
    vip_entry_token: Mapped[str | None] = mapped_column(String(64))
    invite_link_sent_at: Mapped[datetime | None]
    token_id: Mapped[int]
    kicked_from_channel_at: Mapped[datetime | None]
    last_kick_notification_sent_at: Mapped[datetime | None]


class BotConfigWithEconomy(Drifted):
    __tablename__ = "bot_config"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wait_time_minutes: Mapped[int | None]
    updated_at: Mapped[datetime | None]
    level_formula: Mapped[str | None] = mapped_column(String(255))
    besitos_per_reaction: Mapped[int | None]
    besitos_daily_gift: Mapped[int | None]
    besitos_daily_streak_bonus: Mapped[int | None]
    max_reactions_per_day: Mapped[int | None]
    besitos_daily_base: Mapped[int | None]
    besitos_streak_bonus_per_day: Mapped[int | None]
    besitos_streak_bonus_max: Mapped[int | None]
    streak_display_format: Mapped[str | None] = mapped_column(String(50))


HOST_MODELS: tuple[type[Any], ...] = (
    BotConfig, User, SubscriptionPlan, InvitationToken, FreeChannelRequest, VipSubscriber, ContentPackage,
    UserInterest, UserRoleChangeLog,
)  # fmt: skip
GAMIFICATION_MODELS: tuple[type[Any], ...] = (
    UserGamificationProfile, Transaction, UserReaction, UserStreak, ContentSet, ShopProduct,
    UserContentAccess, Reward, RewardCondition, UserReward,
)  # fmt: skip


def models_of(state: State) -> list[type[Any]]:
    """The models of the bot that left a database in this state, parents before children."""
    found = list(HOST_MODELS)
    if state in ("halfway", "played", "created", "drifted"):
        found += GAMIFICATION_MODELS
    if state in ("halfway", "played", "drifted"):
        found[found.index(BotConfig)] = BotConfigWithEconomy
    if state == "drifted":
        found[found.index(FreeChannelRequest)] = DriftedFreeChannelRequest
        found[found.index(VipSubscriber)] = DriftedVipSubscriber
    return found
