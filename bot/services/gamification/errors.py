"""Domain errors. They carry the numbers that explain them, but no texts for members: those are in
bot/locales."""

from datetime import datetime
from typing import Any


class GamificationError(Exception):
    """Base class of all errors that rules of the economy raise."""


class UnknownMember(GamificationError):
    """There is no such user; nothing was done."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        super().__init__(f"no user {user_id}")


class InvalidAmount(GamificationError):
    """An operation moves 1 to 1,000,000,000 besitos, as a whole number."""

    def __init__(self, amount: object) -> None:
        self.amount = amount
        super().__init__(f"{amount!r} is not an amount from 1 to 1,000,000,000")


class InsufficientFunds(GamificationError):
    """The member has `balance` besitos and would need `needed`."""

    def __init__(self, balance: int, needed: int) -> None:
        self.balance = balance
        self.needed = needed
        super().__init__(f"{needed} besitos are needed, {balance} are there")


class IdempotencyConflict(GamificationError):
    """The idempotency key was already used for something else; nothing was posted."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the key {key!r} was used for another operation")


class AlreadyClaimed(GamificationError):
    """Already claimed. `next_at` (UTC) is when it opens again, None if never."""

    def __init__(self, next_at: datetime | None = None) -> None:
        self.next_at = next_at
        super().__init__("already claimed" + (f"; opens again at {next_at.isoformat()}" if next_at else ""))


class AlreadyOwned(GamificationError):
    """The member has access to this content already; nothing was charged."""


class NotForSale(GamificationError):
    """The product cannot be bought; `reason` is one of the words listed in shop.py."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"not for sale: {reason}")


class VipOnly(GamificationError):
    """Only VIP members may have this."""


class PriceChanged(GamificationError):
    """The price is now `price` besitos, not the one that was shown; nothing was charged."""

    def __init__(self, price: int) -> None:
        self.price = price
        super().__init__(f"the price is now {price} besitos")


class OfferChanged(GamificationError):
    """The member has bought this `bought` times, not as often as when it was shown; nothing was charged."""

    def __init__(self, bought: int) -> None:
        self.bought = bought
        super().__init__(f"bought {bought} times by now, not as often as when it was shown")


class RewardLocked(GamificationError):
    """The reward is not unlocked for this member."""


class ClaimExpired(GamificationError):
    """The window in which the reward could be claimed is over."""


class SubscriptionRequired(GamificationError):
    """VIP days can only extend a subscription, and the member has none; the claim stays open."""


class InvalidSetting(GamificationError):
    """The setting `name` cannot have this value, for `reason`; nothing changed."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


class ImpossibleReward(InvalidSetting):
    """Nobody could ever earn the reward by these conditions, for the `remarks` (rules/reward_logic.py);
    nothing changed."""

    def __init__(self, *remarks: Any) -> None:
        self.remarks = remarks
        super().__init__("conditions", f"can never be met: {', '.join(map(str, remarks))}")


class ChangedMeanwhile(GamificationError):
    """Somebody changed `name` after it was shown: it holds `value` now; nothing changed."""

    def __init__(self, name: str, value: object) -> None:
        self.name = name
        self.value = value
        super().__init__(f"{name} was changed meanwhile; it is {value!r} now")


class RunConflict(GamificationError):
    """Another run of this kind is active, or the state of the run does not allow this."""


class NotAllowed(GamificationError):
    """The caller is not an admin."""
