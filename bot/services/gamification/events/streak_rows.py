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
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from ....database.tables.gamification import GamificationProfile, UserStreak
from ....database.tables.types import UtcDateTime
from ..in_force import SETTINGS_VERSION
from ..rules.streak_days import StoredStreak

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


def write_streak(session: Session, user_id: int, kind: str, streak: StoredStreak, now: datetime) -> None:
    """Insert or replace the row; one statement."""
    session.execute(
        _WRITE[kind],
        {
            "user_id": user_id,
            "kind": kind,
            "current": streak.current,
            "longest": streak.longest,
            "day": as_stored(streak.last),
            "counted_at": streak.counted_at,
            "counted_in": streak.counted_in,
            "now": now,
        },
    )


def _upsert(day_column: str) -> TextClause:
    return text(
        f"INSERT INTO user_streaks (user_id, streak_type, current_streak, longest_streak, {day_column}, "  # noqa: S608
        "counted_at, counted_in, created_at, updated_at) "
        "VALUES (:user_id, :kind, :current, :longest, :day, :counted_at, :counted_in, :now, :now) "
        "ON CONFLICT (user_id, streak_type) DO UPDATE SET current_streak = excluded.current_streak, "
        f"longest_streak = excluded.longest_streak, {day_column} = excluded.{day_column}, "
        "counted_at = excluded.counted_at, counted_in = excluded.counted_in, updated_at = excluded.updated_at"
    ).bindparams(
        bindparam("user_id", type_=BigInteger),
        bindparam("kind", type_=String),
        bindparam("current", type_=Integer),
        bindparam("longest", type_=Integer),
        bindparam("day", type_=UtcDateTime),
        bindparam("counted_at", type_=UtcDateTime),
        bindparam("counted_in", type_=String),
        bindparam("now", type_=UtcDateTime),
    )


_WRITE = {kind: _upsert(column) for kind, column in _DAY_COLUMN.items()}
