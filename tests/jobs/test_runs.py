"""A run's life in one process: started, worked, paused, resumed, cancelled, told of."""

import asyncio
from datetime import timedelta

import pytest

from bot.database import Database
from bot.services.jobs import JobRunner, Run, RunRefused, RunStatus, UnknownRun
from bot.services.jobs.run import LEASE_SECONDS, read_run
from tests.jobs.conftest import EVERY_ROW_ONCE, ROWS, a_runner, in_slow_motion, until_under_way
from tests.jobs.toy import Toy, seed_rows, tampered, times
from tests.kit.clock import RunningClock
from tests.kit.eventually import eventually
from tests.kit.runners import looked_again

S = RunStatus


async def test_a_run_goes_through_every_row_once_and_succeeds(runner: JobRunner, seeded: Database) -> None:
    runner.open()
    run = await runner.queue("toy", started_by=7)
    run = await runner.wait(run.id)
    assert (run.status, run.processed, run.changed, run.created, run.total) == (
        S.SUCCEEDED,
        ROWS,
        ROWS,
        ROWS,
        ROWS,
    )
    assert (run.cursor, run.started_by, run.error, run.bad_rows) == (ROWS * 10, 7, None, 0)
    assert run.finished_at is not None
    assert run.share == 1.0
    assert await seeded.read(times) == EVERY_ROW_ONCE
    assert "done: 100 rows, 100 changed" in run.log[-1]


async def test_an_empty_table_succeeds_at_once(database: Database, toy: Toy, clock: RunningClock) -> None:
    await database.write(seed_rows, 0)
    runner = a_runner(database, toy, clock)
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert (run.status, run.processed, run.total, run.cursor) == (S.SUCCEEDED, 0, 0, None)
    await runner.close()


async def test_a_second_start_answers_with_the_run_that_is_there(runner: JobRunner) -> None:
    first = await runner.queue("toy", started_by=1)
    second = await runner.queue("toy", started_by=2, dry_run=True)
    assert second == first
    assert len(await runner.history()) == 1


async def test_many_starts_at_once_make_one_run(runner: JobRunner) -> None:
    runs = await asyncio.gather(*(runner.queue("toy", started_by=n) for n in range(20)))
    assert len({run.id for run in runs}) == 1


async def test_after_the_end_a_start_makes_a_new_run(runner: JobRunner) -> None:
    runner.open()
    first = await runner.wait((await runner.queue("toy")).id)
    second = await runner.queue("toy")
    assert second.id > first.id
    assert [run.id for run in await runner.history("toy")] == [second.id, first.id]
    assert (await runner.latest("toy")) is not None


async def test_of_two_starts_for_the_same_occasion_the_second_answers_with_the_first(
    runner: JobRunner,
) -> None:
    runner.open()
    first = await runner.wait((await runner.queue("toy", once_key="toy@03:00")).id)
    again = await runner.queue("toy", once_key="toy@03:00")
    assert again == first


async def test_a_dry_run_counts_and_writes_nothing(runner: JobRunner, seeded: Database) -> None:
    runner.open()
    run = await runner.wait((await runner.queue("toy", dry_run=True)).id)
    assert (run.status, run.dry_run, run.processed, run.changed) == (S.SUCCEEDED, True, ROWS, ROWS)
    assert set((await seeded.read(times)).values()) == {0}


async def test_a_pause_holds_within_one_batch_and_a_resume_goes_on(
    seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    runner = await in_slow_motion(seeded, toy, clock)
    run = await until_under_way(runner, await runner.queue("toy"))
    await runner.pause(run.id)
    paused = await runner.wait(run.id)
    assert paused.status is S.PAUSED
    assert 0 < paused.processed < ROWS
    assert paused.lease_owner is None
    before = await seeded.read(times)
    await looked_again(runner)
    assert await seeded.read(times) == before
    assert sum(before.values()) == paused.processed
    assert (await runner.pause(run.id)).status is S.PAUSED  # twice does no harm
    assert (await runner.wait(run.id)).status is S.PAUSED
    assert (await runner.resume(run.id)).status in (S.QUEUED, S.RUNNING)
    ended = await runner.wait(run.id)
    assert (ended.status, ended.processed) == (S.SUCCEEDED, ROWS)
    assert await seeded.read(times) == EVERY_ROW_ONCE
    await runner.close()


async def test_a_cancel_holds_within_one_batch_and_what_was_done_stays(
    seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    runner = await in_slow_motion(seeded, toy, clock)
    run = await until_under_way(runner, await runner.queue("toy"))
    await runner.cancel(run.id)
    cancelled = await runner.wait(run.id)
    assert cancelled.status is S.CANCELLED
    assert cancelled.finished_at is not None
    assert sum((await seeded.read(times)).values()) == cancelled.processed < ROWS
    assert (await runner.cancel(run.id)).status is S.CANCELLED
    with pytest.raises(RunRefused, match="is cancelled and cannot be resumed"):
        await runner.resume(run.id)
    await runner.close()


async def test_a_run_that_nobody_works_is_paused_resumed_and_cancelled_at_once(runner: JobRunner) -> None:
    run = await runner.queue("toy")  # not open: nobody works it
    assert (await runner.pause(run.id)).status is S.PAUSED
    assert (await runner.resume(run.id)).status is S.QUEUED
    assert (await runner.cancel(run.id)).status is S.CANCELLED


async def test_what_is_over_cannot_be_paused_or_cancelled(runner: JobRunner) -> None:
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    for ask in (runner.pause, runner.cancel, runner.resume):
        with pytest.raises(RunRefused, match=f"run {run.id} is succeeded"):
            await ask(run.id)


async def test_a_run_that_does_not_exist_is_named(runner: JobRunner) -> None:
    for ask in (runner.pause, runner.cancel, runner.resume, runner.get, runner.wait):
        with pytest.raises(UnknownRun, match="no run 404"):
            await ask(404)


async def test_it_shows_its_share_and_when_it_will_be_done(
    seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    runner = await in_slow_motion(seeded, toy, clock)
    run = await runner.queue("toy")
    assert (run.share, run.eta_seconds) == (None, None)
    while (run := await runner.get(run.id)).processed < 30:
        await asyncio.sleep(0.005)
    if run.status is S.RUNNING:
        assert run.share is not None
        assert 0.3 <= run.share < 1.0
        assert run.eta_seconds is not None
        assert 0 < run.eta_seconds < 60
    await runner.close()


async def test_closing_gives_the_lease_back_so_that_another_goes_on_at_once(
    seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    first = await in_slow_motion(seeded, toy, clock)
    run = await until_under_way(first, await first.queue("toy"))
    await first.close()
    left = await first.get(run.id)
    assert left.status is S.RUNNING
    assert not left.is_worked(clock())
    second = a_runner(seeded, toy, clock)
    second.open()
    async with asyncio.timeout(LEASE_SECONDS * 0.9):
        ended = await second.wait(run.id)
    assert ended.status is S.SUCCEEDED
    assert ended.generation == left.generation + 1
    assert await seeded.read(times) == EVERY_ROW_ONCE
    await second.close()


async def test_listeners_are_called_once_at_the_end(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    told: list[tuple[int, str]] = []

    async def listener(run: Run) -> None:
        told.append((run.id, run.status))

    cancelled = await runner.cancel((await runner.queue("toy", started_by=7)).id)  # they know
    others = a_runner(seeded, toy, clock)
    for one in (runner, others):
        one.on_finished(listener)
        one.open()
    silent = await runner.wait((await runner.queue("toy")).id)  # nobody to tell: a schedule
    run = await runner.wait((await runner.queue("toy", started_by=7)).id)
    toy.bad = set(range(0, 1001, 10))
    failed = await others.wait((await others.queue("toy", started_by=8)).id)
    await eventually(lambda: len(told) >= 2)
    await looked_again(runner, others)
    assert told == [(run.id, "succeeded"), (failed.id, "failed")]
    assert {cancelled.status, silent.status} == {S.CANCELLED, S.SUCCEEDED}
    await others.close()


async def test_a_listener_that_fails_is_called_again(
    runner: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.jobs.runner.TELL_AGAIN_SECONDS", 0.05)
    calls: list[int] = []

    async def listener(run: Run) -> None:
        calls.append(run.id)
        if len(calls) < 3:
            raise ConnectionError("Telegram is away")

    runner.on_finished(listener)
    runner.open()
    run = await runner.wait((await runner.queue("toy", started_by=7)).id)
    await eventually(lambda: len(calls) >= 3)
    await looked_again(runner)
    assert calls == [run.id] * 3
    assert (await runner.get(run.id)).told_at is not None


async def test_work_one_works_a_run_here_unless_somebody_else_does(
    runner: JobRunner, seeded: Database, clock: RunningClock
) -> None:
    run = await runner.queue("toy")
    await seeded.write(
        tampered, run.id, status="running", lease_owner="other", generation=1,
        lease_until=str((clock() + timedelta(seconds=15)).replace(tzinfo=None)) if seeded.dialect == "sqlite"
        else (clock() + timedelta(seconds=15)).replace(tzinfo=None),
    )  # fmt: skip
    assert (await runner.work_one(run.id)).processed == 0
    clock.ahead = timedelta(seconds=16)
    assert (await runner.work_one(run.id)).status is S.SUCCEEDED
    assert await seeded.read(times) == EVERY_ROW_ONCE


async def test_a_run_reads_the_same_from_the_row(runner: JobRunner, seeded: Database) -> None:
    run = await runner.queue("toy", {"a": [1, "x"]}, started_by=5, origin="terminal")
    assert await seeded.read(read_run, run.id) == run
    assert (run.params, run.origin, run.dry_run) == ({"a": [1, "x"]}, "terminal", False)
