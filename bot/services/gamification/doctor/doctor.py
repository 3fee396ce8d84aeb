"""Checks the invariants and settings of a live database, in short read transactions, one page of rows at a
time. It writes nothing, unless it is asked to mend.

Findings are reported one by one, as soon as they are found. A bot may use the database meanwhile, because
each page is read in one snapshot.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from datetime import datetime

from sqlalchemy.orm import Session

from ....database import Database
from ...clock import Clock, system_clock
from .access import examine_access
from .catalog import examine_catalog
from .clocks import WRITTEN_AHEAD, Ahead, count_ahead, findings_of
from .findings import Examined, Finding
from .ledger import examine_ledger
from .members import examine_profiles, examine_rewards, examine_streaks
from .mend import MENDS, TOTALS, mend_page
from .outbox import examine_outbox
from .rights import examine_rights
from .runs import examine_runs
from .schema import examine_schema
from .settings import examine_settings
from .totals import StoredTotals, compare, forget, read_stored, recount_page

Page = Callable[[Session, int, datetime], Examined]
"""Examines the rows after a key, as many as fit into a short transaction."""

PAGES: dict[str, Page] = {
    "user_gamification_profiles": examine_profiles,
    "transactions": examine_ledger,
    "user_streaks": examine_streaks,
    "user_content_access": examine_access,
    "content_rights": examine_rights,
    "user_rewards": examine_rewards,
    "job_runs": examine_runs,
    "gamification_outbox": examine_outbox,
}
BEFORE_THE_FIRST = -(2**63)


class Doctor:
    """Checks one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    async def examine(self) -> AsyncGenerator[Finding, None]:
        """Yield every finding. If the schema makes the rest unreadable, that finding is the last one.

        Raises DatabaseUnavailable.
        """
        schema = await self._database.read(examine_schema)
        for finding in schema.findings:
            yield finding
        if not schema.readable:
            return
        for finding in await self._database.read(examine_settings):
            yield finding
        for finding in await self._database.read(examine_catalog):
            yield finding
        for table, page in PAGES.items():
            async for finding in self._through(table, page):
                yield finding
        for moments in WRITTEN_AHEAD:
            ahead = Ahead(last=BEFORE_THE_FIRST)
            while ahead.last is not None:
                following = await self._database.read(count_ahead, moments, ahead.last, self._clock())
                ahead = ahead.and_then(following)
            for finding in findings_of(moments, ahead):
                yield finding
        for finding in compare(await self._recounted()):
            yield finding

    async def mend(self) -> Counter[str]:
        """Mend what is safe to mend, in short transactions while a bot may serve; how many rows, by what was
        done (`mend.MENDED`). Done a second time it finds nothing. Each change is in gamification_audit.

        Raises DatabaseUnavailable: what was mended until then stays so.
        """
        mended: Counter[str] = Counter()
        if not (await self._database.read(examine_schema)).readable:
            return mended
        for key, mend in MENDS:
            after = BEFORE_THE_FIRST
            while True:
                try:
                    page, changes = await self._database.write(mend_page, key, mend, after, self._clock())
                except (ValueError, TypeError, LookupError):  # a row that cannot be read: `examine` names it
                    break
                if page is None:
                    break
                mended.update(change.what for change in changes)
                after = page.last
        if compare(await self._recounted()):
            await self._database.write(forget, self._clock())
            mended[TOTALS] += 1
        return mended

    async def _recounted(self) -> StoredTotals:
        """The daily totals of one moment, and what the ledger comes to up to where it was counted then."""
        stored = await self._database.read(read_stored)
        after: int | None = 0
        while after is not None:
            after = await self._database.read(recount_page, stored, after)
        return stored

    async def _through(self, table: str, page: Page) -> AsyncGenerator[Finding, None]:
        after: int | None = BEFORE_THE_FIRST
        while after is not None:
            try:
                examined = await self._database.read(page, after, self._clock())
            except (ValueError, TypeError, LookupError) as error:  # an invalid date, for instance
                yield Finding(
                    "unreadable_row",
                    f"{table}: a row after key {after} cannot be read: {str(error)[:100]}",
                    "correct it by hand; what comes after it was not examined",
                )
                return
            for finding in examined.findings:
                yield finding
            after = examined.last
