"""A run stands back for members: its batches wait for their writes, and its rests grow while they wait."""

import asyncio
import time

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.jobs import Done, JobRunner, Page, RunStatus, Step
from bot.services.jobs.batches import Claim, Measured, Stopwatch, work_batch
from bot.services.jobs.leases import claim
from tests.jobs.conftest import a_runner
from tests.jobs.toy import Toy, seed_rows
from tests.kit.clock import RunningClock, Seconds
from tests.kit.eventually import gone_as_far_as_they_can
from tests.kit.holding_rows import stay_until_waited_for

sqlite_only = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


async def test_writes_under_way_are_counted(database: Database) -> None:
    def slow(session: Session) -> None:
        session.execute(text("SELECT 1"))
        if database.dialect == "postgresql":
            session.execute(text("SELECT pg_sleep(0.2)"))
        else:
            time.sleep(0.2)

    def failing(_session: Session) -> None:
        raise ValueError

    writes = asyncio.gather(*(database.write(slow) for _ in range(3)))
    await gone_as_far_as_they_can()
    assert database.pending_writes == 3
    await writes
    with pytest.raises(ValueError, match=r"^$"):
        await database.write(failing)
    assert database.pending_writes == 0


@sqlite_only
async def test_a_batch_waits_for_writes_of_members_but_not_forever(
    runner: JobRunner, seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.jobs.worker.MAX_YIELD_SECONDS", 0.05)
    run = await runner.queue("toy")
    seeded.pending_writes += 1  # one that never ends
    began = time.monotonic()
    run = await runner.work_one(run.id)
    assert run.status is RunStatus.SUCCEEDED
    assert time.monotonic() - began >= 0.05 * run.batches
    seeded.pending_writes -= 1


@sqlite_only
async def test_members_go_first_all_the_time(seeded: Database, toy: Toy, clock: RunningClock) -> None:
    """Two members write without a pause: the run goes on, and few of their writes have to wait for it."""
    runner = a_runner(seeded, toy, clock)
    over = asyncio.Event()
    slow = 0
    writes = 0

    async def member() -> None:
        nonlocal slow, writes
        while not over.is_set():
            began = time.perf_counter()
            await seeded.write(lambda session: session.execute(text("SELECT 1")).scalar())
            writes += 1
            slow += time.perf_counter() - began > 0.05

    async def sweep() -> RunStatus:
        run = await runner.work_one((await runner.queue("toy")).id)
        over.set()
        return run.status

    status, *_ = await asyncio.gather(sweep(), member(), member())
    assert status is RunStatus.SUCCEEDED
    assert writes > 100
    assert slow < writes / 10


@postgresql_only
async def test_a_batch_notices_that_another_transaction_waits_for_it(
    runner: JobRunner, seeded: Database, clock: RunningClock
) -> None:
    working, written = asyncio.Event(), asyncio.Event()

    class Long(Toy):
        def change(self, session: Session, step: Step, page: Page) -> Done:
            done = super().change(session, step, page)
            working.set()
            stay_until_waited_for(session, unless=written.is_set)
            return done

    def touch(session: Session, row: int) -> None:
        session.execute(text("UPDATE toy SET times = times WHERE id = :row"), {"row": row})

    async def batch(member: int) -> bool:
        working.clear()
        written.clear()
        run = await runner.get((await runner.queue("toy")).id)
        mine = await seeded.write(claim, run, "me", clock(), 10.0)
        assert mine is not None
        a_claim = Claim(mine.id, mine.generation, 10.0)
        done, _ = await asyncio.gather(
            seeded.write(work_batch, a_claim, Long(), 10, clock(), Stopwatch(), Measured(None, 0.0)),
            write_meanwhile(member),
        )
        return done.waited_for

    async def write_meanwhile(row: int) -> None:
        await working.wait()
        await seeded.write(touch, row)
        written.set()

    assert await batch(member=50)  # a row of the first batch
    assert not await batch(member=990)


class Slow(Toy):
    """Takes 200 ms for each slice, by a clock that nothing else moves."""

    def __init__(self, seconds: Seconds) -> None:
        super().__init__()
        self.seconds = seconds

    def change(self, session: Session, step: Step, page: Page) -> Done:
        self.seconds.now += 0.2
        return super().change(session, step, page)


@pytest.mark.parametrize(("target_seconds", "rows"), [(0.01, 100), (0.36, 200), (10.0, 300)])
async def test_a_batch_ends_early_on_a_machine_that_became_slow(
    database: Database, clock: RunningClock, target_seconds: float, rows: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seconds = Seconds()
    monkeypatch.setattr("bot.services.jobs.batches.perf_counter", seconds)
    await database.write(seed_rows, 1_000)
    toy = Slow(seconds)
    runner = a_runner(database, toy, clock)
    run = await database.write(claim, await runner.queue("toy"), "me", clock(), 10.0)
    assert run is not None
    batch = await database.write(
        work_batch, Claim(run.id, run.generation, 10.0), toy, 300, clock(), Stopwatch(),
        Measured(None, 0.0), target_seconds,
    )  # fmt: skip
    assert batch.rows == rows
    after = await runner.get(run.id)
    assert (after.cursor, after.processed, after.changed) == (rows * 10, rows, rows)
