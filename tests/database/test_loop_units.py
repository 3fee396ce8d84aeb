"""Brief units of work run in the event loop's own thread on SQLite: as a whole or not at all, answered after
the commit, and the loop waits for no lock. Where a thread writes too, they take turns."""

import asyncio
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseFileReplaced, DatabaseUnavailable, RunAgain, loop_units
from bot.database.sqlite_connection import SqliteConnection
from tests.database.pairs import busy_writer, pairs_in, units_in
from tests.database.sharing_process import write_pair
from tests.kit.eventually import eventually

WRITER = "besitos-writer"


@pytest.fixture
def committing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads that have committed."""
    commit, seen = SqliteConnection.commit, list[str]()

    def noted(connection: SqliteConnection) -> None:
        seen.append(threading.current_thread().name)
        commit(connection)

    monkeypatch.setattr(SqliteConnection, "commit", noted)
    return seen


def thread_of(_session: Session) -> str:
    return threading.current_thread().name


HERE = threading.current_thread().name


def failing(session: Session, unit: int) -> None:
    write_pair(session, unit)
    raise LookupError(unit)


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another program writes to the file."""
    with closing(sqlite3.connect(database.url.partition(":///")[2], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def write_a_thousand(session: Session) -> None:
    write_pair(session, 1_000)


async def test_only_brief_units_run_in_the_loop(pairs: Database) -> None:
    assert await pairs.write_briefly(thread_of) == await pairs.read_briefly(thread_of) == HERE
    assert await pairs.write(thread_of) == WRITER
    assert (await pairs.read(thread_of)).startswith("besitos-reader")


async def test_who_asks_in_the_same_turn_shares_a_commit(pairs: Database, committing: list[str]) -> None:
    await pairs.write_briefly(write_pair, 0)
    committing.clear()
    await asyncio.gather(*(pairs.write_briefly(write_pair, unit) for unit in range(1, 41)))
    assert await pairs.read(units_in) == dict.fromkeys(range(41), 2)
    assert committing.count(HERE) == 1


async def test_reads_of_the_same_turn_share_a_snapshot(pairs: Database) -> None:
    await pairs.write_briefly(write_pair, 1)
    seen = await asyncio.gather(*(pairs.read_briefly(units_in) for _ in range(30)))
    assert seen == [{1: 2}] * 30
    await pairs.write_briefly(write_pair, 2)
    assert await pairs.read_briefly(units_in) == {1: 2, 2: 2}


async def test_a_unit_that_raises_is_undone_alone(pairs: Database) -> None:
    writes = [pairs.write_briefly(failing if unit % 3 == 0 else write_pair, unit) for unit in range(60)]
    answers = await asyncio.gather(*writes, return_exceptions=True)
    assert all(isinstance(answer, LookupError) for answer in answers[::3])
    assert [answer for n, answer in enumerate(answers) if n % 3] == [None] * 40
    assert set(await pairs.read(units_in)) == {unit for unit in range(60) if unit % 3}


async def test_a_read_that_raises_leaves_the_others_alone(pairs: Database) -> None:
    def wrong(session: Session) -> None:
        session.execute(text("SELECT * FROM nowhere"))

    await pairs.write_briefly(write_pair, 1)
    reads = [pairs.read_briefly(units_in), pairs.read_briefly(wrong), pairs.read_briefly(units_in)]
    first, second, third = await asyncio.gather(*reads, return_exceptions=True)
    assert first == third == {1: 2}
    assert isinstance(second, OperationalError)


async def test_a_commit_that_fails_is_told_to_all_its_callers(
    pairs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, refused = SqliteConnection.commit, iter([True])

    def refusing(connection: SqliteConnection) -> None:
        if threading.current_thread().name == HERE and next(refused, False):
            error = sqlite3.OperationalError("disk I/O error")
            raise DBAPIError.instance("COMMIT", None, error, sqlite3.Error)
        commit(connection)

    monkeypatch.setattr(SqliteConnection, "commit", refusing)
    writes = [pairs.write_briefly(write_pair, unit) for unit in range(20)]
    answers = await asyncio.gather(*writes, return_exceptions=True)
    assert all(isinstance(answer, DBAPIError) for answer in answers)
    assert await pairs.read(units_in) == {}
    await pairs.write_briefly(write_pair, 99)  # and the loop goes on
    assert await pairs.read(units_in) == {99: 2}


async def test_a_unit_that_must_run_again_runs_in_a_thread(pairs: Database) -> None:
    threads: list[str] = []

    def once_more(session: Session) -> None:
        write_pair(session, 1)
        threads.append(threading.current_thread().name)
        if len(threads) == 1:
            raise RunAgain("lost a race")

    await pairs.write_briefly(once_more)
    assert threads == [HERE, WRITER]
    assert await pairs.read(units_in) == {1: 2}


async def test_the_loop_waits_for_no_lock_of_another_program(pairs: Database) -> None:
    await pairs.write_briefly(write_pair, 1)
    async with asyncio.TaskGroup() as group:
        with locked(pairs):
            writing = group.create_task(pairs.write_briefly(write_pair, 2))
            async with asyncio.timeout(5):
                for _ in range(100):  # the loop goes on meanwhile
                    await asyncio.sleep(0.001)
            assert not writing.done()
            assert await pairs.read_briefly(units_in) == {1: 2}
    assert await pairs.read(units_in) == {1: 2, 2: 2}
    assert await pairs.write_briefly(thread_of) == HERE  # and so do the next ones run here


async def test_a_lock_that_is_not_given_back_is_told_in_time(tmp_path: Path) -> None:
    async with pairs_in(tmp_path, retry_timeout_seconds=0.3) as database:
        with locked(database):
            async with asyncio.timeout(5):
                writes = [database.write_briefly(write_pair, unit) for unit in range(20)]
                answers = await asyncio.gather(*writes, return_exceptions=True)
        assert all(isinstance(answer, DatabaseUnavailable) for answer in answers)
        assert await database.read(units_in) == {}


async def test_a_unit_waits_for_the_end_of_a_thread_s_transaction(
    pairs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_units, "PATIENCE_SECONDS", 60.0)
    async with asyncio.TaskGroup() as group, busy_writer(pairs, write_a_thousand):
        where = group.create_task(pairs.write_briefly(thread_of))
        seen = group.create_task(pairs.write_briefly(units_in))
        await asyncio.sleep(0.05)
        assert not where.done()
        assert await pairs.read_briefly(units_in) == {}  # reads go on
    assert where.result() == HERE
    assert seen.result() == {1_000: 2}


async def test_who_waits_too_long_for_a_thread_queues_for_it(
    pairs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_units, "PATIENCE_SECONDS", 0.01)
    async with asyncio.TaskGroup() as group, busy_writer(pairs, write_a_thousand):
        where = group.create_task(pairs.write_briefly(thread_of))
        await asyncio.sleep(0.1)
    assert where.result() == WRITER


async def test_a_unit_that_waits_for_a_thread_is_told_in_time(tmp_path: Path) -> None:
    async with pairs_in(tmp_path, retry_timeout_seconds=0.2) as database:
        async with busy_writer(database, write_a_thousand):
            with pytest.raises(DatabaseUnavailable):
                async with asyncio.timeout(5):
                    await database.write_briefly(write_pair, 1)
        assert await database.read(units_in) == {1_000: 2}


async def test_loop_and_thread_take_turns(
    pairs: Database, committing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have work all the time; neither waits for the end of the other's."""
    monkeypatch.setattr(loop_units, "PATIENCE_SECONDS", 60.0)
    over = False
    done: Counter[str] = Counter()

    async def repeat(kind: str, write: Callable[..., Any]) -> None:
        while not over:
            await write(write_pair, 1)
            done[kind] += 1

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(repeat("loop", pairs.write_briefly))
            group.create_task(repeat("thread", pairs.write))
        await eventually(lambda: min(done["loop"], done["thread"]) > 50)
        over = True
    assert Counter(committing)[HERE] > 10
    assert Counter(committing)[WRITER] > 10
    assert await pairs.read(units_in) == {1: 2 * done.total()}


async def test_after_a_slow_transaction_threads_run_the_units_for_a_while(
    pairs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_units, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(loop_units, "REST_SECONDS", 60.0)
    assert await pairs.write_briefly(thread_of) == HERE
    assert await pairs.write_briefly(thread_of) == WRITER
    assert await pairs.read_briefly(thread_of) == HERE  # each kind for itself
    rested = time.monotonic() + 61
    monkeypatch.setattr(loop_units, "time", SimpleNamespace(monotonic=lambda: rested))
    assert await pairs.write_briefly(thread_of) == HERE


async def test_a_caller_who_is_cancelled_before_its_turn_leaves_nothing(pairs: Database) -> None:
    async with asyncio.TaskGroup() as group:
        writes = [group.create_task(pairs.write_briefly(write_pair, unit)) for unit in range(30)]
        await asyncio.sleep(0)
        for write in writes[::2]:
            write.cancel()
    written = await pairs.read(units_in)
    assert set(written) == set(range(1, 30, 2))
    assert set(written.values()) == {2}


async def test_another_event_loop_uses_the_threads(pairs: Database) -> None:
    assert await pairs.write_briefly(thread_of) == HERE
    elsewhere = await asyncio.to_thread(lambda: asyncio.run(pairs.write_briefly(thread_of)))
    assert elsewhere == WRITER
    assert await pairs.write_briefly(thread_of) == HERE


def test_one_event_loop_after_the_other(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    asyncio.run(database.write(lambda session: session.execute(text("CREATE TABLE pairs (unit, half)"))))

    async def left_behind() -> None:
        left = asyncio.get_running_loop().create_task(database.write_briefly(write_pair, 1))
        await asyncio.sleep(0)
        assert not left.done()  # it ends with its loop

    asyncio.run(left_behind())
    asyncio.run(database.write_briefly(write_pair, 2))
    written = asyncio.run(database.read_briefly(units_in))
    assert written[2] == 2
    assert set(written.values()) == {2}
    asyncio.run(database.close())


async def test_what_waits_at_the_end_is_done(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    await database.write(lambda session: session.execute(text("CREATE TABLE pairs (unit, half)")))
    async with asyncio.TaskGroup() as group:
        for unit in range(20):
            group.create_task(database.write_briefly(write_pair, unit))
        await asyncio.sleep(0)
        await database.close()
    with closing(sqlite3.connect(tmp_path / "test.db")) as connection:
        assert connection.execute("SELECT count(*) FROM pairs").fetchone() == (40,)
    assert not [path for path in tmp_path.iterdir() if path.name != "test.db"]  # every connection is closed


async def test_a_file_that_was_replaced_is_noticed(pairs: Database, tmp_path: Path) -> None:
    await pairs.write_briefly(write_pair, 1)
    await pairs.read_briefly(units_in)
    (tmp_path / "pairs.db").rename(tmp_path / "gone.db")
    with pytest.raises(DatabaseFileReplaced):
        await pairs.write_briefly(write_pair, 2)
    with pytest.raises(DatabaseFileReplaced):
        await pairs.read_briefly(units_in)


async def test_a_unit_sees_no_context_of_its_caller(pairs: Database) -> None:
    """It may share its run with the units of others."""
    who: ContextVar[str] = ContextVar("who", default="nobody")
    who.set("somebody")
    assert await pairs.write_briefly(lambda _session: who.get()) == "nobody"
