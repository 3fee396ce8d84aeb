"""Runs by the clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.jobs import InvalidSchedule, JobRunner, Run, RunStatus, Schedule
from tests.jobs.conftest import a_runner
from tests.jobs.toy import Toy
from tests.kit.clock import WallClock
from tests.kit.eventually import eventually
from tests.kit.runners import looked_again


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
    clocks = [WallClock(datetime(2026, 5, 1, 3, 59, 59, tzinfo=UTC)) for _ in range(2)]
    runners: list[JobRunner] = [a_runner(seeded, toy, clock) for clock in clocks]
    queued = [what_it_queues(runner) for runner in runners]
    for runner in runners:
        runner.open()
        runner.schedule("toy", "0 4 * * *")
    await looked_again(*runners, times=5)
    assert queued == [[], []]
    for days in (1, 2):
        for clock in clocks:
            clock.passes(days=1) if days > 1 else clock.passes(seconds=2)
        await eventually(lambda days=days: [len(runs) for runs in queued] == [days, days])  # type: ignore[misc]
        run = await runners[0].wait(queued[0][-1].id)
        assert len(await runners[0].history()) == days  # what the other one queued is the same run
        assert (run.origin, run.started_by, run.status) == ("schedule", None, RunStatus.SUCCEEDED)
    for runner in runners:
        await runner.close()
        await runner._tasks.close()


async def test_an_occasion_that_is_not_worth_a_run_makes_none(
    seeded: Database, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.jobs.schedule.MAX_SLEEP", 0.01)
    clock, worth, asked = WallClock(datetime(2026, 5, 1, 3, 59, 59, tzinfo=UTC)), False, list[datetime]()

    def only_if(_session: Session, now: datetime) -> bool:
        asked.append(now)
        return worth

    runner = a_runner(seeded, toy, clock)
    queued = what_it_queues(runner)
    runner.schedule("toy", "0 4 * * *", only_if=only_if)
    await asyncio.sleep(0)  # it begins with the time of its start
    clock.passes(seconds=2)
    await eventually(lambda: len(asked) == 1)
    assert queued == []
    worth = True
    clock.passes(days=1)
    await eventually(lambda: len(queued) == 1)
    assert asked == [clock() - timedelta(days=1), clock()]
    await runner._tasks.close()


def what_it_queues(runner: JobRunner) -> list[Run]:
    """The runs that the runner has queued, or found queued, from now on."""
    queue, runs = runner.queue, list[Run]()

    async def noted(kind: str, *args: Any, **options: Any) -> Run:
        runs.append(await queue(kind, *args, **options))
        return runs[-1]

    runner.queue = noted  # type: ignore[method-assign]
    return runs
