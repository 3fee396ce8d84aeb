"""The job runner in the application: what it works, when, and what a changed formula makes of it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select, text

from bot.app import Application
from bot.database import Database
from bot.database.tables.jobs import JobRun
from bot.database.tables.types import UtcDateTime
from bot.services.clock import system_clock
from bot.services.gamification import Identity, InvalidSetting, RunStatus
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.jobs import JobRunner
from bot.settings import load_settings
from tests.kit.databases import Kind
from tests.kit.holding_rows import holding, waited_for

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


class Killed(BaseException):
    """The process ends here."""


def killed_after(database: Database, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end as soon as this unit of work is committed."""
    write = database.write

    async def last_write(work: Callable[..., object], *args: object, **options: object) -> object:
        result = await write(work, *args, **options)
        if work.__name__ == unit:
            raise Killed
        return result

    monkeypatch.setattr(database, "write", last_write)


@pytest.mark.parametrize("working", [True, False], ids=["a runner is open", "nobody works"])
async def test_a_process_killed_after_a_new_formula_leaves_its_run_to_another(
    gamification: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch, working: bool
) -> None:
    other = assemble(database)
    if working:
        gamification.jobs.open()
    with monkeypatch.context() as patch:
        killed_after(database, "_write_settings", patch)
        with pytest.raises(Killed):
            await gamification.economy.update(ADMIN, level_formula="1 + min(total_earned // 100, 99)")
    await gamification.jobs.close()
    run = await other.jobs.latest("recompute_levels")
    assert run is not None
    other.jobs.open()
    try:
        assert (await other.jobs.wait(run.id)).status is RunStatus.SUCCEEDED
    finally:
        await other.jobs.close()
    assert await wrong_levels(database) == 0


async def test_a_process_killed_after_a_second_formula_does_not_leave_the_first_ones_run(
    gamification: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await gamification.jobs.queue("recompute_levels", {"level_formula": "1"}, started_by=ADMIN)
    await database.write(  # a worker has it, and has passed all members but the last
        lambda s: s.execute(
            text(
                "UPDATE job_runs SET status = 'running', cursor = 299, generation = 1, lease_owner = 'x', "
                "lease_until = :until, heartbeat_at = :now, started_at = :now"
            ).bindparams(bindparam("until", type_=UtcDateTime), bindparam("now", type_=UtcDateTime)),
            {"now": system_clock(), "until": system_clock() + timedelta(seconds=9)},
        )
    )
    with monkeypatch.context() as patch:
        killed_after(database, "_write_settings", patch)
        with pytest.raises(Killed):
            await gamification.economy.update(ADMIN, level_formula="1 + min(total_earned // 100, 99)")
    assert (await gamification.jobs.get(first.id)).status is RunStatus.CANCELLED
    last = await gamification.jobs.latest("recompute_levels")
    assert last is not None
    assert (await gamification.jobs.work_one(last.id)).status is RunStatus.SUCCEEDED
    assert await wrong_levels(database) == 0


async def test_an_edit_that_is_refused_queues_nothing(gamification: Gamification) -> None:
    with pytest.raises(InvalidSetting):
        await gamification.economy.update(ADMIN, level_formula="1 + min(total_earned // 100, 99)", zone=3)
    assert await gamification.jobs.latest("recompute_levels") is None


@pytest.mark.parametrize("kind", ["postgresql"])  # SQLite has one writer at a time
async def test_a_formula_set_back_while_another_edit_commits_is_recomputed(
    gamification: Gamification, database: Database, kind: Kind
) -> None:
    old, new = "1 + min(total_earned // 100, 99)", "7"
    await gamification.economy.update(ADMIN, level_formula=old)
    before = await gamification.jobs.latest("recompute_levels")
    async with asyncio.TaskGroup() as group:
        async with holding(database.url, f"UPDATE bot_config SET level_formula = '{new}' WHERE id = 1"):
            back = group.create_task(gamification.economy.update(ADMIN, level_formula=old))
            await waited_for(database)
        await back
    after = await gamification.jobs.latest("recompute_levels")
    assert before is not None
    assert after is not None
    assert after.id > before.id
    assert after.status is RunStatus.SUCCEEDED


async def test_an_application_that_does_not_serve_works_nothing(database_url: str) -> None:
    async with Application(load_settings(database_url=database_url, auto_upgrade=False)) as application:
        runner = application.gamification.jobs
        run = await JobRunner(application.database, runner.kinds.values()).queue("provision_profiles")
        assert not runner.is_open  # so that nothing here would ever look at it
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
