"""The economy: services, what they return, and the errors that they raise. Knows nothing of Telegram."""

from bot.database import DatabaseUnavailable
from bot.services.gamification.errors import (
    AlreadyClaimed,
    AlreadyOwned,
    ClaimExpired,
    GamificationError,
    IdempotencyConflict,
    InsufficientFunds,
    InvalidAmount,
    InvalidSetting,
    NotAllowed,
    NotForSale,
    PriceChanged,
    RewardLocked,
    RunConflict,
    SubscriptionRequired,
    UnknownMember,
    VipOnly,
)
from bot.services.gamification.identity import Identity, Member
from bot.services.gamification.profiles import GamificationProfileService, Profile

__all__ = [
    "AlreadyClaimed",
    "AlreadyOwned",
    "ClaimExpired",
    "DatabaseUnavailable",
    "GamificationError",
    "GamificationProfileService",
    "IdempotencyConflict",
    "Identity",
    "InsufficientFunds",
    "InvalidAmount",
    "InvalidSetting",
    "Member",
    "NotAllowed",
    "NotForSale",
    "PriceChanged",
    "Profile",
    "RewardLocked",
    "RunConflict",
    "SubscriptionRequired",
    "UnknownMember",
    "VipOnly",
]
