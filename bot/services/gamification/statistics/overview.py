"""The numbers of the last days; units of work."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import GamificationProfile
from ..rules.days import day_starts
from ..rules.terms import ReadTerms
from ..rules.transaction_types import TransactionType, type_of
from .results import DayNumbers, Overview, SourceTotal
from .stored import Ledger, read_ledger, read_members, read_totals
from .tally import KNOWN_TYPES, Key, Total

DAY = timedelta(days=1)
GIFT, SHOP = TransactionType.EARN_DAILY.value, TransactionType.SPEND_SHOP.value


def read_overview(session: Session, terms: ReadTerms, days: int) -> Overview:
    """Return the last `days` days."""
    return overview_of(session, read_ledger(session, terms), days)


def overview_of(session: Session, ledger: Ledger, days: int) -> Overview:
    """Return the last `days` days of a ledger that was read already."""
    first = ledger.today - (days - 1) * DAY
    totals = read_totals(session, ledger, first)
    active = read_members(session, ledger, first)
    circulating, members = session.execute(
        select(func.coalesce(func.sum(GamificationProfile.balance), 0), func.count())
    ).one()
    changes: defaultdict[date, int] = defaultdict(int)
    earned: defaultdict[date, int] = defaultdict(int)
    entries: defaultdict[tuple[date, str], int] = defaultdict(int)
    for (day, type_, _), total in totals.items():
        changes[day] += total.amount
        entries[day, type_] += total.entries
        if _is_earning(type_):
            earned[day] += total.amount
    held = int(circulating) - sum(change for day, change in changes.items() if day > ledger.today)
    numbers = []
    for day in (ledger.today - back * DAY for back in range(days)):
        numbers.append(
            DayNumbers(
                day=day,
                earned=earned[day],
                spent=earned[day] - changes[day],
                active_members=active[day],
                new_profiles=_new_profiles(session, ledger, day),
                claims=entries[day, GIFT],
                purchases=entries[day, SHOP],
                circulating=None if ledger.waiting else held,
            )
        )
        held -= changes[day]
    return Overview(
        days=tuple(reversed(numbers)),
        circulating=int(circulating),
        members=members,
        counted_share=ledger.counted_share,
        counted_at=ledger.progress.counted_at if ledger.progress.count_number else None,
    )


def read_by_source(session: Session, terms: ReadTerms, days: int) -> tuple[SourceTotal, ...]:
    """Return what the last `days` days came to, by type and source, the largest first."""
    ledger = read_ledger(session, terms)
    sums: defaultdict[tuple[str, str], Total] = defaultdict(Total)
    for (day, type_, source), total in totals_until_today(session, ledger, days).items():
        assert day <= ledger.today
        sums[type_, source].amount += total.amount
        sums[type_, source].entries += total.entries
    found = [
        SourceTotal(type_of(type_, source or None), source or None, abs(total.amount), total.entries)
        for (type_, source), total in sums.items()
        if type_ in KNOWN_TYPES
    ]
    return tuple(sorted(found, key=lambda one: (-one.besitos, one.type, one.source or "")))


def totals_until_today(session: Session, ledger: Ledger, days: int) -> Mapping[Key, Total]:
    """Return the totals of the last `days` days."""
    first = ledger.today - (days - 1) * DAY
    totals = read_totals(session, ledger, first)
    return {key: total for key, total in totals.items() if key[0] <= ledger.today}


def _new_profiles(session: Session, ledger: Ledger, day: date) -> int:
    zone = ledger.progress.zone
    return session.execute(
        select(func.count())
        .select_from(GamificationProfile)
        .where(
            GamificationProfile.created_at >= day_starts(day, zone),
            GamificationProfile.created_at < day_starts(day + DAY, zone),
        )
    ).scalar_one()


def _is_earning(type_: str) -> bool:
    return type_.startswith("EARN_") and type_ != TransactionType.EARN_SHOP_REFUND
