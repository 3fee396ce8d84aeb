"""Reads the stored totals together with the entries that are not counted yet; parts of units of work."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry
from ....database.tables.totals import Cohort, DailyMembers, DailyTotal
from ..rules.days import day_of
from ..rules.terms import ReadTerms
from .activity import week_of
from .counting import Progress, counted_between, nothing_counted, read_progress
from .tally import Counted, Key, Total

MAX_LIVE_ENTRIES = 50_000
"""More entries that are not counted are not read live: the numbers are then those of the last count."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """How far the ledger is counted, and what the later entries add. `waiting`: entries in none of the
    numbers, because they are too many to read them live. `today`: in the zone of the counted days."""

    progress: Progress
    live: Counted
    waiting: int
    today: date

    @property
    def counted_share(self) -> float:
        """How much of the ledger is in the numbers, from 0 to 1."""
        there = self.progress.entries + self.live.entries
        return there / (there + self.waiting) if there + self.waiting else 1.0


def read_ledger(session: Session, terms: ReadTerms) -> Ledger:
    """Read what is not counted yet; four statements."""
    zone = terms.settings.day_timezone
    progress = read_progress(session) or nothing_counted(zone, terms.now)
    last = session.execute(select(func.max(LedgerEntry.id))).scalar_one() or 0
    waiting = _count_after(session, progress.counted_to, last)
    today = day_of(terms.now, progress.zone)
    if waiting > MAX_LIVE_ENTRIES:
        return Ledger(progress, Counted(), waiting, today)
    live = counted_between(session, progress, progress.counted_to, last) if waiting else Counted()
    return Ledger(progress, live, 0, today)


def read_totals(session: Session, ledger: Ledger, since: date) -> dict[Key, Total]:
    """Return the totals by day, type and source, from a day on; one statement."""
    totals: dict[Key, Total] = {}
    for row in session.execute(
        select(
            DailyTotal.day, DailyTotal.type, DailyTotal.source, DailyTotal.amount, DailyTotal.entries
        ).where(DailyTotal.day >= since)
    ):
        totals[row[0], row[1], row[2]] = Total(row[3], row[4])
    for key, live in ledger.live.totals.items():
        if key[0] >= since:
            total = totals.setdefault(key, Total())
            total.amount += live.amount
            total.entries += live.entries
    return totals


def read_members(session: Session, ledger: Ledger, since: date) -> Counter[date]:
    """Return how many members were active, by day, from a day on; one statement."""
    stored = session.execute(select(DailyMembers.day, DailyMembers.members).where(DailyMembers.day >= since))
    members = Counter({row[0]: row[1] for row in stored})
    members.update({day: more for day, more in ledger.live.members.items() if day >= since})
    return members


def read_cohorts(session: Session, ledger: Ledger, since: date) -> Counter[tuple[date, date]]:
    """Return how many members were active, by their first week and the week, for first weeks from the one of
    a day on; one statement."""
    monday = week_of(since)
    stored = session.execute(
        select(Cohort.first_week, Cohort.week, Cohort.members).where(Cohort.first_week >= monday)
    )
    cohorts = Counter({(row[0], row[1]): row[2] for row in stored})
    cohorts.update({key: more for key, more in ledger.live.cohorts.items() if key[0] >= monday})
    return cohorts


def _count_after(session: Session, after: int, last: int) -> int:
    """Count the entries that wait; where they are too many, estimate it by their ids."""
    if after >= last:
        return 0
    some = select(LedgerEntry.id).where(LedgerEntry.id > after).limit(MAX_LIVE_ENTRIES + 1).subquery()
    counted = session.execute(select(func.count()).select_from(some)).scalar_one()
    return counted if counted <= MAX_LIVE_ENTRIES else last - after
