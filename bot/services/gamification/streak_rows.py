"""Rows of streaks: days are stored as midnight UTC, and read as days (decision 0007)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import BigInteger, Integer, String, TextClause, bindparam, select, text
from sqlalchemy.orm import Session

from bot.database.gamification_tables import UserStreak
from bot.database.types import UtcDateTime

GIFT = "DAILY_GIFT"
REACTION = "REACTION"
_DAY_COLUMN = {GIFT: "last_claim_date", REACTION: "last_reaction_date"}


@dataclass(frozen=True, slots=True)
class StoredStreak:
    """A streak as its row has it, in days; `last` is the day that counted last."""

    current: int = 0
    longest: int = 0
    last: date | None = None


def as_stored(day: date | None) -> datetime | None:
    """How a day stands in a column."""
    return datetime.combine(day, time(), UTC) if day is not None else None


def stored_streak(current: int | None, longest: int | None, last: datetime | None) -> StoredStreak:
    """A streak from its columns; NULL where there is no row."""
    # The day that counted, not the instant: a new time zone must not move it.
    return StoredStreak(current or 0, longest or 0, last.date() if last is not None else None)


def read_streak(session: Session, user_id: int, kind: str) -> StoredStreak | None:
    """The row of a member and kind (GIFT or REACTION), or None; one statement."""
    row = session.execute(
        select(
            UserStreak.current_streak, UserStreak.longest_streak, getattr(UserStreak, _DAY_COLUMN[kind])
        ).where(UserStreak.user_id == user_id, UserStreak.streak_type == kind)
    ).one_or_none()
    return None if row is None else stored_streak(*row)


def write_streak(session: Session, user_id: int, kind: str, streak: StoredStreak, now: datetime) -> None:
    """Make or replace the row; one statement."""
    session.execute(
        _WRITE[kind],
        {
            "user_id": user_id,
            "kind": kind,
            "current": streak.current,
            "longest": streak.longest,
            "day": as_stored(streak.last),
            "now": now,
        },
    )


def _upsert(day_column: str) -> TextClause:
    return text(
        f"INSERT INTO user_streaks (user_id, streak_type, current_streak, longest_streak, {day_column}, "  # noqa: S608
        "created_at, updated_at) VALUES (:user_id, :kind, :current, :longest, :day, :now, :now) "
        "ON CONFLICT (user_id, streak_type) DO UPDATE SET current_streak = excluded.current_streak, "
        f"longest_streak = excluded.longest_streak, {day_column} = excluded.{day_column}, "
        "updated_at = excluded.updated_at"
    ).bindparams(
        bindparam("user_id", type_=BigInteger),
        bindparam("kind", type_=String),
        bindparam("current", type_=Integer),
        bindparam("longest", type_=Integer),
        bindparam("day", type_=UtcDateTime),
        bindparam("now", type_=UtcDateTime),
    )


_WRITE = {kind: _upsert(column) for kind, column in _DAY_COLUMN.items()}
