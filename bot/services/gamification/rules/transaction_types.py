"""The types of ledger entries."""

from enum import StrEnum


class TransactionType(StrEnum):
    """EARN_... types raise the balance, SPEND_... types lower it. A refund lowers total_spent and does not
    raise a level."""

    EARN_REACTION = "EARN_REACTION"
    EARN_DAILY = "EARN_DAILY"
    EARN_STREAK = "EARN_STREAK"
    EARN_REWARD = "EARN_REWARD"
    EARN_ADMIN = "EARN_ADMIN"
    EARN_SHOP_REFUND = "EARN_SHOP_REFUND"
    SPEND_SHOP = "SPEND_SHOP"
    SPEND_ADMIN = "SPEND_ADMIN"

    @property
    def earns(self) -> bool:
        """True if the amount is added to the balance."""
        return self.value.startswith("EARN_")
