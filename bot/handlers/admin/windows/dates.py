"""Dates as admins write them, and the zone in which they mean them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ....services.gamification import Gamification
from ....services.gamification.rules.days import zone_named

_CLOCK = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})"
_DATE = re.compile(
    r"(?:(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?)"
    rf"(?:[ T,]+{_CLOCK})?"
)
_TIME = re.compile(_CLOCK)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it was written; whether it exists, nobody knows yet. `year` and `clock`, hour and minute, are
    None where they were left out."""

    year: int | None
    month: int
    day: int
    clock: tuple[int, int] | None

    def on(self, year: int) -> date:
        """Return the day in this year. Raises ValueError if there is none."""
        return date(year, self.month, self.day)

    def at(self, year: int, clock: tuple[int, int], zone: ZoneInfo) -> datetime:
        """Return the moment in this year, at this hour and minute. Raises ValueError if there is none."""
        return datetime(year, self.month, self.day, *clock, tzinfo=zone)


def written_date(text: str) -> WrittenDate | None:
    """Read 31/12/2026, 31.12, 31-12-2026 or 2026-12-31, each also with a time: 31/12 18:30. Returns None for
    anything else."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year = found["iso_year"] or found["year"]
    return WrittenDate(
        None if year is None else int(year),
        int(found["iso_month"] or found["month"]),
        int(found["iso_day"] or found["day"]),
        None if found["hour"] is None else (int(found["hour"]), int(found["minute"])),
    )


def written_time(text: str) -> tuple[int, int] | None:
    """Read 18:30, 18.30 or 18h30 as hour and minute. Returns None for anything else."""
    found = _TIME.fullmatch(text)
    return None if found is None else (int(found["hour"]), int(found["minute"]))


async def creators_zone(gamification: Gamification) -> ZoneInfo:
    """Return the zone of the economy's days, in which admins mean what they write."""
    return zone_named((await gamification.economy.settings()).day_timezone)
