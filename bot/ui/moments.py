"""Moments in a member's words: how long until, and when on the clock."""

from datetime import datetime

from babel.dates import format_datetime, format_time


def hours_and_minutes(until: datetime, now: datetime) -> tuple[int, int]:
    """Hours and minutes from `now` to `until`, rounded up: "in 0 min" would be answered by a tap that is
    refused again."""
    minutes = max(1, -int(-(until - now).total_seconds() // 60))
    return minutes // 60, minutes % 60


def clock_time(moment: datetime) -> str:
    """The time on the clock, in the moment's own zone: 00:00."""
    return format_time(moment, "HH:mm", tzinfo=moment.tzinfo, locale="en")


def day_and_time(moment: datetime, language: str) -> str:
    """Day, month and time in the moment's own zone, in `es` or `en`: 22 nov, 13:05."""
    return format_datetime(moment, "d MMM, HH:mm", tzinfo=moment.tzinfo, locale=language)


def days_hours_minutes(until: datetime, now: datetime) -> tuple[int, int, int]:
    """Days, hours and minutes from `now` to `until`, rounded up to the minute."""
    hours, minutes = hours_and_minutes(until, now)
    return hours // 24, hours % 24, minutes
