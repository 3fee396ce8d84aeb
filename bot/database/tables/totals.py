"""Daily totals of the ledger, which a job keeps (job_kinds/daily_totals.py). Nothing else writes here, and
all of it can be made anew from the ledger."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table
from .types import RowId, UtcDateTime


class DailyTotals(Table):
    """One row, id 1: how far the ledger is counted.

    Every entry with an id up to `counted_to` is counted, and no later one. The run under way ends at
    `counts_to`. `zone`: the zone of its days. `count_number`: increases when the counting begins anew, in
    another zone for instance. `entries`: how many are counted.
    """

    __tablename__ = "gamification_totals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    zone: Mapped[str] = mapped_column(String(64))
    count_number: Mapped[int]
    counted_to: Mapped[int] = mapped_column(BigInteger)
    counts_to: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int] = mapped_column(BigInteger)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DailyTotal(Table):
    """What the counted entries of one day, type and source come to: the sum of their amounts, which is
    negative where members paid, and their number. `source` is empty where an entry has none."""

    __tablename__ = "gamification_daily_totals"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    type: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int] = mapped_column(BigInteger)


class DailyMembers(Table):
    """How many members were active on a day."""

    __tablename__ = "gamification_daily_members"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    members: Mapped[int] = mapped_column(BigInteger)


class Cohort(Table):
    """How many of the members whose first active week was `first_week` were active in `week`; both are its
    Monday."""

    __tablename__ = "gamification_cohorts"

    first_week: Mapped[date] = mapped_column(Date, primary_key=True)
    week: Mapped[date] = mapped_column(Date, primary_key=True)
    members: Mapped[int] = mapped_column(BigInteger)


class MemberActivity(Table):
    """On which days a member was active: bit n of `days` (little-endian) is the n-th day after `first_day`,
    which is a proleptic Gregorian ordinal. It tells whether a member was counted for a day already.

    `earned`: in the month `month` (12 times the year, plus the month), the last one in which the member
    earned. Rows of another `count_number` are out of date.
    """

    __tablename__ = "gamification_member_activity"
    __table_args__ = (Index("ix_gamification_member_activity_month_earned", "month", "earned"),)

    user_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    count_number: Mapped[int]
    first_day: Mapped[int]
    days: Mapped[bytes] = mapped_column(LargeBinary)
    month: Mapped[int]
    earned: Mapped[int] = mapped_column(BigInteger)
