"""Calendar days in a zone: what counts as today, and when tomorrow begins.

A day is never 24 hours: zones shift, and a midnight may not exist (Santiago, Beirut) or come twice.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from ..errors import InvalidSetting

SETTING = "day_timezone"


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises InvalidSetting."""
    if name not in _known_zones():
        raise InvalidSetting(SETTING, f"{name[:64]!r} is no IANA time zone; one is Europe/Madrid")
    return ZoneInfo(name)


@cache
def _known_zones() -> frozenset[str]:
    # Not whatever ZoneInfo can open: that depends on the machine ("localtime", "posix/..."), and zones under
    # "right/" count leap seconds.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day in `zone` at an aware instant."""
    return instant.astimezone(zone).date()


def day_starts(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a calendar day in `zone`, as UTC.

    Where the clock is put forward over midnight, that is one or half past; where midnight comes twice, the
    first one.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    # fold=0 of a time that is skipped lies after the gap; the day may begin before that reading of it
    while day_of(start - timedelta(minutes=1), zone) >= day:
        start -= timedelta(minutes=1)
    while day_of(start, zone) < day:
        start += timedelta(minutes=1)
    return start


def next_day_starts(instant: datetime, zone: ZoneInfo) -> datetime:
    """When the next calendar day in `zone` begins, as UTC."""
    return day_starts(day_of(instant, zone) + timedelta(days=1), zone)
