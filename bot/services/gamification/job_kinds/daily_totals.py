"""A kind of job that counts the ledger's new entries into daily totals: docs/decisions/0090 says why the
transactions themselves do not."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry
from ...jobs import Done, Page, Step
from ...jobs.kinds import BEFORE_ALL
from ..economy import read_settings
from ..statistics.counting import Progress, begin, count_entries, read_progress, settled_to

MANY = 2_000
"""So many entries that wait are worth a run."""
MIN_PAGE, SEARCHING = 500, 20
"""Fewer entries take as long, for most of a batch is the same for any number. Below the second a batch
failed, and the runner looks for the entry that is the cause."""
MAX_WAIT = timedelta(days=1)
"""A single entry is counted after this time at the latest."""


class CountDailyTotals:
    """Counts the entries that were there at the start of the run, from where the last run ended. After a
    change of the zone it begins anew. `changed` counts entries."""

    name = "daily_totals"
    purpose = "Counts new ledger entries into the daily totals of the statistics; starts by itself."

    def total(self, session: Session, step: Step) -> int:
        """Estimate how many entries wait, by their ids."""
        return uncounted(session)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next entries, up to what was there at the start of the run; 500 at least, also where
        `size` is smaller."""
        progress = read_progress(session)
        ends: int | None
        if after == BEFORE_ALL:
            ends = settled_to(session)
            lower = _counted_to(session, progress)
        else:
            lower = after
            # A dry run goes beyond: it does not write how far it counts.
            ends = progress.counts_to if progress and after <= progress.counts_to else settled_to(session)
        if ends is None:
            return None
        keys = (
            select(LedgerEntry.id.label("key"))
            .where(LedgerEntry.id > lower, LedgerEntry.id <= ends)
            .order_by(LedgerEntry.id)
            .limit(size if size < SEARCHING else max(size, MIN_PAGE))
            .subquery()
        )
        highest, rows = session.execute(select(func.max(keys.c.key), func.count()).select_from(keys)).one()
        return Page(after, highest, rows) if rows else None

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Count a page."""
        progress = read_progress(session)
        if progress is None or page.after == BEFORE_ALL:
            ends = settled_to(session)
            zone = read_settings(session).day_timezone
            progress = begin(session, zone, page.last if ends is None else max(ends, page.last), step.now)
        after = progress.counted_to if page.after == BEFORE_ALL else page.after
        return Done(changed=count_entries(session, progress, after, page.last, step.now))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count the rows of a page."""
        return Done(changed=page.rows)


def is_due(session: Session, now: datetime) -> bool:
    """True if a run is worth its row: many entries wait, or one waits long, or the zone was changed."""
    progress = read_progress(session)
    waiting = uncounted(session)
    if progress is None or progress.zone_name != read_settings(session).day_timezone:
        return waiting > 0
    return waiting >= MANY or (waiting > 0 and now - progress.counted_at >= MAX_WAIT)


def uncounted(session: Session) -> int:
    """Estimate how many entries are not counted yet, by their ids."""
    last = session.execute(select(func.max(LedgerEntry.id))).scalar_one() or 0
    return max(last - _counted_to(session, read_progress(session)), 0)


def _counted_to(session: Session, progress: Progress | None) -> int:
    if progress is None or progress.zone_name != read_settings(session).day_timezone:
        return 0
    return progress.counted_to
