"""The economy's tables, by one name. Most have the names and columns of the oldest gamified bots, so that
such databases are adopted in place; there a table may also have a surrogate `id`."""

from .ledger import TRANSACTION_TYPES, LedgerEntry
from .profiles import STREAK_TYPES, GamificationProfile, UserStreak
from .reactions import ReactionGroup, UserReaction
from .records import AuditEntry, UpgradeLogEntry
from .rewards import (
    CATALOG_FUNCTION,
    CATALOG_TRIGGERS,
    CONDITION_TYPES,
    REWARD_STATUSES,
    REWARD_TYPES,
    CatalogVersion,
    Reward,
    RewardCondition,
    UserReward,
)
from .shop import CONTENT_TIERS, CONTENT_TYPES, ContentRight, ContentSet, ShopProduct, UserContentAccess

__all__ = [
    "CATALOG_FUNCTION",
    "CATALOG_TRIGGERS",
    "CONDITION_TYPES",
    "CONTENT_TIERS",
    "CONTENT_TYPES",
    "REWARD_STATUSES",
    "REWARD_TYPES",
    "STREAK_TYPES",
    "TRANSACTION_TYPES",
    "AuditEntry",
    "CatalogVersion",
    "ContentRight",
    "ContentSet",
    "GamificationProfile",
    "LedgerEntry",
    "ReactionGroup",
    "Reward",
    "RewardCondition",
    "ShopProduct",
    "UpgradeLogEntry",
    "UserContentAccess",
    "UserReaction",
    "UserReward",
    "UserStreak",
]
