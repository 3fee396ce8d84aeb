"""Times in words for members: durations and clock times."""

from datetime import datetime

from babel.dates import format_datetime, format_time


def hours_and_minutes(until: datetime, now: datetime) -> tuple[int, int]:
    """Return the hours and minutes from `now` to `until`, rounded up: after "in 0 min" a member would tap at
    once and be refused again."""
    minutes = max(1, -int(-(until - now).total_seconds() // 60))
    return minutes // 60, minutes % 60


def clock_time(moment: datetime) -> str:
    """Format the clock time in the datetime's own zone: 00:00."""
    return format_time(moment, "HH:mm", tzinfo=moment.tzinfo, locale="en")


def day_and_time(moment: datetime, language: str) -> str:
    """Format day, month and time in the datetime's own zone, in `es` or `en`: 22 nov, 13:05."""
    return format_datetime(moment, "d MMM, HH:mm", tzinfo=moment.tzinfo, locale=language)


def weekday_and_time(moment: datetime, language: str) -> str:
    """Format weekday, day, month and time in the datetime's own zone: vie 27 nov, 18:00."""
    return format_datetime(moment, "EEE d MMM, HH:mm", tzinfo=moment.tzinfo, locale=language)


def date_and_time(moment: datetime, language: str) -> str:
    """Format day, month, year and time in the datetime's own zone: 31 dic 2026, 23:59."""
    return format_datetime(moment, "d MMM y, HH:mm", tzinfo=moment.tzinfo, locale=language)


def days_hours_minutes(until: datetime, now: datetime) -> tuple[int, int, int]:
    """Return the days, hours and minutes from `now` to `until`, rounded up to the minute."""
    hours, minutes = hours_and_minutes(until, now)
    return hours // 24, hours % 24, minutes
