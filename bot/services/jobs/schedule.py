"""Schedules for runs: a cron expression of five fields, in UTC.

Every open process follows the schedule; a key for each due time ensures that only one run is queued. Times at
which no process was running are skipped.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

from ..clock import Clock

MAX_SLEEP = 20.0
"""Seconds after which a changed clock, or a machine that was suspended, is noticed."""


class InvalidSchedule(ValueError):
    """The text is not a valid cron expression; the message shows an example."""


class Schedule:
    """The times of a cron expression."""

    def __init__(self, expression: str) -> None:
        """Raises InvalidSchedule."""
        self.expression = " ".join(expression.split())
        if len(self.expression.split()) != 5:
            raise InvalidSchedule(_wrong(expression))
        try:
            self.next_after(datetime(2024, 1, 1, tzinfo=UTC))
        except (CronSimError, StopIteration) as error:  # StopIteration: the 30th of February never comes
            raise InvalidSchedule(_wrong(expression)) from error

    def next_after(self, instant: datetime) -> datetime:
        """Return the first due time after an aware datetime, in UTC."""
        return next(CronSim(self.expression, instant.astimezone(UTC)))


async def next_occasion(schedule: Schedule, after: datetime, clock: Clock) -> datetime:
    """Sleep until the first due time after `after`, and return it. Due times missed during a suspension are
    skipped."""
    due = schedule.next_after(after)
    while (left := (due - clock()).total_seconds()) > 0:  # noqa: ASYNC110 - only time passes: there is no event to wait for
        await asyncio.sleep(min(left, MAX_SLEEP))
    while (later := schedule.next_after(due)) <= clock() - timedelta(seconds=MAX_SLEEP):
        due = later
    return due


def _wrong(expression: str) -> str:
    fields = "minute, hour, day, month, weekday, in UTC"
    return f"{expression[:60]!r} is not a cron expression; an example is '0 4 * * 1': {fields}"
