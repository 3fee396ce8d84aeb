"""The economy: services, what they return, and the errors that they raise. Knows nothing of Telegram."""

from bot.database import DatabaseUnavailable
from bot.services.gamification.catalog import Catalog
from bot.services.gamification.catalog_edits import AdminCatalog, CatalogRow
from bot.services.gamification.daily_gift import DailyClaim, DailyGift, DailyStatus
from bot.services.gamification.economy import Economy
from bot.services.gamification.economy_settings import EconomySettings
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
    OfferChanged,
    PriceChanged,
    RewardLocked,
    RunConflict,
    SubscriptionRequired,
    UnknownMember,
    VipOnly,
)
from bot.services.gamification.gamification import Gamification
from bot.services.gamification.identity import Identity, Member
from bot.services.gamification.leaderboard import Leaderboard, Ranking
from bot.services.gamification.leaderboard import Place as RankedPlace
from bot.services.gamification.ledger import Receipt
from bot.services.gamification.profile_card import ProfileCard
from bot.services.gamification.profiles import GamificationProfileService, Profile
from bot.services.gamification.purchases import Purchase
from bot.services.gamification.reactions import ReactionOutcome, Reactions
from bot.services.gamification.reactions import Refusal as ReactionRefusal
from bot.services.gamification.reward_rules import (
    Condition,
    ConditionType,
    Progress,
    Reward,
    RewardStatus,
    RewardType,
)
from bot.services.gamification.rewards import RewardClaim, Rewards, RewardView
from bot.services.gamification.shop import Shop
from bot.services.gamification.shop_files import ContentFile, FileKind
from bot.services.gamification.shop_offers import Content, Offer, OwnedContent
from bot.services.gamification.sweep import Sweep
from bot.services.gamification.transaction_types import TransactionType
from bot.services.gamification.wallet import Entry, Wallet
from bot.services.jobs import Run, RunStatus

__all__ = [
    "AdminCatalog",
    "AlreadyClaimed",
    "AlreadyOwned",
    "Catalog",
    "CatalogRow",
    "ClaimExpired",
    "Condition",
    "ConditionType",
    "Content",
    "ContentFile",
    "DailyClaim",
    "DailyGift",
    "DailyStatus",
    "DatabaseUnavailable",
    "Economy",
    "EconomySettings",
    "Entry",
    "FileKind",
    "Gamification",
    "GamificationError",
    "GamificationProfileService",
    "IdempotencyConflict",
    "Identity",
    "InsufficientFunds",
    "InvalidAmount",
    "InvalidSetting",
    "Leaderboard",
    "Member",
    "NotAllowed",
    "NotForSale",
    "Offer",
    "OfferChanged",
    "OwnedContent",
    "PriceChanged",
    "Profile",
    "ProfileCard",
    "Progress",
    "Purchase",
    "RankedPlace",
    "Ranking",
    "ReactionOutcome",
    "ReactionRefusal",
    "Reactions",
    "Receipt",
    "Reward",
    "RewardClaim",
    "RewardLocked",
    "RewardStatus",
    "RewardType",
    "RewardView",
    "Rewards",
    "Run",
    "RunConflict",
    "RunStatus",
    "Shop",
    "SubscriptionRequired",
    "Sweep",
    "TransactionType",
    "UnknownMember",
    "VipOnly",
    "Wallet",
]
