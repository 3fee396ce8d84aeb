"""The job runner while a bot serves: interrupted runs, the schedule, the news of ends, and the stop."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.methods import SendMessage
from sqlalchemy import update

from bot.app import Application, setup_gamification
from bot.database import Database
from bot.database.tables.jobs import JobRun
from bot.services.clock import Clock, system_clock
from bot.services.gamification import RunStatus
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.sweep import KIND
from bot.services.jobs import JobRunner, runner, schedule
from bot.services.tasks import TaskSupervisor
from bot.settings import load_settings
from tests.kit.eventually import eventually
from tests.kit.recording_session import recording_bot
from tests.kit.slow_polling import Telegram
from tests.kit.working_process import seed_users

ADMIN = 99


def served(url: str, telegram: Telegram, clock: Clock = system_clock, **settings: Any) -> Application:
    """An application whose Bot talks to the test's Telegram."""
    loaded = load_settings(bot_token="42:TEST", database_url=url, auto_upgrade=False, **settings)
    made = Application(loaded, clock=clock)
    made._bot = Bot("42:TEST", session=telegram)
    return made


@pytest.fixture
async def elsewhere(database: Database) -> AsyncIterator[JobRunner]:
    """A process that asks for runs and works none: the command line."""
    runner = JobRunner(database, job_kinds())
    yield runner
    await runner.close()


async def test_an_interrupted_run_is_continued_and_its_end_announced(
    database_url: str, database: Database, elsewhere: JobRunner
) -> None:
    run = await elsewhere.queue(KIND, started_by=ADMIN, origin="terminal")
    died = update(JobRun).where(JobRun.id == run.id)
    await database.write(
        lambda s: s.execute(
            died.values(
                status="running", generation=3, lease_owner="died",
                lease_until=datetime.now(UTC) - timedelta(seconds=1), started_at=datetime.now(UTC),
            )
        )
    )  # fmt: skip
    telegram, stop = Telegram(), asyncio.Event()
    async with served(database_url, telegram) as bot:
        serving = TaskSupervisor().start("serving", bot.serve(stop))
        told = await telegram.until_sent(SendMessage)
        stop.set()
        await serving
        assert not bot.gamification.jobs.is_open
    assert isinstance(told, SendMessage)
    assert told.chat_id == ADMIN
    after = await elsewhere.get(run.id)
    assert (after.status, after.generation) == (RunStatus.SUCCEEDED, 4)
    assert any("taken over" in line for line in after.log)


async def test_the_schedule_starts_a_run_at_its_minute(
    database_url: str, elsewhere: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [datetime(2026, 3, 1, 12, 0, 59, 500_000, tzinfo=UTC)]
    telegram, stop, followed = Telegram(), asyncio.Event(), asyncio.Event()
    next_occasion = schedule.next_occasion

    async def noted(*arguments: Any) -> datetime:
        followed.set()
        return await next_occasion(*arguments)

    monkeypatch.setattr(runner, "next_occasion", noted)
    async with served(database_url, telegram, lambda: now[0], sweep_schedule="* * * * *") as bot:
        assert await elsewhere.history() == []
        serving = TaskSupervisor().start("serving", bot.serve(stop))
        await eventually(followed.is_set)
        now[0] += timedelta(seconds=1)
        async with asyncio.timeout(10):
            while not (runs := await elsewhere.history()) or not runs[0].is_stopped:
                await asyncio.sleep(0.05)
        stop.set()
        await serving
    [run] = runs
    assert (run.kind, run.status, run.origin, run.started_by) == (KIND, RunStatus.SUCCEEDED, "schedule", None)
    assert not [call for call in telegram.sent if isinstance(call, SendMessage)]


async def test_in_a_hosts_bot_runs_are_worked_between_startup_and_shutdown(
    database_url: str, elsewhere: JobRunner
) -> None:
    dispatcher = Dispatcher()
    gamification = await setup_gamification(dispatcher, database_url=database_url, auto_upgrade=False)
    bot, _session = recording_bot()
    run = await elsewhere.queue(KIND, origin="terminal")
    assert not gamification.jobs.is_open
    assert (await elsewhere.get(run.id)).status is RunStatus.QUEUED
    await dispatcher.emit_startup(bot=bot, dispatcher=dispatcher, **dispatcher.workflow_data)
    assert (await elsewhere.wait(run.id)).status is RunStatus.SUCCEEDED
    await dispatcher.emit_shutdown(bot=bot)
    assert not gamification.jobs.is_open


async def test_a_stop_in_mid_run_gives_the_lease_back(
    database_url: str, database: Database, elsewhere: JobRunner
) -> None:
    await database.write(seed_users, 2_000)
    telegram, stop = Telegram(), asyncio.Event()
    async with served(database_url, telegram, sweep_duty_cycle=0.01) as bot:
        serving = TaskSupervisor().start("serving", bot.serve(stop))
        run = await elsewhere.queue(KIND, origin="terminal")
        async with asyncio.timeout(20):
            while not (await elsewhere.get(run.id)).processed:
                await asyncio.sleep(0.005)
        stop.set()
        async with asyncio.timeout(20):
            await serving
    after = await elsewhere.get(run.id)
    assert after.status is RunStatus.RUNNING  # in the middle
    assert not after.is_worked(datetime.now(UTC))
    assert (await elsewhere.work_one(run.id)).status is RunStatus.SUCCEEDED
