"""Checks that the daily totals of the statistics are what the ledger comes to, one page of entries at a
time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry
from ....database.tables.totals import DailyTotal
from ..audit import Change, record
from ..rules.days import day_of
from ..statistics.counting import Progress, forget_totals, read_progress
from .findings import Finding
from .mend import TOTALS, WHO

PAGE = 20_000
Key = tuple[date, str, str]


@dataclass(slots=True)
class StoredTotals:
    """What was stored at one moment: amounts and numbers of entries by day, type and source. What the ledger
    comes to is taken off, so that zeros are left where both agree."""

    progress: Progress | None
    amounts: Counter[Key] = field(default_factory=Counter)
    entries: Counter[Key] = field(default_factory=Counter)


def read_stored(session: Session) -> StoredTotals:
    """Read the daily totals and how far they are counted; two statements."""
    stored = StoredTotals(read_progress(session))
    for row in session.execute(
        select(DailyTotal.day, DailyTotal.type, DailyTotal.source, DailyTotal.amount, DailyTotal.entries)
    ):
        key = (row[0], row[1], row[2])
        stored.amounts[key], stored.entries[key] = row[3], row[4]
    return stored


def recount_page(session: Session, stored: StoredTotals, after: int) -> int | None:
    """Take the next counted entries off; returns the last id, None after the last page. One statement."""
    if stored.progress is None:
        return None
    zone, last, rows = stored.progress.zone, after, 0
    amounts: Counter[Key] = Counter()
    entries: Counter[Key] = Counter()
    for id_, amount, type_, source, at in session.execute(
        select(
            LedgerEntry.id,
            LedgerEntry.amount,
            cast(LedgerEntry.type, String),
            LedgerEntry.source,
            LedgerEntry.created_at,
        )
        .where(LedgerEntry.id > after, LedgerEntry.id <= stored.progress.counted_to)
        .order_by(LedgerEntry.id)
        .limit(PAGE)
    ):
        key = (day_of(at, zone), type_, source or "")
        amounts[key] += amount
        entries[key] += 1
        last, rows = id_, rows + 1
    # At the end, for the page may run again from its start.
    stored.amounts.subtract(amounts)
    stored.entries.subtract(entries)
    return last if rows == PAGE else None


def compare(stored: StoredTotals) -> list[Finding]:
    """Return a finding where the totals are not those of the ledger."""
    wrong = {key for key, amount in stored.amounts.items() if amount}
    wrong |= {key for key, entries in stored.entries.items() if entries}
    if not wrong:
        return []
    day, type_, source = min(wrong)
    days = len({one[0] for one in wrong})
    kind = f"{type_} of {source}" if source else type_
    key = (day, type_, source)
    return [
        Finding(
            "daily_totals",
            f"the daily totals of {days} days are not those of the ledger: on {day} "
            f"{kind} is off by {stored.amounts[key]:+} besitos and {stored.entries[key]:+} entries",
            "have them counted anew: besitos doctor --fix; the ledger itself is not changed",
        )
    ]


def forget(session: Session, now: datetime) -> None:
    """Have the totals counted anew by the next run of daily_totals."""
    forget_totals(session)
    record(session, WHO, [Change(TOTALS, "all days", None, "counted anew")], now)
