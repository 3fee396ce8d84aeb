"""Adds up ledger entries by day, type and source, and finds out for which days and weeks their members count
for the first time. The job stores the result; the statistics add it to what is stored. No database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..rules.days import day_of
from ..rules.transaction_types import TransactionType
from .activity import FIRST_DAY, LAST_DAY, Activity, month_of, week_of

EntryRow = tuple[int, int, str, str | None, datetime]
"""Member, amount, stored type, source and time of an entry."""
Key = tuple[date, str, str]
"""Day, stored type and source, which is empty where there is none."""

KNOWN_TYPES = frozenset(kind.value for kind in TransactionType)
_OF_OTHERS = frozenset(
    {
        TransactionType.EARN_ADMIN.value,
        TransactionType.SPEND_ADMIN.value,
        TransactionType.EARN_SHOP_REFUND.value,
    }
)


def is_act(type_: str, source: str | None) -> bool:
    """True if the member did something for this entry. A gift or a refund by an admin makes nobody active;
    what a host credits by its own words does."""
    return source is not None or type_ not in _OF_OTHERS


@dataclass(slots=True)
class Total:
    """The sum of amounts, and how many entries it has."""

    amount: int = 0
    entries: int = 0


@dataclass(slots=True)
class Tally:
    """What some entries come to: totals, the days on which members acted, and what they earned by month."""

    totals: dict[Key, Total] = field(default_factory=lambda: defaultdict(Total))
    days: dict[int, set[date]] = field(default_factory=lambda: defaultdict(set))
    earned: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    entries: int = 0


@dataclass(slots=True)
class Counted:
    """What the entries add: `members` by day, `cohorts` by first week and week, and the changed activity of
    members."""

    totals: Mapping[Key, Total] = field(default_factory=dict)
    members: Counter[date] = field(default_factory=Counter)
    cohorts: Counter[tuple[date, date]] = field(default_factory=Counter)
    activity: dict[int, Activity] = field(default_factory=dict)
    entries: int = 0


def tally(rows: Iterable[EntryRow], zone: ZoneInfo) -> Tally:
    """Add up entries, by their calendar day in `zone`."""
    result = Tally()
    totals, days, earned = result.totals, result.days, result.earned
    for user_id, amount, type_, source, at in rows:
        day = day_of(at, zone)
        total = totals[day, type_, source or ""]
        total.amount += amount
        total.entries += 1
        result.entries += 1
        if is_act(type_, source) and FIRST_DAY <= day <= LAST_DAY:
            days[user_id].add(day)
        if amount > 0 and type_ != TransactionType.EARN_SHOP_REFUND:
            earned[user_id, month_of(day)] += amount
    return result


def count(tallied: Tally, known: Mapping[int, Activity]) -> Counted:
    """Find out what a tally adds, given the activity of its members so far. A member who is not in `known`
    was deleted, and counts for no day."""
    counted = Counted(totals=tallied.totals, entries=tallied.entries)
    for user_id, days in tallied.days.items():
        before = known.get(user_id)
        if before is None:
            continue
        new = {day for day in days if not before.includes(day)}
        if new:
            after = before.active_on(new)
            counted.members.update(new)
            _count_weeks(counted.cohorts, before, after, new)
            counted.activity[user_id] = after
    for (user_id, month), amount in sorted(tallied.earned.items()):
        before = counted.activity.get(user_id, known.get(user_id))
        if before is not None:
            counted.activity[user_id] = before.earned_in(month, amount)
    return counted


def _count_weeks(
    cohorts: Counter[tuple[date, date]], before: Activity, after: Activity, new: set[date]
) -> None:
    first = after.first_week
    if before.days and before.first_week == first:
        for week in {week_of(day) for day in new}:
            if not before.includes_week(week):
                cohorts[first, week] += 1
        return
    for week in before.weeks:  # an entry that is older than those counted before: another cohort
        cohorts[before.first_week, week] -= 1
    for week in after.weeks:
        cohorts[first, week] += 1
