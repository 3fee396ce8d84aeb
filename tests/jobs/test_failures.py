"""What a run does about rows that cannot be worked, and about a database that is away."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.services.jobs import JobRunner, RunRefused, RunStatus
from tests.jobs.conftest import EVERY_ROW_ONCE, ROWS, a_runner
from tests.jobs.toy import Toy, times
from tests.kit.clock import RunningClock
from tests.kit.runners import looked_again

S = RunStatus


async def test_a_batch_that_fails_once_is_tried_again(runner: JobRunner, seeded: Database, toy: Toy) -> None:
    toy.fail_next = 1
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert (run.status, run.bad_rows) == (S.SUCCEEDED, 0)
    assert await seeded.read(times) == EVERY_ROW_ONCE
    assert toy.sizes[:3] == [10, 10, 10]


async def test_a_batch_that_fails_again_is_halved_until_the_bad_row_is_found(
    runner: JobRunner, seeded: Database, toy: Toy
) -> None:
    toy.bad = {70, 480, 490}
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert (run.status, run.processed, run.changed, run.bad_rows) == (S.SUCCEEDED, ROWS, ROWS - 3, 3)
    assert run.stop_reason == "done; 3 rows could not be worked"
    assert await seeded.read(times) == EVERY_ROW_ONCE | {70: 0, 480: 0, 490: 0}
    assert [(f.key, f.state, f.reason) for f in await runner.findings(run.id)] == [
        (row, "BAD", f"Unworkable: row {row} is bad") for row in (70, 480, 490)
    ]
    # 10 fails, again, then 5 holds, 2 (60, 70) fails, 1, and 1 (70) is found.
    assert toy.sizes[:3] == [10, 10, 5]


@pytest.mark.parametrize("bad", range(10, 110, 10))
async def test_wherever_the_bad_row_is_only_that_row_is_left_out(
    runner: JobRunner, seeded: Database, toy: Toy, bad: int
) -> None:
    toy.bad = {bad}
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert run.status is S.SUCCEEDED
    assert await seeded.read(times) == EVERY_ROW_ONCE | {bad: 0}


async def test_a_row_that_was_bad_for_a_while_is_worked_at_the_end(
    runner: JobRunner, seeded: Database, toy: Toy
) -> None:
    toy.fail_next = 6  # 10, 10, 5, 2, 1, 1: the first row is left out
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert (run.status, run.changed, run.bad_rows, run.stop_reason) == (S.SUCCEEDED, ROWS, 0, "done")
    assert await runner.findings(run.id) == []
    assert any("row 10 left out" in line for line in run.log)
    assert await seeded.read(times) == EVERY_ROW_ONCE


async def test_a_bad_row_that_is_deleted_in_the_meantime_is_bad_no_more(
    runner: JobRunner, seeded: Database, toy: Toy
) -> None:
    toy.bad = {1000}

    class Deleting(Toy):
        def page(self, session: Session, step: object, after: int, size: int):  # type: ignore[no-untyped-def]
            page = super().page(session, step, after, size)  # type: ignore[arg-type]
            if page is None and after == 1000:
                session.execute(text("DELETE FROM toy WHERE id = 1000"))
            return page

    deleting = Deleting({1000})
    own = a_runner(seeded, deleting, RunningClock())
    own.open()
    run = await own.wait((await own.queue("toy")).id)
    assert (run.status, run.bad_rows, run.changed) == (S.SUCCEEDED, 0, ROWS - 1)
    await own.close()


async def test_at_the_limit_of_bad_rows_the_run_fails_and_can_be_resumed_after_the_repair(
    seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    runner = a_runner(seeded, toy, clock, bad_row_limit=4)
    toy.bad = set(range(210, 1001, 10))
    runner.open()
    run = await runner.wait((await runner.queue("toy", started_by=1)).id)
    assert (run.status, run.bad_rows, run.processed, run.stop_reason) == (S.FAILED, 4, 24, "failed")
    assert run.error == "4 rows could not be worked; the last one: Unworkable: row 240 is bad"
    assert run.finished_at is not None
    toy.bad = set()
    assert (await runner.resume(run.id)).error is None
    run = await runner.wait(run.id)
    assert (run.status, run.bad_rows, run.changed, run.error) == (S.SUCCEEDED, 0, ROWS, None)
    assert await seeded.read(times) == EVERY_ROW_ONCE
    await runner.close()


async def test_a_failed_run_is_not_resumed_while_another_is_active(
    seeded: Database, toy: Toy, clock: RunningClock
) -> None:
    runner = a_runner(seeded, toy, clock, bad_row_limit=1)
    toy.bad = {10}
    failed = await runner.queue("toy")
    assert (await runner.work_one(failed.id)).status is S.FAILED
    other = await runner.queue("toy")
    with pytest.raises(RunRefused, match=f"while run {other.id} of its kind is active"):
        await runner.resume(failed.id)


async def test_a_kind_that_cannot_even_find_its_rows_fails_the_run(
    runner: JobRunner, seeded: Database
) -> None:
    def drop(session: Session) -> None:
        session.execute(text("DROP TABLE toy"))

    await seeded.write(drop)
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert run.status is S.FAILED
    assert run.error is not None
    assert "toy" in run.error
    assert run.total is None


async def test_a_run_waits_for_a_database_that_is_away_and_goes_on(
    runner: JobRunner, seeded: Database, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = 3
    real = seeded.write_alone

    async def write(work, *args, **kwargs):  # type: ignore[no-untyped-def]
        nonlocal away
        if work.__name__ == "work_batch" and toy.sizes[2:] and away:
            away -= 1
            raise DatabaseUnavailable("work_batch", 1, 0.1, ConnectionError("refused"))
        return await real(work, *args, **kwargs)

    monkeypatch.setattr(seeded, "write_alone", write)
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert (run.status, run.bad_rows, away) == (S.SUCCEEDED, 0, 0)
    assert await seeded.read(times) == EVERY_ROW_ONCE


async def test_a_batch_whose_commit_was_not_heard_of_is_not_done_twice(
    runner: JobRunner, seeded: Database, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = seeded.write_alone
    lost = 0

    async def write(work, *args, **kwargs):  # type: ignore[no-untyped-def]
        nonlocal lost
        answer = await real(work, *args, **kwargs)
        if work.__name__ == "work_batch" and lost < 3:
            lost += 1
            raise DatabaseUnavailable("work_batch", 1, 0.1, ConnectionError("lost after the commit"))
        return answer

    monkeypatch.setattr(seeded, "write_alone", write)
    runner.open()
    run = await runner.wait((await runner.queue("toy")).id)
    assert (run.status, run.processed, lost) == (S.SUCCEEDED, ROWS, 3)
    assert await seeded.read(times) == EVERY_ROW_ONCE


async def test_the_runner_survives_a_database_that_cannot_be_read(
    runner: JobRunner, seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = seeded.read

    async def read(*_args: object, **_kwargs: object) -> None:
        raise DatabaseUnavailable("look", 1, 0.1, ConnectionError("refused"))

    monkeypatch.setattr(seeded, "read", read)
    runner.open()
    await looked_again(runner)
    monkeypatch.setattr(seeded, "read", real)
    run = await runner.wait((await runner.queue("toy")).id)
    assert run.status is S.SUCCEEDED
