"""Domain errors. They carry the numbers that explain them, but no texts for members: those are in
bot/locales."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any


class GamificationError(Exception):
    """Base class of all errors that rules of the economy raise."""

    def __reduce__(self) -> tuple[object, ...]:
        # Exception's own way calls __init__ with the text, and fails.
        return Exception.__new__, (type(self), *self.args), vars(self)


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


class SettingTrouble(StrEnum):
    """Why a value is refused. The text for each is in bot/locales."""

    GONE = "gone"
    WRONG_KIND = "wrong_kind"
    UNKNOWN_FIELD = "unknown_field"
    WHOLE_NUMBER = "whole_number"
    """A whole number from `least` to `most` is needed."""
    TEXT_LENGTH = "text_length"
    """A text of 1 to `most` characters is needed."""
    NOT_STORABLE = "not_storable"
    NOT_ONE_OF = "not_one_of"
    """One of the words `known` is needed."""
    MOMENT = "moment"
    """A time in the years `first` to `last` is needed."""
    TAKEN = "taken"
    TOO_MANY = "too_many"
    """At most `most` are allowed."""
    NOT_A_FILE = "not_a_file"
    NOT_AN_EMOJI = "not_an_emoji"
    NOT_A_CHANNEL = "not_a_channel"
    UNKNOWN_ZONE = "unknown_zone"
    WITHOUT_DAYS = "without_days"
    """One line of at most `most` characters is needed, with {days} and no other braces."""
    NO_STREAK = "no_streak"
    EMPTY_LIST = "empty_list"
    UNKNOWN_CONDITION = "unknown_condition"
    """The bot has no such `condition`."""
    VALUE_NOT_WANTED = "value_not_wanted"
    IMPOSSIBLE = "impossible"
    FORMULA_EMPTY = "formula_empty"
    FORMULA_TOO_LONG = "formula_too_long"
    FORMULA_UNREADABLE = "formula_unreadable"
    FORMULA_NO_VALUE = "formula_no_value"
    FORMULA_BELOW_ONE = "formula_below_one"
    FORMULA_TOO_HIGH = "formula_too_high"
    FORMULA_FALLS = "formula_falls"


class InvalidSetting(GamificationError):
    """The setting `name` cannot have this value, for `reason`; nothing changed. `trouble` is the reason as a
    word, with the `limits` that explain it, so that it can be said in every language; None: only `reason`
    says it."""

    def __init__(
        self,
        name: str,
        reason: str,
        trouble: SettingTrouble | None = None,
        limits: Mapping[str, int | str] | None = None,
    ) -> None:
        self.name = name
        self.reason = reason
        self.trouble = trouble
        self.limits = limits or {}
        super().__init__(f"{name}: {reason}")


class ImpossibleReward(InvalidSetting):
    """Nobody could ever earn the reward by these conditions, for the `remarks` (rules/reward_logic.py);
    nothing changed."""

    def __init__(self, *remarks: Any) -> None:
        self.remarks = remarks
        reason = f"can never be met: {', '.join(map(str, remarks))}"
        super().__init__("conditions", reason, SettingTrouble.IMPOSSIBLE)


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
