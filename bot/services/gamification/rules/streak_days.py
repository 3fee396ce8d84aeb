"""Interprets a stored day of a streak: the clock that wrote it may have been ahead, and the creator may have
changed the zone since (decision 0016). No database."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from .days import day_of, day_starts
from .settings import EconomySettings
from .terms import ReadTerms

MIN_HOURS_AFTER_ZONE_CHANGE = timedelta(hours=18)
"""The minimum time between two gifts of a member if the creator changed the zone in between."""
GRACE_AFTER_ZONE_CHANGE = timedelta(hours=36)
"""How long a streak survives after a change of zone, once the next day has begun in both zones."""
MAX_WAIT_AFTER_ZONE_CHANGE = timedelta(days=4)
"""After a change of zone a streak survives for at most this time after its last day counted."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoredStreak:
    """A stored streak, in days. `last`: the last day that counted, in the zone at that time. `counted_at`:
    the instant at which it counted. `counted_in`: the mark of the zone at that time. None if unknown."""

    current: int = 0
    longest: int = 0
    last: date | None = None
    counted_at: datetime | None = None
    counted_in: str | None = None


def zone_mark(settings: EconomySettings) -> str:
    """Return the mark of a period of a zone. It differs after each change, also after a change back."""
    since = settings.day_timezone_since
    return settings.day_timezone if since is None else f"{settings.day_timezone} {since.isoformat()}"


def counted(streak: StoredStreak, day: int, terms: ReadTerms) -> StoredStreak:
    """Return the streak after today counted as its day number `day`."""
    return StoredStreak(day, max(day, streak.longest), terms.today, terms.now, zone_mark(terms.settings))


def repaired(streak: StoredStreak, days: int, terms: ReadTerms) -> StoredStreak:
    """Return the streak with a length of `days`, so that the next gift is its day `days` + 1. If today's gift
    is claimed already, its day stays the last one; else yesterday becomes it."""
    longest = max(days, streak.longest)
    if gift_opens(streak, terms) is not None:
        return replace(streak, current=days, longest=longest)
    yesterday = terms.today - DAY
    since = day_starts(yesterday, terms.zone)
    return StoredStreak(days, longest, yesterday, since, zone_mark(terms.settings))


def as_of(streak: StoredStreak, terms: ReadTerms) -> StoredStreak:
    """Return the streak in the present calendar. Its last day becomes yesterday if a clock that was ahead
    wrote a day later than tomorrow, or if a change of zone skipped days that nobody could have used.
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
    """Return when the next gift can be claimed, or None if it can be claimed now."""
    if streak.last is None or _is_ahead(streak, terms):
        return None
    now = opens = terms.now
    counted_at = _instant(streak)
    if counted_at is not None and _zone_changed(streak, terms):
        opens = max(now, counted_at + MIN_HOURS_AFTER_ZONE_CHANGE)
    # Each day has one gift: in a zone further west, a claimed day comes again.
    if streak.last - DAY <= day_of(opens, terms.zone) <= streak.last:
        opens = day_starts(streak.last + DAY, terms.zone)
    return opens if opens > now else None


def _is_ahead(streak: StoredStreak, terms: ReadTerms) -> bool:
    """Return True if the day cannot have begun yet. West of the zone in which it counted it may be the day
    after tomorrow; then the instant shows that it had begun."""
    assert streak.last is not None
    counted_at = _instant(streak)
    return streak.last > terms.today + DAY and (counted_at is None or counted_at > terms.now)


def _kept_until(streak: StoredStreak, terms: ReadTerms) -> datetime:
    """Return until when a change of zone keeps the streak alive; the smallest datetime without a change."""
    counted_at = _instant(streak)
    if counted_at is None or not _zone_changed(streak, terms):
        return datetime.min.replace(tzinfo=UTC)
    assert streak.last is not None
    return max(counted_at + DAY, day_starts(streak.last + DAY, terms.zone)) + GRACE_AFTER_ZONE_CHANGE


def _instant(streak: StoredStreak) -> datetime | None:
    # If the instant is not on that day, one of the two was edited by hand. Zones are within 14 hours of UTC.
    at, day = streak.counted_at, streak.last
    return at if at is not None and day is not None and abs(at.date() - day) <= DAY else None


def _zone_changed(streak: StoredStreak, terms: ReadTerms) -> bool:
    """Return True if the zone has changed since the last day counted."""
    if streak.counted_in is not None:
        return streak.counted_in != zone_mark(terms.settings)
    if terms.settings.day_timezone_since is not None:
        return True
    # Written before zones were stored, perhaps by an older bot, whose days are those of UTC.
    counted_at = _instant(streak)
    return counted_at is not None and day_of(counted_at, terms.zone) != streak.last
