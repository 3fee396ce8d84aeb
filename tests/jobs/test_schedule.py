"""Runs by the clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.database import Database
from bot.services.jobs import InvalidSchedule, JobRunner, RunStatus, Schedule
from tests.jobs.conftest import a_runner
from tests.jobs.toy import Toy
from tests.kit.clock import RunningClock


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("0 4 * * *", "2026-05-01 03:59", "2026-05-01 04:00"),
        ("0 4 * * *", "2026-05-01 04:00", "2026-05-02 04:00"),
        ("*/15 * * * *", "2026-05-01 04:01", "2026-05-01 04:15"),
        ("30 2 * * MON", "2026-05-01 00:00", "2026-05-04 02:30"),
        ("0 0 29 2 *", "2026-05-01 00:00", "2028-02-29 00:00"),
    ],
)
def test_the_next_occasion_of_a_cron_expression(expression: str, after: str, expected: str) -> None:
    def instant(text: str) -> datetime:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)

    assert Schedule(expression).next_after(instant(after)) == instant(expected)


@pytest.mark.parametrize("expression", ["", "often", "61 * * * *", "* * * *", "0 0 0 30 2 *", "0 0 30 2 *"])
def test_an_invalid_cron_expression_is_refused_with_an_example(expression: str) -> None:
    with pytest.raises(InvalidSchedule, match="is not a cron expression; an example is '0 4"):
        Schedule(expression)


async def test_processes_that_keep_one_schedule_make_one_run_an_occasion(
    seeded: Database, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.jobs.schedule.MAX_SLEEP", 0.01)
    clocks = [RunningClock(), RunningClock()]
    runners: list[JobRunner] = [a_runner(seeded, toy, clock) for clock in clocks]
    for runner in runners:
        runner.open()
        runner.schedule("toy", "0 4 * * *")
    await asyncio.sleep(0.05)
    assert await runners[0].history() == []
    now = clocks[0]()
    four = now.replace(hour=4, minute=0, second=0, microsecond=0)
    four += timedelta(days=1) if four <= now else timedelta()
    for days in (0, 1):
        for clock in clocks:
            clock.ahead = four + timedelta(days=days, seconds=1) - datetime.now(UTC)
        async with asyncio.timeout(30):
            while len(runs := await runners[0].history()) <= days or not runs[0].is_stopped:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)  # time for the other one, who must not make a second
        runs = await runners[0].history()
        assert len(runs) == days + 1
        assert (runs[0].origin, runs[0].started_by, runs[0].status) == ("schedule", None, RunStatus.SUCCEEDED)
    for runner in runners:
        await runner.close()
        await runner._tasks.close()
