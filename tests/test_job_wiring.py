"""The job runner in the application: what it works, when, and what a changed formula makes of it."""

import asyncio

import pytest
from sqlalchemy import select, text

from bot.app import Application
from bot.database import Database
from bot.database.tables.jobs import JobRun
from bot.services.gamification import Identity, RunStatus
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.jobs import JobRunner
from bot.settings import load_settings

ADMIN = 7


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database)
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 301))
    await database.write(
        lambda s: s.execute(text("UPDATE user_gamification_profiles SET total_earned = user_id"))
    )
    return gamification


async def wrong_levels(database: Database) -> int:
    return await database.read(
        lambda s: int(
            s.execute(
                text("SELECT count(*) FROM user_gamification_profiles WHERE level <> 1 + total_earned / 100")
            ).scalar_one()
        )
    )


async def test_a_sweep_is_worked_where_it_was_started(gamification: Gamification, database: Database) -> None:
    await database.write(
        lambda s: s.execute(text("DELETE FROM user_gamification_profiles WHERE user_id <= 100"))
    )
    assert await gamification.sweep.missing() == 100
    try:
        run = await gamification.sweep.wait((await gamification.sweep.start(ADMIN)).id)
    finally:
        await gamification.jobs.close()
    assert (run.status, run.created, run.started_by) == (RunStatus.SUCCEEDED, 100, ADMIN)
    assert await gamification.sweep.missing() == 0


async def test_a_new_formula_is_a_run_where_the_runner_is_open(
    gamification: Gamification, database: Database
) -> None:
    gamification.jobs.open()
    try:
        await gamification.economy.update(ADMIN, level_formula="1 + min(total_earned // 100, 99)")
        run = await gamification.jobs.latest("recompute_levels")
        assert run is not None
        assert (await gamification.jobs.wait(run.id)).status is RunStatus.SUCCEEDED
    finally:
        await gamification.jobs.close()
    assert await wrong_levels(database) == 0


async def test_a_second_formula_takes_the_place_of_the_first_ones_run(
    gamification: Gamification, database: Database
) -> None:
    gamification.jobs.open()
    try:
        first = await gamification.jobs.queue("recompute_levels", {"level_formula": "1"}, started_by=ADMIN)
        await gamification.economy.update(ADMIN, level_formula="1 + min(total_earned // 100, 99)")
        last = await gamification.jobs.latest("recompute_levels")
        assert last is not None
        await gamification.jobs.wait(last.id)
        assert (await gamification.jobs.get(first.id)).status in (RunStatus.CANCELLED, RunStatus.SUCCEEDED)
    finally:
        await gamification.jobs.close()
    assert await wrong_levels(database) == 0


async def test_an_application_that_does_not_serve_works_nothing(database_url: str) -> None:
    async with Application(load_settings(database_url=database_url, auto_upgrade=False)) as application:
        runner = application.gamification.jobs
        assert not runner.is_open
        run = await JobRunner(application.database, runner.kinds.values()).queue("provision_profiles")
        await asyncio.sleep(0.2)
        assert (await runner.get(run.id)).status is RunStatus.QUEUED
        runner.open()
        assert (await runner.wait(run.id)).status is RunStatus.SUCCEEDED
    assert not runner.is_open


def test_a_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWEEP_SCHEDULE", "30 4 * * 1")
    assert load_settings().sweep_schedule == "30 4 * * 1"


async def test_sweep_duty_is_the_most_of_the_time_that_a_sweep_works(database_url: str) -> None:
    settings = load_settings(database_url=database_url, auto_upgrade=False, sweep_duty_cycle=0.02)
    async with Application(settings) as application:
        gamification = application.gamification
        await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 1_001))
        run = await gamification.sweep.wait((await gamification.sweep.start(ADMIN, dry_run=True)).id)
        await gamification.jobs.close()
        [row] = await application.database.read(lambda s: s.scalars(select(JobRun)).all())
    assert run.status is RunStatus.SUCCEEDED
    assert row.batches > 2
    assert row.started_at is not None
    assert row.finished_at is not None
    lasted = (row.finished_at - row.started_at).total_seconds()
    assert 0 < row.work_seconds < 0.1 * lasted  # 0.5 is usual, and what a batch waits for is not work
