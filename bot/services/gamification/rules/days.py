"""Calendar days in a time zone: what counts as today, and when tomorrow begins.

A day is not always 24 hours: clocks are shifted, and a midnight may not exist (Santiago, Beirut) or exist
twice.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from ..errors import InvalidSetting, SettingTrouble

SETTING = "day_timezone"


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone of this name. Raises InvalidSetting."""
    if name not in _known_zones():
        raise InvalidSetting(
            SETTING,
            f"{name[:64]!r} is not an IANA time zone; an example is Europe/Madrid",
            SettingTrouble.UNKNOWN_ZONE,
        )
    return ZoneInfo(name)


@cache
def _known_zones() -> frozenset[str]:
    # Not every name that ZoneInfo can open: that depends on the machine ("localtime", "posix/..."), and zones
    # under "right/" count leap seconds.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day in `zone` at an aware datetime."""
    return instant.astimezone(zone).date()


def day_starts(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a calendar day in `zone`, as UTC. If the clock is put forward over
    midnight, that is 01:00 or 00:30; if midnight exists twice, it is the first one.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    # with fold=0 a skipped time lies after the gap, but the day may begin earlier
    while day_of(start - timedelta(minutes=1), zone) >= day:
        start -= timedelta(minutes=1)
    while day_of(start, zone) < day:
        start += timedelta(minutes=1)
    return start
