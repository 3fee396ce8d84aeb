"""Reads and writes rows of streaks: days are stored as midnight UTC (decision 0007)."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    TextClause,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from ....database import RunAgain
from ....database.tables.gamification import GamificationProfile, UserStreak
from ....database.tables.types import UtcDateTime
from ..happened import StreakExtended, StreakLost, happened
from ..in_force import SETTINGS_VERSION
from ..rules.streak_days import StoredStreak
from ..rules.streaks import live_streak
from ..rules.terms import Terms

GIFT = "DAILY_GIFT"
REACTION = "REACTION"
_DAY_COLUMN = {GIFT: "last_claim_date", REACTION: "last_reaction_date"}


def as_stored(day: date | None) -> datetime | None:
    """Convert a day to its value in a column."""
    return datetime.combine(day, time(), UTC) if day is not None else None


def streak_columns(kind: str, table: FromClause = UserStreak.__table__) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a kind (GIFT or REACTION) that `stored_streak` takes."""
    c = table.c
    return c.current_streak, c.longest_streak, c[_DAY_COLUMN[kind]], c.counted_at, c.counted_in, c.updated_at


def stored_streak(
    current: int | None,
    longest: int | None,
    last: datetime | None,
    counted_at: datetime | None,
    counted_in: str | None,
    updated_at: datetime | None,
) -> StoredStreak:
    """Build a streak from its columns, which are NULL if there is no row."""
    if last is not None and last.timetz().replace(tzinfo=None) != time():
        counted_at, counted_in = last, None  # an older bot wrote it: its day is an instant
    elif counted_at is None:
        counted_at = updated_at  # the time of the claim, unless a job set an ended streak to 0
    day = last.date() if last is not None else None  # not converted: a new time zone must not shift it
    return StoredStreak(current or 0, longest or 0, day, counted_at, counted_in)


def read_streak(session: Session, user_id: int, kind: str) -> StoredStreak | None:
    """Read the row of a member and kind (GIFT or REACTION), or None; one statement."""
    row = session.execute(
        select(*streak_columns(kind)).where(UserStreak.user_id == user_id, UserStreak.streak_type == kind)
    ).one_or_none()
    return None if row is None else stored_streak(*row)


def with_streak(kind: str, *columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    """The row of `:user_id` for who is shown something: `columns` of the profile, those that `stored_streak`
    takes, and SETTINGS_VERSION last. Returns no row if there is no profile."""
    of_member = (UserStreak.user_id == GamificationProfile.user_id) & (UserStreak.streak_type == kind)
    query: Select[Any] = (
        select(*columns, *streak_columns(kind), SETTINGS_VERSION)
        .select_from(GamificationProfile)
        .outerjoin(UserStreak, of_member)
        .where(GamificationProfile.user_id == bindparam("user_id", type_=BigInteger))
    )
    return query


def write_streak(
    session: Session, terms: Terms, user_id: int, kind: str, before: StoredStreak, streak: StoredStreak
) -> None:
    """Write that today counted: `before` is the streak that was read, in the present calendar. One statement.
    Raises RunAgain if another transaction changed the row since it was read.
    """
    written = session.execute(
        _WRITE[kind],
        {
            "user_id": user_id,
            "kind": kind,
            "was": before.current,
            "current": streak.current,
            "longest": streak.longest,
            "day": as_stored(streak.last),
            "counted_at": streak.counted_at,
            "counted_in": streak.counted_in,
            "now": terms.now,
        },
    ).one_or_none()
    if written is None:
        raise RunAgain(f"the streak of {user_id} was changed at the same moment")
    at = terms.now
    if before.current and before.last and not live_streak(before.current, before.last, terms.today):
        lost = before.current
        happened(session, StreakLost(user_id=user_id, at=at, kind=kind, days=lost, last_day=before.last))
    extended = StreakExtended(user_id=user_id, at=at, kind=kind, day=streak.current, longest=streak.longest)
    happened(session, extended)


def hold_streak(session: Session, user_id: int, kind: str) -> None:
    """Lock the row until the commit: a day that counts at the same moment comes before or after."""
    session.execute(
        update(UserStreak)
        .where(UserStreak.user_id == user_id, UserStreak.streak_type == kind)
        .values(updated_at=UserStreak.updated_at)
        .execution_options(synchronize_session=False)
    )


def set_streak(session: Session, terms: Terms, user_id: int, kind: str, streak: StoredStreak) -> None:
    """Write over a row that is held. No day counts by it, so nobody is told."""
    session.execute(
        update(UserStreak)
        .where(UserStreak.user_id == user_id, UserStreak.streak_type == kind)
        .values(
            {
                "current_streak": streak.current,
                "longest_streak": streak.longest,
                _DAY_COLUMN[kind]: as_stored(streak.last),
                "counted_at": streak.counted_at,
                "counted_in": streak.counted_in,
                "updated_at": terms.now,
            }
        )
        .execution_options(synchronize_session=False)
    )


def _upsert(day_column: str) -> TextClause:
    return text(
        f"INSERT INTO user_streaks (user_id, streak_type, current_streak, longest_streak, {day_column}, "  # noqa: S608
        "counted_at, counted_in, created_at, updated_at) "
        "VALUES (:user_id, :kind, :current, :longest, :day, :counted_at, :counted_in, :now, :now) "
        "ON CONFLICT (user_id, streak_type) DO UPDATE SET current_streak = excluded.current_streak, "
        f"longest_streak = excluded.longest_streak, {day_column} = excluded.{day_column}, "
        "counted_at = excluded.counted_at, counted_in = excluded.counted_in, "
        "updated_at = excluded.updated_at "
        # Two transactions that read the same row must not both count the day and both tell it.
        "WHERE COALESCE(user_streaks.current_streak, 0) = :was "
        f"AND user_streaks.{day_column} IS DISTINCT FROM excluded.{day_column} RETURNING user_id"
    ).bindparams(
        bindparam("user_id", type_=BigInteger),
        bindparam("kind", type_=String),
        bindparam("was", type_=Integer),
        bindparam("current", type_=Integer),
        bindparam("longest", type_=Integer),
        bindparam("day", type_=UtcDateTime),
        bindparam("counted_at", type_=UtcDateTime),
        bindparam("counted_in", type_=String),
        bindparam("now", type_=UtcDateTime),
    )


_WRITE = {kind: _upsert(column) for kind, column in _DAY_COLUMN.items()}
