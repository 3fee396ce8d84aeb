"""What a ledger entry can be for."""

from enum import StrEnum


class TransactionType(StrEnum):
    """EARN_... raise the balance, SPEND_... lower it. A refund lowers total_spent and raises no level."""

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
        """True where the amount is added to the balance."""
        return self.value.startswith("EARN_")
