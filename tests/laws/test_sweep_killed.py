"""Killed a hundred times at random instants, a sweep ends where an uninterrupted one ends.

`BESITOS_KILL_USERS` and `BESITOS_KILLS` make it smaller, for the check that this test can fail.
"""

import os
import random
import signal
import time
from collections import deque

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.jobs import JobRunner, RunStatus
from tests.kit.working_process import profiles, seed_users, workers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
USERS = int(os.environ.get("BESITOS_KILL_USERS", "50000"))
KILLS = int(os.environ.get("BESITOS_KILLS", "100"))
MADE = USERS - USERS // 11
WORKED = KILLS // 2
"""Of the lives, so many at least must have done something: on a busy machine others are too short."""
MAX_KILLS = 5 * KILLS


async def swept(database: Database) -> list[tuple[int, ...]]:
    """The profiles after a sweep that nothing interrupts, which are then taken away again."""
    runner = JobRunner(database, job_kinds())
    await database.write(seed_users, USERS)
    before = await database.read(profiles)
    run = await runner.queue("provision_profiles")
    assert (await runner.work_one(run.id)).changed == MADE
    after = await database.read(profiles)
    await database.write(take_away)
    assert await database.read(profiles) == before
    return after


def take_away(session: Session) -> None:
    session.execute(text("DELETE FROM user_gamification_profiles WHERE (user_id / 7) % 11 <> 0"))


async def test_a_sweep_that_is_killed_again_and_again_makes_each_profile_once(database: Database) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    expected = await swept(database)
    runner = JobRunner(database, job_kinds())
    run = await runner.queue("provision_profiles")
    kills, size, max_life = 0, 30, 0.1
    lives: deque[int] = deque(maxlen=10)  # batches that each of the last ones did
    with workers() as processes:
        while kills < KILLS or (run.generation <= WORKED and kills < MAX_KILLS):
            process = processes.start(database.url, run.id, lease_seconds=0.02, max_rows=size)
            time.sleep(chance.uniform(0.01, max_life))
            if run.generation > WORKED and not process.is_alive():
                break  # a life in which this machine was much quicker than in those before it
            assert process.is_alive(), f"ended after {kills} kills with {process.exitcode}"
            processes.signal(process, signal.SIGKILL)
            process.join()
            kills += 1
            batches = run.batches
            run = await runner.get(run.id)
            lives.append(run.batches - batches)
            # Small enough that the run lasts for all its lives and 20 more, however fast this machine is.
            rows_a_life = (USERS - run.processed) / (2 * max(KILLS - kills, WORKED - run.generation) + 20)
            batches_a_life = sum(lives) / len(lives)
            size = max(int(rows_a_life / max(5, batches_a_life)), 1)
            if len(lives) < (lives.maxlen or 0):
                continue
            if batches_a_life <= 5 or sum(map(bool, lives)) < 7:  # too short to work, on a busy machine
                max_life = min(max_life * 1.2, 2.0)
            elif batches_a_life >= 50:
                max_life *= 0.9
        last = processes.start(database.url, run.id, lease_seconds=0.02, max_rows=5_000)
        last.join()
        assert last.exitcode == 0
    survived = run.processed
    run = await runner.get(run.id)
    print(f"{kills} kills, {run.generation} lives that worked, {survived} rows before the last of them")
    assert await database.read(profiles) == expected
    assert (run.status, run.processed, run.changed, run.bad_rows) == (RunStatus.SUCCEEDED, USERS, MADE, 0)
    assert survived > USERS // 5  # else they were killed before they did anything
    assert run.generation > WORKED
