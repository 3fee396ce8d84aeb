"""Moments as admins write them, in the creator's zone."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?[ ,]+(\d{1,2})[:.h](\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2})[:.h](\d{2})")


def moment_of(written: str, now: datetime, zone: str) -> datetime | None:
    """Return the moment in "18:30" (the next one), "27/11 18:30", "27/11/2026 18:30" or "2026-11-27 18:30";
    None if it is none of these."""
    local = now.astimezone(ZoneInfo(zone))
    try:
        if found := _TIME.fullmatch(written):
            hour, minute = map(int, found.groups())
            at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return at if at > local else _next_day(at)
        if found := _ISO.fullmatch(written):
            year, month, day, hour, minute = map(int, found.groups())
            return datetime(year, month, day, hour, minute, tzinfo=local.tzinfo)
        if found := _DAY.fullmatch(written):
            day, month, hour, minute = (int(found[number]) for number in (1, 2, 4, 5))
            if found[3] is not None:
                return datetime(int(found[3]), month, day, hour, minute, tzinfo=local.tzinfo)
            at = datetime(local.year, month, day, hour, minute, tzinfo=local.tzinfo)
            return at if at > local else at.replace(year=local.year + 1)
    except ValueError:  # there is no 31st of February
        return None
    return None


def _next_day(at: datetime) -> datetime:
    return at.replace(tzinfo=None).__add__(timedelta(days=1)).replace(tzinfo=at.tzinfo)
