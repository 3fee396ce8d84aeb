"""A runner on each kind of database, with a toy kind of 100 rows in slow motion."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.backoff import Pauses
from bot.database import Database
from bot.services.clock import Clock
from bot.services.jobs import JobRunner, PaceSettings, Run
from tests.jobs.toy import Toy, seed_rows
from tests.kit.clock import RunningClock

ROWS = 100
EVERY_ROW_ONCE = {n * 10: 1 for n in range(1, ROWS + 1)}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that failed is tried again at once."""
    monkeypatch.setattr("bot.services.jobs.worker.RETRY_SECONDS", 0.005)
    monkeypatch.setattr("bot.services.jobs.worker.PAUSES", Pauses(0.01, 5.0))


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
async def seeded(database: Database) -> Database:
    await database.write(seed_rows, ROWS)
    return database


def a_runner(database: Database, toy: Toy, clock: Clock, **changes: object) -> JobRunner:
    """A runner whose batches have at most 10 rows."""
    settings: dict[str, object] = {
        "clock": clock,
        "pace": PaceSettings(target_seconds=1.0, duty=1.0, first=10, max_rows=10),
        "look_every_seconds": 0.02,
    }
    return JobRunner(database, [toy], **settings | changes)  # type: ignore[arg-type]


async def in_slow_motion(database: Database, toy: Toy, clock: RunningClock) -> JobRunner:
    pace = PaceSettings(target_seconds=1.0, duty=0.02, first=5, max_rows=5)
    runner = a_runner(database, toy, clock, pace=pace)
    runner.open()
    return runner


async def until_under_way(runner: JobRunner, run: Run) -> Run:
    while (run := await runner.get(run.id)).processed == 0:
        await asyncio.sleep(0.005)
    return run


@pytest.fixture
async def runner(seeded: Database, toy: Toy, clock: RunningClock) -> AsyncIterator[JobRunner]:
    runner = a_runner(seeded, toy, clock)
    yield runner
    await runner.close()
