"""What happened to a member: frozen dataclasses, which hooks get after the commit.

A unit of work calls `happened` in its transaction. The list is kept in the session, so a run that is rolled
back or run again leaves nothing. Amounts are whole besitos; times are in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from .rules.rewards import Reward
from .rules.transaction_types import TransactionType

_HAPPENED = "besitos.happened"


@dataclass(frozen=True, slots=True, kw_only=True)
class GamificationEvent:
    """Something that happened to the member `user_id`. `at`: the time of the transaction, by our clock."""

    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCreated(GamificationEvent):
    """The member's profile was created: told once, by the process that created it. The sweep, which creates
    profiles of people who are not there, does not tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited(GamificationEvent):
    """The ledger entry `entry_id` added `amount` besitos (positive); `balance` is the balance after it."""

    entry_id: int
    amount: int
    balance: int
    type: TransactionType
    reason: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debited(GamificationEvent):
    """The ledger entry `entry_id` took `amount` besitos (positive); `balance` is the balance after it."""

    entry_id: int
    amount: int
    balance: int
    type: TransactionType
    reason: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelUp(GamificationEvent):
    """An earning raised the level from `before` to `level`, perhaps by several. A new formula that an admin
    sets is not told."""

    level: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked(GamificationEvent):
    """`reward` became claimable, by its conditions or by an admin's grant."""

    reward: Reward


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(GamificationEvent):
    """The member claimed `reward`, for the `claim_count`th time. `vip_until`: until when a VIP_EXTENSION
    lasts. Besitos that it paid are also Credited. A claim of the daily gift is Credited and
    StreakExtended."""

    reward: Reward
    claim_count: int
    vip_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchased(GamificationEvent):
    """The member bought the product `name` for `price` besitos, which are also Debited; 0 if it was free.
    `purchase_id` is what `shop.refund` takes."""

    purchase_id: int
    product_id: int
    content_set_id: int
    name: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded(GamificationEvent):
    """The admin `admin_id` refunded a purchase. `amount` besitos, which are also Credited, were returned; 0
    if nothing had been charged. `product_id`: None if the product was deleted."""

    purchase_id: int
    product_id: int | None
    content_set_id: int
    amount: int
    admin_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakExtended(GamificationEvent):
    """A day counted for a streak. `kind`: "DAILY_GIFT" or "REACTION". `day`: how many days the streak has
    now, 1 for its first. `longest`: the longest that the member ever had, in days."""

    kind: str
    day: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakLost(GamificationEvent):
    """A streak of `days` days, whose last day was `last_day`, is over. Nothing runs at midnight: it is told
    when it is found, at the member's next claim or reaction or by the job `tidy_streaks`, and once."""

    kind: str
    days: int
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(GamificationEvent):
    """The admin `admin_id` erased the member, of whom our tables hold nothing any more: a host that has data
    of its own for `user_id` can delete it now. `user_kept`: the host's row in `users` stays, without names,
    because something of the host refers to it. It is not told to durable hooks: what is kept to be told
    later would be kept of the erased member."""

    admin_id: int
    user_kept: bool


def happened(session: Session, event: GamificationEvent) -> None:
    """Tell that something happened, if the transaction of this session commits. No statement."""
    session.info.setdefault(_HAPPENED, []).append(event)


def what_happened(info: Mapping[Any, Any]) -> Sequence[GamificationEvent]:
    """Return what the unit of work with this `session.info` told, in order."""
    events: Sequence[GamificationEvent] = info.get(_HAPPENED, ())
    return events
