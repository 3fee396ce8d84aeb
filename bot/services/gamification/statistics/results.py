"""What the statistics return."""

from dataclasses import dataclass
from datetime import date, datetime

from ..rules.transaction_types import TransactionType


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """One calendar day: besitos earned and spent (refunds are taken off what was spent), members who were
    active, profiles made, daily gifts claimed and purchases paid. `circulating`: the sum of all balances at
    its end; None while older entries still wait to be counted."""

    day: date
    earned: int
    spent: int
    active_members: int
    new_profiles: int
    claims: int
    purchases: int
    circulating: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The last days, today included, the oldest first. `circulating`: the sum of all balances now; `members`:
    how many profiles there are. `counted_share`: how much of the ledger is in these numbers; below 1 only
    while a job counts the past."""

    days: tuple[DayNumbers, ...]
    circulating: int
    members: int
    counted_share: float
    counted_at: datetime | None

    @property
    def earned(self) -> int:
        """Besitos earned in these days."""
        return sum(day.earned for day in self.days)

    @property
    def spent(self) -> int:
        """Besitos spent in these days, less refunds."""
        return sum(day.spent for day in self.days)

    @property
    def claims(self) -> int:
        """Daily gifts claimed in these days."""
        return sum(day.claims for day in self.days)

    @property
    def purchases(self) -> int:
        """Purchases paid in these days."""
        return sum(day.purchases for day in self.days)

    @property
    def new_profiles(self) -> int:
        """Profiles made in these days."""
        return sum(day.new_profiles for day in self.days)

    @property
    def spent_of_100(self) -> int | None:
        """Of 100 besitos earned in these days, so many were spent; None where none were earned."""
        return round(100 * self.spent / self.earned) if self.earned else None


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """What came from, or went to, one type of entry, with a host's own `source`: besitos, never negative, and
    how many entries."""

    type: TransactionType
    source: str | None
    besitos: int
    entries: int


@dataclass(frozen=True, slots=True)
class CohortNumbers:
    """The members whose first active week began on `first_week`, and how many of them were active in each
    week from that one on; the last may be the present, unfinished week."""

    first_week: date
    members: int
    active: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many members have this level."""

    level: int
    members: int


@dataclass(frozen=True, slots=True)
class StreakCount:
    """How many members have a daily streak of `least` to `most` days now; `most` None: or more."""

    least: int
    most: int | None
    members: int


@dataclass(frozen=True, slots=True)
class Streaks:
    """The daily streaks that run now, from short to long, the longest of them, and the longest ever."""

    counts: tuple[StreakCount, ...]
    longest_now: int
    longest_ever: int


@dataclass(frozen=True, slots=True)
class BestSeller:
    """How often a product was bought and not refunded, and for how much. `name` is not escaped; None: the
    product was deleted."""

    product_id: int | None
    name: str | None
    purchases: int
    besitos: int


@dataclass(frozen=True, slots=True)
class TopMember:
    """A member who earned much. The name is not escaped."""

    user_id: int
    name: str
    earned: int
