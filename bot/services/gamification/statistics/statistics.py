"""The numbers of the whole club, for admins: what was earned and spent, who is active, what sells.

Everything that comes from the ledger is read from daily totals, which a job keeps, and from the entries that
are not counted yet; so it is up to the moment (docs/decisions/0090)."""

from ..events.context import Context
from ..rules.ids import at_most
from .csv_rows import CsvRow, read_csv_rows
from .distributions import read_best_sellers, read_levels, read_streaks, read_top_members
from .overview import read_by_source, read_overview
from .results import BestSeller, CohortNumbers, LevelCount, Overview, SourceTotal, Streaks, TopMember
from .retention import read_retention

MAX_DAYS = 366
MAX_WEEKS = 53
MAX_PLACES = 100


class Statistics:
    """Statistics for admins. Days are calendar days in the creator's zone, and the last one is today. Each
    call raises NotAllowed and DatabaseUnavailable."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def overview(self, admin_id: int, days: int = 30) -> Overview:
        """Return earned, spent, circulating, active members, new profiles and claims of each of the last days
        (at most 366)."""
        await self._context.admins.require(admin_id)
        return await self._context.read(read_overview, at_most(days, MAX_DAYS))

    async def by_source(self, admin_id: int, days: int = 30) -> tuple[SourceTotal, ...]:
        """Return what was earned and spent in the last days by type and source, the largest first."""
        await self._context.admins.require(admin_id)
        return await self._context.read(read_by_source, at_most(days, MAX_DAYS))

    async def retention(self, admin_id: int, weeks: int = 8) -> tuple[CohortNumbers, ...]:
        """Return, for the members whose first active week was one of the last weeks (at most 53), how many
        were active in each week since."""
        await self._context.admins.require(admin_id)
        return await self._context.read(read_retention, at_most(weeks, MAX_WEEKS))

    async def levels(self, admin_id: int) -> tuple[LevelCount, ...]:
        """Return how many members have each level, from the lowest."""
        await self._context.admins.require(admin_id)
        return await self._context.read(read_levels)

    async def streaks(self, admin_id: int) -> Streaks:
        """Return the daily streaks that run now, in groups by their length."""
        await self._context.admins.require(admin_id)
        return await self._context.read(read_streaks)

    async def best_sellers(self, admin_id: int, days: int = 30, *, limit: int = 10) -> tuple[BestSeller, ...]:
        """Return the products that were bought most often in the last days."""
        await self._context.admins.require(admin_id)
        return await self._context.read(
            read_best_sellers, at_most(days, MAX_DAYS), at_most(limit, MAX_PLACES)
        )

    async def top_members(
        self, admin_id: int, *, this_month: bool = False, limit: int = 10
    ) -> tuple[TopMember, ...]:
        """Return the members who earned most, ever or in this calendar month."""
        await self._context.admins.require(admin_id)
        return await self._context.read(read_top_members, this_month, at_most(limit, MAX_PLACES))

    async def csv_rows(self, admin_id: int, days: int = 30) -> tuple[CsvRow, ...]:
        """Return a table for spreadsheets: a row of names, then one for each of the last days."""
        await self._context.admins.require(admin_id)
        return await self._context.read(read_csv_rows, at_most(days, MAX_DAYS))
