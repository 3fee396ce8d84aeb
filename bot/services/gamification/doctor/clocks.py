"""Counts stored times that are later than tomorrow: the clock of the process that wrote them was ahead
(decision 0016)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ....database.tables.gamification import LedgerEntry, UserReward, UserStreak
from .findings import Finding

PAGE = 20_000
NAMED_MEMBERS = 5
FURTHEST_EAST = timedelta(hours=14)
"""The easternmost zone: a day later than tomorrow there has not begun in any zone, so it cannot have been
written by a right clock."""
# SQLite may hold texts that are not times; they sort after it.
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
CLOCKS = "correct the clock of every host that runs the bot; "


@dataclass(frozen=True, slots=True)
class Moments:
    """Times in a table that no clock can have reached: what they are called, and what to do about them.
    `wrong`: somebody has to do it."""

    kind: str
    name: str
    to_do: str
    id: InstrumentedAttribute[int]
    user_id: InstrumentedAttribute[int]
    columns: tuple[InstrumentedAttribute[datetime | None] | InstrumentedAttribute[datetime], ...]
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many rows hold such a time, the members of the first ones, and the key of the last examined row,
    None after the table's last page."""

    rows: int = 0
    members: tuple[int, ...] = ()
    last: int | None = None

    def and_then(self, page: "Ahead") -> "Ahead":
        """Add the result of the next page."""
        members = sorted({*self.members, *page.members})[:NAMED_MEMBERS]
        return Ahead(self.rows + page.rows, tuple(members), page.last)


WRITTEN_AHEAD = (
    Moments(
        "streak_ahead",
        "the last day of a streak",
        "they block nothing, and the member's next gift or reaction corrects them",
        UserStreak.id,
        UserStreak.user_id,
        (UserStreak.last_claim_date, UserStreak.last_reaction_date),
    ),
    Moments(
        "ledger_ahead",
        "the time of a ledger entry",
        "the entries themselves stay as they are, for the ledger is never changed: they count for no limit "
        "until that time, and like any other entry from then on",
        LedgerEntry.id,
        LedgerEntry.user_id,
        (LedgerEntry.created_at,),
        wrong=False,
    ),
    Moments(
        "reward_ahead",
        "a time of a member's reward",
        "its window ends that late; set unlocked_at, last_claimed_at and baseline_day to the present, and "
        "expires_at to when the window shall end",
        UserReward.id,
        UserReward.user_id,
        (UserReward.unlocked_at, UserReward.last_claimed_at, UserReward.baseline_day),
    ),
)


def count_ahead(session: Session, moments: Moments, after: int, now: datetime) -> Ahead:
    """Count those of the next page; two statements, and a third if there are any."""
    ids = select(moments.id).where(moments.id > after).order_by(moments.id).limit(PAGE).subquery()
    last, rows = session.execute(select(func.max(ids.c.id), func.count()).select_from(ids)).one()
    if not rows:
        return Ahead()
    of_page = (moments.id > after) & (moments.id <= last) & _beyond_tomorrow(moments, now)
    found = session.execute(select(func.count()).where(of_page)).scalar_one()
    members: tuple[int, ...] = ()
    if found:
        named = select(moments.user_id).where(of_page).distinct().order_by(moments.user_id)
        members = tuple(session.execute(named.limit(NAMED_MEMBERS)).scalars())
    return Ahead(found, members, last if rows == PAGE else None)


def findings_of(moments: Moments, ahead: Ahead) -> Iterator[Finding]:
    """Yield one line with their number, if there are any."""
    if ahead.rows:
        count = "1 row" if ahead.rows == 1 else f"{ahead.rows:,} rows"
        of = ", ".join(map(str, ahead.members))
        yield Finding(
            moments.kind,
            f"{moments.name} is later than tomorrow in {count} (of {of}): the clock that wrote it was ahead",
            CLOCKS + moments.to_do,
            wrong=moments.wrong,
        )


def _beyond_tomorrow(moments: Moments, now: datetime) -> ColumnElement[bool]:
    latest = (now + FURTHEST_EAST).date() + timedelta(days=1)
    # Minus one second, because SQLite compares texts and midnight may be written without fractions.
    first = datetime.combine(latest, time(), UTC) - timedelta(seconds=1)
    return or_(*(column.between(first, LAST_MOMENT) for column in moments.columns))
