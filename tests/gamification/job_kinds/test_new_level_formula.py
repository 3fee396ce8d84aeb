"""An edit of the level formula returns when the stored levels follow, or leaves them to an open runner."""

import asyncio

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.clock import system_clock
from bot.services.gamification import Gamification, Identity, RunStatus
from bot.services.gamification.gamification import assemble
from bot.services.gamification.job_kinds import new_level_formula
from bot.services.jobs import Run, leases
from tests.kit.eventually import eventually
from tests.kit.runners import looked_again

ADMIN = 7
FORMULA = "1 + min(total_earned // 100, 99)"


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database)
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 301))
    await database.write(
        lambda s: s.execute(text("UPDATE user_gamification_profiles SET total_earned = user_id"))
    )
    return gamification


async def levels(database: Database) -> set[tuple[int, int]]:
    """Which levels there are, and from how many besitos on."""
    sql = text("SELECT level, min(total_earned) FROM user_gamification_profiles GROUP BY level")
    return await database.read(lambda s: {(row[0], row[1]) for row in s.execute(sql)})


AFTERWARDS = {(1, 1), (2, 100), (3, 200), (4, 300)}


async def newest(gamification: Gamification) -> Run:
    run = await gamification.jobs.latest("recompute_levels")
    assert run is not None
    return run


async def test_in_a_process_that_works_nothing_the_edit_does_it_itself(
    gamification: Gamification, database: Database
) -> None:
    await gamification.economy.update(ADMIN, level_formula=FORMULA)
    run = await newest(gamification)
    assert (run.status, run.started_by, run.origin) == (RunStatus.SUCCEEDED, ADMIN, "settings")
    assert await levels(database) == AFTERWARDS
    assert not gamification.jobs.is_open


async def test_an_open_runner_takes_it_and_the_edit_does_not_wait(
    gamification: Gamification, database: Database
) -> None:
    gamification.jobs.open()
    await looked_again(gamification.jobs)
    await gamification.economy.update(ADMIN, level_formula=FORMULA)
    ended = await gamification.jobs.wait((await newest(gamification)).id)
    await gamification.jobs.close()
    assert ended.status is RunStatus.SUCCEEDED
    assert await levels(database) == AFTERWARDS


async def test_where_another_process_has_the_lease_the_edit_waits_for_that_one(
    gamification: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_level_formula, "LOOK_EVERY_SECONDS", 0.005)
    runner, looks = gamification.jobs, 0
    work_one = runner.work_one

    async def looked(run_id: int) -> Run:
        nonlocal looks
        run = await work_one(run_id)
        looks += 1
        return run

    monkeypatch.setattr(runner, "work_one", looked)
    job = new_level_formula.RecomputeAsJob(runner)
    run = await database.write(job.queue, ADMIN, FORMULA)
    assert await database.write(leases.claim, run, "elsewhere", system_clock(), 10.0)
    async with asyncio.TaskGroup() as group:
        edit = group.create_task(job.work(run))
        await eventually(lambda: looks >= 3)
        assert not edit.done()
        await database.write(lambda s: s.execute(text("UPDATE job_runs SET lease_until = NULL")))  # it died
    ended = await runner.get(run.id)
    assert (ended.status, ended.generation) == (RunStatus.SUCCEEDED, 2)
