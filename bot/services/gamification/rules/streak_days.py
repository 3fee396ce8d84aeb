"""What a stored day of a streak means now: the clock that wrote it may have been ahead, and the creator may
have moved the zone since (decision 0016). No database."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from .days import day_of, day_starts
from .settings import EconomySettings
from .terms import ReadTerms

MIN_HOURS_AFTER_ZONE_CHANGE = timedelta(hours=18)
"""At least this lies between two gifts of a member where the creator moved the zone in between."""
GRACE_AFTER_ZONE_CHANGE = timedelta(hours=36)
"""How long a streak waits after a change of zone once the following day has begun by both calendars."""
MAX_WAIT_AFTER_ZONE_CHANGE = timedelta(days=4)
"""A change of zone keeps no streak going for longer than this after its last day counted."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoredStreak:
    """A streak as its row has it, in days. `last` is the day that counted last, in the zone of then;
    `counted_at` the instant at which it did and `counted_in` the zone's mark of then, None where unknown."""

    current: int = 0
    longest: int = 0
    last: date | None = None
    counted_at: datetime | None = None
    counted_in: str | None = None


def zone_mark(settings: EconomySettings) -> str:
    """Tells one period of a zone from another: it is another one after each change, also after one back."""
    since = settings.day_timezone_since
    return settings.day_timezone if since is None else f"{settings.day_timezone} {since.isoformat()}"


def counted(streak: StoredStreak, day: int, terms: ReadTerms) -> StoredStreak:
    """The streak once today counts as its day number `day`."""
    return StoredStreak(day, max(day, streak.longest), terms.today, terms.now, zone_mark(terms.settings))


def as_of(streak: StoredStreak, terms: ReadTerms) -> StoredStreak:
    """The streak as the calendar of now sees it.

    Its last day becomes yesterday where a clock that was ahead wrote a day beyond tomorrow, and where a
    change of zone left days out that nobody could have used.
    """
    if streak.last is None:
        return streak
    yesterday = terms.today - DAY
    if _is_ahead(streak, terms):
        return replace(streak, last=yesterday)
    if streak.last < yesterday and terms.now < _kept_until(streak, terms):
        return replace(streak, last=yesterday)
    return streak


def gift_opens(streak: StoredStreak, terms: ReadTerms) -> datetime | None:
    """When the next gift can be claimed; None where it can be now."""
    if streak.last is None or _is_ahead(streak, terms):
        return None
    now = opens = terms.now
    counted_at = _instant(streak)
    if counted_at is not None and _zone_changed(streak, terms):
        opens = max(now, counted_at + MIN_HOURS_AFTER_ZONE_CHANGE)
    # A day has one gift: a zone further west brings a day that was claimed once more.
    if streak.last - DAY <= day_of(opens, terms.zone) <= streak.last:
        opens = day_starts(streak.last + DAY, terms.zone)
    return opens if opens > now else None


def _is_ahead(streak: StoredStreak, terms: ReadTerms) -> bool:
    """True where the day cannot have come yet. West of the zone that it was counted in it may be the day
    after tomorrow, and the instant then tells that it had come."""
    assert streak.last is not None
    counted_at = _instant(streak)
    return streak.last > terms.today + DAY and (counted_at is None or counted_at > terms.now)


def _kept_until(streak: StoredStreak, terms: ReadTerms) -> datetime:
    """Until when a change of zone keeps the streak going; the least datetime where there was none."""
    counted_at = _instant(streak)
    if counted_at is None or not _zone_changed(streak, terms):
        return datetime.min.replace(tzinfo=UTC)
    assert streak.last is not None
    return max(counted_at + DAY, day_starts(streak.last + DAY, terms.zone)) + GRACE_AFTER_ZONE_CHANGE


def _instant(streak: StoredStreak) -> datetime | None:
    # Where it is not of the day, somebody wrote one of the two by hand. Zones are within 14 hours of UTC.
    at, day = streak.counted_at, streak.last
    return at if at is not None and day is not None and abs(at.date() - day) <= DAY else None


def _zone_changed(streak: StoredStreak, terms: ReadTerms) -> bool:
    """True where another zone holds than the one in which the last day counted."""
    if streak.counted_in is not None:
        return streak.counted_in != zone_mark(terms.settings)
    if terms.settings.day_timezone_since is not None:
        return True
    # Written before zones were noted, maybe by an older bot, whose days are those of UTC.
    counted_at = _instant(streak)
    return counted_at is not None and day_of(counted_at, terms.zone) != streak.last
