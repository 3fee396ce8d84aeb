"""Rows of streaks: days are stored as midnight UTC, and read as days (decision 0007)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.gamification_tables import UserStreak
from bot.database.upsert import insert_into

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
    changed = {
        "current_streak": streak.current,
        "longest_streak": streak.longest,
        _DAY_COLUMN[kind]: as_stored(streak.last),
        "updated_at": now,
    }
    session.execute(
        insert_into(session, UserStreak)
        .values(user_id=user_id, streak_type=kind, created_at=now, **changed)
        .on_conflict_do_update(index_elements=["user_id", "streak_type"], set_=changed)
    )
