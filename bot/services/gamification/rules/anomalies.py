"""What is far from what the others do: amounts that a member earned, reactions within one second, refunds. It
finds facts for an admin to look at and judges nobody (decision 0083). No database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .preview import claim_pays, reactions_pay_a_day
from .settings import EconomySettings
from .transaction_types import TransactionType, type_of

TIMES_THE_OTHERS = 5
"""A member who earned more than this many times what the others do is far beyond them."""
MIN_SET_ASIDE = 3
"""So many of the highest amounts are no measure at least: they may belong together."""
MIN_OTHERS = 10
"""With fewer others there is nothing to compare with."""
MIN_REACTIONS_A_SECOND = 5
MIN_REFUNDS = 3
_DAYS_OF_THE_LONGEST_STREAK = 10**9


class AnomalyKind(StrEnum):
    """EARNED: far more than the others from one source. REACTIONS: many within a second. REFUNDS: a member
    with several. REFUNDED: what one admin refunded."""

    EARNED = "earned"
    REACTIONS = "reactions"
    REFUNDS = "refunds"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A finding, as facts. `user_id`: the member, of REFUNDED the admin (0: a program). `source`: from what
    the member EARNED: reaction, gift, reward, or a host's own word. `amount`: besitos. `times`: entries,
    reactions or refunds. `first_at`, `last_at`: as the database writes moments, in UTC. `others_at_most`:
    what the others EARNED at most, without the highest hundredth, and `others`, how many they are.
    `in_a_second`: the most REACTIONS within one second.
    """

    kind: AnomalyKind
    user_id: int
    source: str
    amount: int
    times: int
    first_at: str
    last_at: str
    others_at_most: int = 0
    others: int = 0
    in_a_second: int = 0

    @property
    def key(self) -> str:
        """What names it as long as it goes on."""
        return f"{self.kind} {self.source} {self.user_id}" if self.source else f"{self.kind} {self.user_id}"


@dataclass(slots=True)
class _Sum:
    amount: int = 0
    times: int = 0
    first_at: str = ""
    last_at: str = ""

    def add(self, amount: int, at: str) -> None:
        self.amount += amount
        self.times += 1
        self.first_at = min(self.first_at or at, at)
        self.last_at = max(self.last_at, at)


@dataclass(frozen=True, slots=True)
class Observed:
    """What is added up of the entries and reactions of a window; they may come in any order. Moments are
    texts like 2026-11-22 12:00:00.5, as both databases write them."""

    earned: dict[str, dict[int, _Sum]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(_Sum)))
    """By source and member."""
    reactions: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    """How many by member and second."""
    paid: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    """How many were paid, by member and second; what they paid is in `paid_besitos`."""
    paid_besitos: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    refunds: dict[int, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    refunded: dict[int, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    """By admin."""

    def entry(
        self, at: str, user_id: int, stored: str, source: str | None, amount: int, metadata: object = None
    ) -> None:
        """Add an entry of the ledger. An admin's credits and what members spend are left out."""
        if stored not in TransactionType.__members__:  # of a newer version
            return
        kind = type_of(stored, source)
        if kind is TransactionType.EARN_SHOP_REFUND:
            self.refunds[user_id].add(amount, at)
            noted = metadata.get("admin_id") if isinstance(metadata, Mapping) else None
            self.refunded[noted if isinstance(noted, int) else 0].add(amount, at)
        elif (name := SOURCES.get(kind)) is not None:
            self.earned[source or name][user_id].add(amount, at)
            if kind is TransactionType.EARN_REACTION:
                second = user_id, at[:19]
                self.paid[second] += 1
                self.paid_besitos[second] += amount

    def reaction(self, at: str, user_id: int) -> None:
        """Add a reaction, paid or not."""
        self.reactions[user_id, at[:19]] += 1


SOURCES: Mapping[TransactionType, str] = {
    TransactionType.EARN_REACTION: "reaction",
    TransactionType.EARN_DAILY: "gift",
    TransactionType.EARN_STREAK: "gift",
    TransactionType.EARN_REWARD: "reward",
    TransactionType.EARN_OTHER: "other",
}


def anomalies_of(observed: Observed, settings: EconomySettings) -> list[Anomaly]:
    """Return what there is to look at: the highest amounts first, by kind."""
    found = [
        *(
            one
            for source, members in observed.earned.items()
            for one in _far_beyond(source, members, one_day(settings))
        ),
        *_bursts(observed),
        *(
            Anomaly(AnomalyKind.REFUNDS, user_id, "", one.amount, one.times, one.first_at, one.last_at)
            for user_id, one in observed.refunds.items()
            if one.times >= MIN_REFUNDS
        ),
        *(
            Anomaly(AnomalyKind.REFUNDED, admin_id, "", one.amount, one.times, one.first_at, one.last_at)
            for admin_id, one in observed.refunded.items()
        ),
    ]
    order = list(AnomalyKind)
    return sorted(found, key=lambda one: (order.index(one.kind), -one.amount, -one.times, one.key))


def one_day(settings: EconomySettings) -> int:
    """Return the most besitos that reactions and the gift pay a member in a day. Less is never far beyond."""
    return reactions_pay_a_day(settings) + claim_pays(_DAYS_OF_THE_LONGEST_STREAK, settings)


def _far_beyond(source: str, members: Mapping[int, _Sum], floor: int) -> Iterable[Anomaly]:
    amounts = sorted((one.amount for one in members.values()), reverse=True)
    aside = max(MIN_SET_ASIDE, -(-len(amounts) // 100))
    others = len(amounts) - aside
    if others < MIN_OTHERS:
        return
    at_most = amounts[aside]
    for user_id, one in members.items():
        if one.amount > max(floor, TIMES_THE_OTHERS * at_most):
            yield Anomaly(
                AnomalyKind.EARNED, user_id, source, one.amount, one.times, one.first_at, one.last_at,
                others_at_most=at_most, others=others,
            )  # fmt: skip


def _bursts(observed: Observed) -> Iterable[Anomaly]:
    """A removed reaction is in the ledger alone, and an unpaid one is not in the ledger: both count."""
    bursts: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for at in observed.reactions.keys() | observed.paid.keys():
        many = max(observed.reactions.get(at, 0), observed.paid.get(at, 0))
        if many >= MIN_REACTIONS_A_SECOND:
            user_id, second = at
            bursts[user_id].append((second, many, observed.paid_besitos.get(at, 0)))
    for user_id, found in bursts.items():
        seconds = [second for second, _, _ in found]
        yield Anomaly(
            AnomalyKind.REACTIONS,
            user_id,
            "",
            sum(besitos for _, _, besitos in found),
            sum(many for _, many, _ in found),
            min(seconds),
            max(seconds),
            in_a_second=max(many for _, many, _ in found),
        )
