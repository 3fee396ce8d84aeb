"""The public names of the economy: services, their results and errors. It knows nothing of Telegram."""

from ...database import DatabaseFileLocked, DatabaseFileReplaced, DatabaseUnavailable
from ..jobs import Run, RunStatus
from .anomalies import Anomalies, AnomalyEvent, AnomalyReport, FoundAnomaly
from .catalog.content_edits import ContentSetCard
from .catalog.content_file_edits import FilesAdded
from .catalog.edits import AdminCatalog
from .catalog.product_edits import ProductCard
from .catalog.row_edits import CatalogRow
from .catalog.snapshot import Catalog
from .conditions import Conditions, entries_of
from .daily_gift import DailyClaim, DailyGift, DailyStatus
from .economy import Economy
from .errors import (
    AlreadyClaimed,
    AlreadyOwned,
    ChangedMeanwhile,
    ClaimExpired,
    GamificationError,
    IdempotencyConflict,
    ImpossibleReward,
    InsufficientFunds,
    InvalidAmount,
    InvalidSetting,
    NotAllowed,
    NotForSale,
    OfferChanged,
    PriceChanged,
    RewardLocked,
    RunConflict,
    SettingTrouble,
    SubscriptionRequired,
    UnknownMember,
    VipOnly,
)
from .events.hooks import Hooks
from .events.ledger import Receipt
from .gamification import Gamification
from .happened import (
    Claimed,
    Credited,
    Debited,
    Erased,
    GamificationEvent,
    LevelUp,
    ProfileCreated,
    Purchased,
    Refunded,
    StreakExtended,
    StreakLost,
    Unlocked,
)
from .leaderboard import Leaderboard, Ranking
from .leaderboard import Place as RankedPlace
from .mass_payments import MassPayments
from .member_admin.corrections import Correction, GrantableContent, GrantedContent, RepairedStreak
from .member_admin.erasure import Erasure
from .member_admin.export import MemberExport
from .member_admin.member_admin import MemberAdmin
from .member_admin.member_file import MemberFile, MemberReward, MemberRight, MemberStreak
from .member_admin.search import FoundMember, FoundMembers
from .members.identity import Identity, Member
from .members.profiles import GamificationProfileService, Profile
from .membership import Members, MemberStatus
from .profile_card import ProfileCard
from .reactions.channels import Channels, CreatorChannel
from .reactions.reactions import ReactionOutcome, Reactions
from .reactions.reactions import Refusal as ReactionRefusal
from .reward_reviews.reach import Due, RewardHolders
from .reward_reviews.reviews import RewardReview, RewardReviews
from .rewards import RewardClaim, Rewards, RewardView
from .rules.anomalies import Anomaly, AnomalyKind
from .rules.content_files import ContentFile, FileKind
from .rules.preview import (
    ClaimEffect,
    EconomyPreview,
    LevelChanges,
    LevelEffect,
    ReactionEffect,
    ZoneEffect,
)
from .rules.reward_logic import Drafted, Remark, Remarked, Verdict
from .rules.rewards import Condition, ConditionType, HostCondition, Progress, Reward, RewardStatus, RewardType
from .rules.segments import Segment, SegmentKind
from .rules.settings import EconomySettings
from .rules.transaction_types import TransactionType
from .segments import ChosenMembers, Segments
from .shop.offers import Content, Offer, OwnedContent
from .shop.purchases import Purchase
from .shop.shop import Shop
from .start_here import StartHere, StartProgress
from .statistics.results import (
    BestSeller,
    CohortNumbers,
    DayNumbers,
    LevelCount,
    Overview,
    SourceTotal,
    StreakCount,
    Streaks,
    TopMember,
)
from .statistics.statistics import Statistics
from .sweep import Sweep
from .wallet import Entry, Wallet
from .within import HostTransaction, Within

__all__ = [
    "AdminCatalog",
    "AlreadyClaimed",
    "AlreadyOwned",
    "Anomalies",
    "Anomaly",
    "AnomalyEvent",
    "AnomalyKind",
    "AnomalyReport",
    "BestSeller",
    "Catalog",
    "CatalogRow",
    "ChangedMeanwhile",
    "Channels",
    "ChosenMembers",
    "ClaimEffect",
    "ClaimExpired",
    "Claimed",
    "CohortNumbers",
    "Condition",
    "ConditionType",
    "Conditions",
    "Content",
    "ContentFile",
    "ContentSetCard",
    "Correction",
    "CreatorChannel",
    "Credited",
    "DailyClaim",
    "DailyGift",
    "DailyStatus",
    "DatabaseFileLocked",
    "DatabaseFileReplaced",
    "DatabaseUnavailable",
    "DayNumbers",
    "Debited",
    "Drafted",
    "Due",
    "Economy",
    "EconomyPreview",
    "EconomySettings",
    "Entry",
    "Erased",
    "Erasure",
    "FileKind",
    "FilesAdded",
    "FoundAnomaly",
    "FoundMember",
    "FoundMembers",
    "Gamification",
    "GamificationError",
    "GamificationEvent",
    "GamificationProfileService",
    "GrantableContent",
    "GrantedContent",
    "Hooks",
    "HostCondition",
    "HostTransaction",
    "IdempotencyConflict",
    "Identity",
    "ImpossibleReward",
    "InsufficientFunds",
    "InvalidAmount",
    "InvalidSetting",
    "Leaderboard",
    "LevelChanges",
    "LevelCount",
    "LevelEffect",
    "LevelUp",
    "MassPayments",
    "Member",
    "MemberAdmin",
    "MemberExport",
    "MemberFile",
    "MemberReward",
    "MemberRight",
    "MemberStatus",
    "MemberStreak",
    "Members",
    "NotAllowed",
    "NotForSale",
    "Offer",
    "OfferChanged",
    "Overview",
    "OwnedContent",
    "PriceChanged",
    "ProductCard",
    "Profile",
    "ProfileCard",
    "ProfileCreated",
    "Progress",
    "Purchase",
    "Purchased",
    "RankedPlace",
    "Ranking",
    "ReactionEffect",
    "ReactionOutcome",
    "ReactionRefusal",
    "Reactions",
    "Receipt",
    "Refunded",
    "Remark",
    "Remarked",
    "RepairedStreak",
    "Reward",
    "RewardClaim",
    "RewardHolders",
    "RewardLocked",
    "RewardReview",
    "RewardReviews",
    "RewardStatus",
    "RewardType",
    "RewardView",
    "Rewards",
    "Run",
    "RunConflict",
    "RunStatus",
    "Segment",
    "SegmentKind",
    "Segments",
    "SettingTrouble",
    "Shop",
    "SourceTotal",
    "StartHere",
    "StartProgress",
    "Statistics",
    "StreakCount",
    "StreakExtended",
    "StreakLost",
    "Streaks",
    "SubscriptionRequired",
    "Sweep",
    "TopMember",
    "TransactionType",
    "UnknownMember",
    "Unlocked",
    "Verdict",
    "VipOnly",
    "Wallet",
    "Within",
    "ZoneEffect",
    "entries_of",
]
