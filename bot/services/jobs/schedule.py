"""Runs by the clock: a cron expression of five fields, read in UTC.

Every process that is open keeps the schedule; the occasion's key sees to it that one run is made. An
occasion that no process was there for is let go: the next one will come.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

from ..clock import Clock

MAX_SLEEP = 20.0
"""Seconds; a clock that was set, or a machine that slept, is noticed after these."""


class InvalidSchedule(ValueError):
    """The text is no cron expression; the message says what one looks like."""


class Schedule:
    """Occasions of a cron expression."""

    def __init__(self, expression: str) -> None:
        """Raises InvalidSchedule."""
        self.expression = " ".join(expression.split())
        if len(self.expression.split()) != 5:
            raise InvalidSchedule(_wrong(expression))
        try:
            self.next_after(datetime(2024, 1, 1, tzinfo=UTC))
        except (CronSimError, StopIteration) as error:  # the latter: the 30th of February never comes
            raise InvalidSchedule(_wrong(expression)) from error

    def next_after(self, instant: datetime) -> datetime:
        """The first occasion later than an aware instant, in UTC."""
        return next(CronSim(self.expression, instant.astimezone(UTC)))


async def next_occasion(schedule: Schedule, after: datetime, clock: Clock) -> datetime:
    """Sleep until the first occasion later than `after`, and return it; those slept through are let go."""
    due = schedule.next_after(after)
    while (left := (due - clock()).total_seconds()) > 0:  # noqa: ASYNC110 - there is no event but the time
        await asyncio.sleep(min(left, MAX_SLEEP))
    while (later := schedule.next_after(due)) <= clock() - timedelta(seconds=MAX_SLEEP):
        due = later
    return due


def _wrong(expression: str) -> str:
    fields = "minute, hour, day, month, weekday, in UTC"
    return f"{expression[:60]!r} is no cron expression; one is '0 4 * * 1': {fields}"
