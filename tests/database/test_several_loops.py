"""Brief units of work where a database has more than one event loop, in more than one thread, and where a
loop is interrupted."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.loop_units import LoopUnits
from bot.database.sqlite_connection import SqliteConnection
from tests.database.counters import increment, make_counter, value


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'loops.db'}")
    await made.write(make_counter)
    await made.close()
    database = Database(made.url, retry_timeout_seconds=3)
    yield database
    await database.close()


async def test_a_loop_that_closes_the_database_waits_for_a_brief_write_of_another_loop(
    database: Database,
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def waiting(session: Session) -> int:
        after = increment(session)
        begun.set()
        go_on.wait(5)
        return after

    async def elsewhere() -> list[Any]:
        writes = [database.write_briefly(waiting), database.write_briefly(increment)]
        return await asyncio.gather(*writes, return_exceptions=True)

    async with asyncio.TaskGroup() as group:
        other = group.create_task(asyncio.to_thread(asyncio.run, elsewhere()))
        await asyncio.to_thread(begun.wait, 5)
        group.create_task(database.close())
        await asyncio.sleep(0.2)
        go_on.set()
    running, not_begun = other.result()
    assert running == 1
    assert isinstance(not_begun, RuntimeError)
    assert "closed" in str(not_begun)
    again = Database(database.url)
    assert await again.read(value) == 1
    await again.close()


async def test_two_loops_that_need_the_threads_at_once_start_them_once(database: Database) -> None:
    class Slowly(set[bool]):
        def __contains__(self, item: object) -> bool:
            found = super().__contains__(item)
            time.sleep(0.1)
            return found

    database._runner._started = Slowly()  # type: ignore[attr-defined]
    await asyncio.gather(*(asyncio.to_thread(asyncio.run, database.write(increment)) for _ in range(2)))
    assert [thread.name for thread in threading.enumerate()].count("besitos-writer") == 1


async def test_two_loops_that_write_briefly_for_the_first_time_at_once_are_both_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slowly:
        """Who reads which loop runs the units goes on later."""

        def __get__(self, units: LoopUnits, _kind: object = None) -> Any:
            found = units.__dict__.get("loop")
            time.sleep(0.05)
            return found

        def __set__(self, units: LoopUnits, loop: object) -> None:
            units.__dict__["loop"] = loop

    async def write() -> int:
        async with asyncio.timeout(5):
            return await database.write_briefly(increment)

    monkeypatch.setattr(LoopUnits, "_loop", Slowly(), raising=False)
    both = await asyncio.gather(*(asyncio.to_thread(asyncio.run, write()) for _ in range(2)))
    assert sorted(both) == [1, 2]


async def test_a_loop_that_was_stopped_while_a_unit_waited_keeps_no_other_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.new_event_loop()

    def begin_and_stop() -> asyncio.Task[int]:
        waiting = loop.create_task(database.write_briefly(increment))
        loop.call_soon(loop.stop)
        loop.run_forever()
        return waiting

    monkeypatch.setattr("bot.database.loop_units.TURN_SECONDS", 10.0)
    waiting = await asyncio.to_thread(begin_and_stop)
    async with asyncio.timeout(5):
        assert [await database.write(increment) for _ in range(2)] == [1, 2]
    assert await asyncio.to_thread(loop.run_until_complete, waiting) == 3
    loop.close()


async def test_ctrl_c_in_a_transaction_leaves_no_lock(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, interrupted = SqliteConnection.begin, iter([True])

    def begin_and_press(connection: SqliteConnection) -> None:
        begin(connection)
        if next(interrupted, False):
            raise KeyboardInterrupt

    def elsewhere() -> None:
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            waiting = loop.create_task(database.write_briefly(increment))
            with pytest.raises(KeyboardInterrupt):
                loop.run_until_complete(waiting)
            with sqlite3.connect(path, timeout=0, isolation_level=None) as other:
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
            other.close()

    path = database.url.removeprefix("sqlite+aiosqlite:///").removeprefix("sqlite:///")
    monkeypatch.setattr(SqliteConnection, "begin", begin_and_press)
    await asyncio.to_thread(elsewhere)
    await database.write_briefly(increment)


async def test_who_shared_with_a_unit_that_was_interrupted_in_a_statement_runs_again(
    database: Database,
) -> None:
    def interrupted(session: Any) -> None:
        session._give_up(KeyboardInterrupt())  # as the session does; another error, which stops no test
        raise asyncio.CancelledError

    writes = [database.write_briefly(work) for work in (increment, interrupted, increment)]
    first, second, third = await asyncio.gather(*writes, return_exceptions=True)
    assert isinstance(second, asyncio.CancelledError)
    assert sorted([first, third]) == [1, 2]  # type: ignore[type-var]


async def test_a_brief_read_that_ends_the_transaction_harms_no_other(database: Database) -> None:
    def ending(session: Session) -> None:
        session.execute(text("ROLLBACK"))  # as SQLite does when a disk is full

    reads = [database.read_briefly(work) for work in (value, ending, value)]
    first, second, third = await asyncio.gather(*reads, return_exceptions=True)
    assert (first, third) == (0, 0)
    assert isinstance(second, RuntimeError)
