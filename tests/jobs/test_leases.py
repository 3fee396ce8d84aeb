"""Who may work a run: leases, taking over, and fencing of who comes too late."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.jobs import (
    Done,
    JobRunner,
    Page,
    Run,
    RunRefused,
    RunStatus,
    Step,
    bad_rows,
    batches,
    leases,
    requests,
    worker,
)
from bot.services.jobs import run as run_module
from bot.services.jobs import runner as runner_module
from bot.services.jobs.batches import Claim, ClaimLost, Measured, Stopwatch
from bot.services.jobs.transitions import transition
from tests.jobs.conftest import EVERY_ROW_ONCE, a_runner, in_slow_motion, until_under_way
from tests.jobs.toy import Toy, times
from tests.kit.clock import RunningClock

S = RunStatus
MEASURED = Measured(None, 0.0)


async def claimed(database: Database, run: Run, owner: str, clock: RunningClock) -> Run:
    """The run, claimed by a worker of this name."""
    todo = await database.read(leases.poll, ("toy",), clock(), clock(), False)
    assert todo.to_work == run
    mine = await database.write(leases.claim, run, owner, clock(), 10.0)
    assert mine is not None
    return mine


async def batch(database: Database, run: Run, toy: Toy, clock: RunningClock) -> int:
    """One batch under the claim that this run was read with; how many rows it worked."""
    claim = Claim(run.id, run.generation, 10.0)
    done = await database.write(
        batches.work_batch, claim, toy, 10, clock(), Stopwatch(), MEASURED
    )  # fmt: skip
    return done.rows


def test_a_dead_workers_run_is_taken_over_within_thirty_seconds() -> None:
    assert run_module.LEASE_SECONDS + runner_module.LOOK_EVERY_SECONDS < 30


async def test_a_run_is_taken_over_when_its_lease_has_expired_and_not_before(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    first = await claimed(seeded, await runner.queue("toy"), "first", clock)
    clock.ahead = timedelta(seconds=5)  # of 10; the clock runs meanwhile, and a machine may be busy
    assert (await seeded.read(leases.poll, ("toy",), clock(), clock(), False)).to_work is None
    assert await batch(seeded, first, toy, clock) == 10  # which renews it
    clock.ahead = timedelta(seconds=11)
    assert (await seeded.read(leases.poll, ("toy",), clock(), clock(), False)).to_work is None
    clock.ahead = timedelta(seconds=26)
    left = (await seeded.read(leases.poll, ("toy",), clock(), clock(), False)).to_work
    assert left is not None
    second = await claimed(seeded, left, "second", clock)
    assert (second.status, second.generation, second.lease_owner) == (S.RUNNING, 2, "second")
    assert (second.cursor, second.processed) == (100, 10)
    assert second.log[-1].endswith("taken over by second from first")


async def test_the_run_of_a_worker_that_died_with_a_clock_ahead_is_taken_over(
    runner: JobRunner, seeded: Database, clock: RunningClock
) -> None:
    clock.ahead = timedelta(hours=5)
    dead = await claimed(seeded, await runner.queue("toy"), "ahead", clock)
    clock.ahead = timedelta()
    assert not dead.is_worked(clock())
    left = (await seeded.read(leases.poll, ("toy",), clock(), clock(), False)).to_work
    assert left is not None
    assert left.id == dead.id
    assert (await runner.work_one(dead.id)).status is S.SUCCEEDED
    assert await seeded.read(times) == EVERY_ROW_ONCE


@pytest.mark.parametrize(("ask", "status"), [("pause", S.PAUSED), ("cancel", S.CANCELLED)])
async def test_a_run_with_a_lease_of_a_clock_ahead_does_what_it_is_asked(
    runner: JobRunner, seeded: Database, clock: RunningClock, ask: str, status: RunStatus
) -> None:
    clock.ahead = timedelta(days=400)
    dead = await claimed(seeded, await runner.queue("toy"), "ahead", clock)
    clock.ahead = timedelta()
    assert (await getattr(runner, ask)(dead.id)).status is status


async def test_a_worker_whose_clock_is_a_little_ahead_keeps_its_run(
    runner: JobRunner, seeded: Database, clock: RunningClock
) -> None:
    clock.ahead = timedelta(seconds=9)
    mine = await claimed(seeded, await runner.queue("toy"), "a little ahead", clock)
    clock.ahead = timedelta()
    assert mine.is_worked(clock())
    assert (await seeded.read(leases.poll, ("toy",), clock(), clock(), False)).to_work is None


def test_a_lease_that_others_would_take_for_one_of_a_wrong_clock_is_refused(
    database: Database, toy: Toy, clock: RunningClock
) -> None:
    with pytest.raises(ValueError, match="lease_seconds"):
        a_runner(database, toy, clock, lease_seconds=3600.0)


async def test_of_two_that_claim_at_once_one_gets_the_run(
    runner: JobRunner, seeded: Database, clock: RunningClock
) -> None:
    run = await runner.queue("toy")
    assert await seeded.write(leases.claim, run, "first", clock(), 10.0) is not None
    assert await seeded.write(leases.claim, run, "second", clock(), 10.0) is None


async def test_a_worker_that_lost_its_lease_changes_nothing(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    late = await claimed(seeded, await runner.queue("toy"), "late", clock)
    await batch(seeded, late, toy, clock)
    clock.ahead = timedelta(seconds=20)
    left = await runner.get(late.id)
    now_mine = await claimed(seeded, left, "next", clock)
    before, rows = await runner.get(late.id), await seeded.read(times)

    claim = Claim(late.id, late.generation, 10.0)
    assert await batch(seeded, late, toy, clock) == 0
    assert not await seeded.write(bad_rows.skip_row, claim, toy, "a reason", clock())
    assert not await seeded.write(bad_rows.retry_row, claim, toy, clock())
    await seeded.write(bad_rows.give_up_row, claim, "a reason", clock())
    assert not await seeded.write(batches.succeed, claim, clock())
    assert not await seeded.write(batches.fail_claimed, claim, "an error", clock())
    await seeded.write(batches.set_total, claim, 5)
    await seeded.write(leases.release, late.id, "late")
    assert not await seeded.write(transition, left, S.PAUSED, clock())

    assert await runner.get(late.id) == before == now_mine
    assert await seeded.read(times) == rows
    assert await runner.findings(late.id) == []


async def test_a_stop_in_the_moment_of_a_claim_gives_the_lease_back(
    seeded: Database, toy: Toy, clock: RunningClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = a_runner(seeded, toy, clock)
    run = await runner.queue("toy")
    write = seeded.write

    async def stopped_after_the_commit(work: Any, *args: Any) -> Any:
        result = await write(work, *args)
        if work is leases.claim:
            raise asyncio.CancelledError
        return result

    monkeypatch.setattr(seeded, "write", stopped_after_the_commit)
    with pytest.raises(asyncio.CancelledError):
        await runner.work_one(run.id)
    after = await runner.get(run.id)
    assert (after.status, after.generation) == (S.RUNNING, 1)
    assert not after.is_worked(clock())


async def test_a_stop_that_cannot_give_the_lease_back_is_a_stop_all_the_same(
    seeded: Database, toy: Toy, clock: RunningClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the database was closed already")

    monkeypatch.setattr(leases, "release", broken)
    runner = await in_slow_motion(seeded, toy, clock)
    await until_under_way(runner, await runner.queue("toy"))
    await stops(runner)


async def test_a_stop_that_a_library_turns_into_its_own_error_is_a_stop_all_the_same(
    seeded: Database, toy: Toy, clock: RunningClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, entered = seeded.write_alone, asyncio.Event()

    async def never(work: Any, *args: Any) -> Any:
        if work is not batches.work_batch:
            return await write(work, *args)
        entered.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise RuntimeError("the connection is in a strange state") from None

    monkeypatch.setattr(seeded, "write_alone", never)
    runner = a_runner(seeded, toy, clock)
    runner.open()
    await runner.queue("toy")
    async with asyncio.timeout(10):
        await entered.wait()
    await stops(runner)


async def stops(runner: JobRunner) -> None:
    """Closes the runner: its task is over, and was cancelled."""
    working = runner._working
    assert working is not None
    await runner.close()
    assert working.cancelled()


@pytest.mark.parametrize("what", ["generation = generation + 1", "status = 'pausing'"])
async def test_a_batch_during_which_the_run_changed_hands_rolls_back(
    runner: JobRunner, seeded: Database, clock: RunningClock, what: str
) -> None:
    class Overtaken(Toy):
        def change(self, session: Session, step: Step, page: Page) -> Done:
            done = super().change(session, step, page)
            session.execute(text(f"UPDATE job_runs SET {what}"))
            return done

    run = await claimed(seeded, await runner.queue("toy"), "me", clock)
    with pytest.raises(ClaimLost):
        await batch(seeded, run, Overtaken(), clock)
    assert await runner.get(run.id) == run
    assert set((await seeded.read(times)).values()) == {0}


@pytest.mark.parametrize("limit", [100, 1])
async def test_a_row_that_is_left_out_while_the_run_changes_hands_is_not_noted(
    seeded: Database, toy: Toy, clock: RunningClock, limit: int
) -> None:
    class Overtaken(Toy):
        def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
            session.execute(text("UPDATE job_runs SET status = 'pausing'"))
            return super().page(session, step, after, size)

    runner = a_runner(seeded, toy, clock, bad_row_limit=limit)
    run = await claimed(seeded, await runner.queue("toy"), "me", clock)
    with pytest.raises(ClaimLost):
        await seeded.write(
            bad_rows.skip_row, Claim(run.id, run.generation, 10.0), Overtaken(), "a reason", clock()
        )
    assert await runner.get(run.id) == run
    assert await runner.findings(run.id) == []


async def test_a_resume_that_a_start_overtakes_is_refused(
    runner: JobRunner, seeded: Database, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.bad = set(range(0, 1001, 10))
    failed = await runner.work_one((await runner.queue("toy")).id)
    assert failed.status is S.FAILED
    await runner.queue("toy")
    monkeypatch.setattr(requests, "ACTIVE", frozenset())  # it looked before the other was there
    with pytest.raises(RunRefused, match="while another run of its kind is active"):
        await runner.resume(failed.id)
    assert await runner.get(failed.id) == failed


@pytest.mark.parametrize(("ask", "status"), [("pause", S.PAUSED), ("cancel", S.CANCELLED)])
async def test_a_run_of_a_dead_worker_can_be_paused_and_cancelled_and_the_dead_stay_out(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock, ask: str, status: RunStatus
) -> None:
    dead = await claimed(seeded, await runner.queue("toy"), "dead", clock)
    clock.ahead = timedelta(seconds=20)
    assert (await getattr(runner, ask)(dead.id)).status is status
    assert await batch(seeded, dead, toy, clock) == 0
    assert set((await seeded.read(times)).values()) == {0}


@pytest.mark.parametrize(
    ("ask", "asked", "status"),
    [("pause", S.PAUSING, S.PAUSED), ("cancel", S.CANCELLING, S.CANCELLED)],
)
async def test_what_a_worker_was_asked_before_its_death_shows_is_done_when_it_is_asked_again(
    runner: JobRunner, seeded: Database, clock: RunningClock, ask: str, asked: RunStatus, status: RunStatus,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(runner_module, "SETTLE_SECONDS", 0.0)
    dead = await claimed(seeded, await runner.queue("toy"), "dead", clock)
    assert (await getattr(runner, ask)(dead.id)).status is asked
    assert (await getattr(runner, ask)(dead.id)).status is asked
    clock.ahead = timedelta(seconds=20)
    assert (await getattr(runner, ask)(dead.id)).status is status


async def test_a_run_whose_rows_take_longer_to_count_than_its_lease_goes_on_without_the_number(
    seeded: Database, clock: RunningClock, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "COUNT_SECONDS", 0.25)

    class SlowToCount(Toy):
        def total(self, session: Session, step: Step) -> int:
            if kind == "sqlite":
                time.sleep(0.6)
            else:
                session.execute(text("SELECT pg_sleep(0.6)"))
            return super().total(session, step)

    runner = a_runner(seeded, SlowToCount(), clock, lease_seconds=0.5)
    run = await runner.work_one((await runner.queue("toy")).id)
    assert (run.status, run.total, run.generation) == (S.SUCCEEDED, None, 1)
    assert await seeded.read(times) == EVERY_ROW_ONCE


@pytest.mark.parametrize(("ask", "status"), [("pause", S.PAUSED), ("cancel", S.CANCELLED)])
async def test_what_was_asked_of_a_worker_that_dies_is_done_by_the_next(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock, ask: str, status: RunStatus,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(runner_module, "SETTLE_SECONDS", 0.0)
    run = await claimed(seeded, await runner.queue("toy"), "dying", clock)
    assert (await getattr(runner, ask)(run.id)).status in (S.PAUSING, S.CANCELLING)
    clock.ahead = timedelta(seconds=20)
    other = a_runner(seeded, toy, clock)
    other.open()
    assert (await other.wait(run.id)).status is status
    await other.close()


async def test_a_pause_can_be_taken_back_before_it_holds(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "SETTLE_SECONDS", 0.0)
    run = await claimed(seeded, await runner.queue("toy"), "me", clock)
    assert (await runner.pause(run.id)).status is S.PAUSING
    assert (await runner.resume(run.id)).status is S.RUNNING
    assert await batch(seeded, run, toy, clock) == 10


async def test_no_illegal_move_can_be_written(
    runner: JobRunner, seeded: Database, clock: RunningClock
) -> None:
    run = await runner.queue("toy")
    with pytest.raises(AssertionError, match="queued -> succeeded"):
        await seeded.write(transition, run, S.SUCCEEDED, clock())


async def test_the_database_itself_refuses_a_second_active_run(runner: JobRunner, seeded: Database) -> None:
    run = await runner.queue("toy")
    with pytest.raises(Exception, match=r"(?i)unique"):
        await seeded.write(
            lambda session: session.execute(
                text(
                    "INSERT INTO job_runs (kind, status, dry_run, params, processed, changed, bad_rows, "
                    "bad_row_limit, batch_size, batches, work_seconds, origin, created_at, generation, log) "
                    "SELECT kind, 'paused', dry_run, params, 0, 0, 0, 1, 1, 0, 0, origin, created_at, 0, log "
                    "FROM job_runs"
                )
            )
        )
    assert await runner.history() == [replace(run)]


async def test_a_run_of_a_kind_that_this_process_does_not_know_is_left_to_others(
    runner: JobRunner, seeded: Database, clock: RunningClock
) -> None:
    run = await runner.queue("toy")
    assert (await seeded.read(leases.poll, ("another",), clock(), clock(), False)).to_work is None
    assert (await runner.work_one(run.id)).status is S.SUCCEEDED
    assert await seeded.read(times) == EVERY_ROW_ONCE


async def test_a_run_that_replaces_another_begins_anew_and_the_others_worker_does_nothing_more(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    first = await claimed(seeded, await runner.queue("toy"), "first", clock)
    assert await batch(seeded, first, toy, clock) == 10
    second = await seeded.write(lambda session: runner.replace(session, "toy", {"report": []}, origin="test"))
    assert (await runner.get(first.id)).status is S.CANCELLED
    assert (second.status, second.cursor, second.origin) == (S.QUEUED, None, "test")
    assert await batch(seeded, first, toy, clock) == 0
    assert (await runner.work_one(second.id)).processed == 100
    assert set((await seeded.read(times)).values()) == {1, 2}


async def test_a_replacement_that_is_rolled_back_leaves_the_run(
    runner: JobRunner, seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    first = await claimed(seeded, await runner.queue("toy"), "first", clock)

    def refused(session: Session) -> None:
        runner.replace(session, "toy", {})
        raise RunRefused("after all")

    with pytest.raises(RunRefused):
        await seeded.write(refused)
    assert await runner.history() == [first]
    assert await batch(seeded, first, toy, clock) == 10


async def test_a_run_queued_at_the_same_moment_is_replaced_too(
    runner: JobRunner, seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statement that looks for an active run comes before another process's INSERT commits."""
    other = await runner.queue("toy")
    insert, tries = requests.queue, []

    def first_in_vain(session: Session, *args: Any) -> tuple[Run, bool]:
        tries.append(1)
        return (other, False) if len(tries) == 1 else insert(session, *args)

    monkeypatch.setattr(requests, "queue", first_in_vain)
    second = await seeded.write(lambda session: runner.replace(session, "toy", {}))
    assert len(tries) == 2
    assert (await runner.get(other.id)).status is S.CANCELLED
    assert (await runner.latest("toy")) == second
