"""What a ledger entry was for, in words."""

from collections.abc import Mapping

from ..services.gamification import TransactionType

WHAT_FOR: Mapping[TransactionType, str] = {
    TransactionType.EARN_REACTION: "history-reaction",
    TransactionType.EARN_DAILY: "history-daily-gift",
    TransactionType.EARN_STREAK: "history-streak",
    TransactionType.EARN_REWARD: "history-reward",
    TransactionType.EARN_ADMIN: "history-from-admin",
    TransactionType.EARN_SHOP_REFUND: "history-refund",
    TransactionType.SPEND_SHOP: "history-purchase",
    TransactionType.SPEND_ADMIN: "history-to-admin",
}
"""The texts for members. Of EARN_OTHER and SPEND_OTHER the host's own word says it."""
