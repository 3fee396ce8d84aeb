"""On which days a member was active, as a set of bits, and what follows for weeks. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2100, 1, 1)
"""Telegram's bots are as old. A day outside would only make the set of bits long: it is not kept."""
WEEK = 7


def week_of(day: date) -> date:
    """Return the Monday of its week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> int:
    """Return a number for its month, in the order of time."""
    return 12 * day.year + day.month


@dataclass(frozen=True, slots=True)
class Activity:
    """The days of one member: bit n of `days` is the n-th day after the ordinal `first_day`, and bit 0 is
    set; 0: no day yet. `earned`: in the month `month` (`month_of`)."""

    first_day: int = 0
    days: int = 0
    month: int = 0
    earned: int = 0

    def includes(self, day: date) -> bool:
        """True if the member was active on this day."""
        shift = day.toordinal() - self.first_day
        return shift >= 0 and bool(self.days >> shift & 1)

    def active_on(self, days: Iterable[date]) -> "Activity":
        """Return the activity with these days."""
        first, bits = self.first_day, self.days
        for day in days:
            ordinal = day.toordinal()
            if not bits:
                first, bits = ordinal, 1
            elif ordinal < first:
                first, bits = ordinal, bits << (first - ordinal) | 1
            else:
                bits |= 1 << (ordinal - first)
        return Activity(first, bits, self.month, self.earned)

    def earned_in(self, month: int, amount: int) -> "Activity":
        """Return the activity with an amount earned in a month; only the last month is kept."""
        if month < self.month:
            return self
        before = self.earned if month == self.month else 0
        return Activity(self.first_day, self.days, month, before + amount)

    @property
    def first_week(self) -> date:
        """The first week with a day; only where there is one."""
        return week_of(date.fromordinal(self.first_day))

    @property
    def weeks(self) -> set[date]:
        """Every week with a day."""
        if not self.days:
            return set()
        monday = self.first_week
        bits = self.days << (self.first_day - monday.toordinal())
        weeks = set()
        for number in range((bits.bit_length() + WEEK - 1) // WEEK):
            if bits >> (number * WEEK) & 0b1111111:
                weeks.add(monday + timedelta(weeks=number))
        return weeks

    def includes_week(self, monday: date) -> bool:
        """True if the member was active in this week."""
        shift = monday.toordinal() - self.first_day
        bits = self.days >> shift if shift >= 0 else self.days << -shift
        return bool(bits & 0b1111111)

    def to_bytes(self) -> bytes:
        """Return `days` as it is stored."""
        return self.days.to_bytes((self.days.bit_length() + 7) // 8, "little")


def stored_activity(first_day: int, days: bytes, month: int, earned: int) -> Activity:
    """Build an activity from its columns."""
    return Activity(first_day, int.from_bytes(days, "little"), month, earned)
