"""Database.read and Database.write on a SQLite file and on PostgreSQL."""

import asyncio
import gc
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from weakref import ref

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from bot.database import Database, DatabaseUnavailable
from tests.database.counters import increment, make_counter, value
from tests.kit.databases import Kind


@pytest.fixture
async def counter(empty_url: str) -> AsyncIterator[Database]:
    database = Database(empty_url)
    await database.write(make_counter)
    yield database
    await database.close()


async def test_a_write_commits_and_returns_what_the_work_returned(counter: Database) -> None:
    assert await counter.write(increment) == 1
    assert await counter.read(value) == 1


async def test_an_error_in_the_work_leaves_nothing_behind(counter: Database) -> None:
    def half(session: Session) -> None:
        increment(session)
        raise LookupError("second half")

    with pytest.raises(LookupError, match="second half"):
        await counter.write(half)
    assert await counter.read(value) == 0


async def test_ddl_rolls_back_with_the_work(counter: Database) -> None:
    def half(session: Session) -> None:
        session.execute(text("CREATE TABLE leftover (id INTEGER)"))
        raise LookupError

    with pytest.raises(LookupError):
        await counter.write(half)
    with pytest.raises(DBAPIError, match="leftover"):
        await counter.read(lambda session: session.execute(text("SELECT * FROM leftover")))


async def test_a_read_cannot_write(counter: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable), match=r"(?i)read-?only"):
        await counter.read(increment)
    assert await counter.read(value) == 0


async def test_increments_from_several_processes_worth_of_connections_all_count(counter: Database) -> None:
    others = [Database(counter.url, pool_size=3) for _ in range(3)]
    await asyncio.gather(*(others[n % 3].write(increment) for n in range(150)))
    assert await counter.read(value) == 150
    for other in others:
        await other.close()


async def test_a_read_sees_one_picture_while_others_write(counter: Database, kind: Kind) -> None:
    writer = Database(counter.url)
    loop = asyncio.get_running_loop()

    def increment_elsewhere(session: Session) -> None:
        if kind == "sqlite":  # the work is in a thread of its own: the event loop is free to write
            asyncio.run_coroutine_threadsafe(writer.write(increment), loop).result(5)
        else:  # the work runs on the event loop
            await_only(writer.write(increment))

    def twice(session: Session) -> tuple[int, int]:
        before = value(session)
        increment_elsewhere(session)
        return before, value(session)

    assert await counter.read(twice) == (0, 0)
    assert await counter.read(value) == 1
    await writer.close()


async def test_a_unit_of_work_is_retried_whole_after_a_deadlock(counter: Database, kind: Kind) -> None:
    runs, each_has_one = 0, asyncio.Barrier(2)

    def both(session: Session, first: int, second: int) -> None:
        nonlocal runs
        runs += 1
        increment(session, first)
        if kind == "postgresql" and runs <= 2:
            await_only(each_has_one.wait())
        increment(session, second)

    await asyncio.gather(counter.write(both, 1, 2), counter.write(both, 2, 1))
    assert await counter.read(value) == 2
    # Opposite orders deadlock on PostgreSQL, where one of the two had to run again; SQLite queues writers.
    assert runs == (3 if kind == "postgresql" else 2)


async def test_a_serialization_failure_is_retried(counter: Database, kind: Kind) -> None:
    if kind == "sqlite":
        return await sqlite_has_no_serialization_failures(counter)

    def read_modify_write(session: Session) -> None:
        session.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
        n = value(session)
        session.execute(text("SELECT pg_sleep(0.05)"))
        session.execute(text("UPDATE counter SET n = :n WHERE id = 1"), {"n": n + 1})

    await asyncio.gather(*(counter.write(read_modify_write) for _ in range(3)))
    assert await counter.read(value) == 3
    return None


async def sqlite_has_no_serialization_failures(counter: Database) -> None:
    """BEGIN IMMEDIATE takes the lock before it reads, so even read-modify-write loses nothing."""

    def read_modify_write(session: Session) -> None:
        session.execute(text("UPDATE counter SET n = :n WHERE id = 1"), {"n": value(session) + 1})

    other = Database(counter.url)
    await asyncio.gather(*(database.write(read_modify_write) for database in [counter, other] * 10))
    assert await counter.read(value) == 20
    await other.close()


async def test_nothing_holds_what_a_caller_got(counter: Database) -> None:
    class Rows(list[int]):
        """A large result."""

    for run in (counter.read, counter.write):
        rows = await run(lambda _session: Rows([1]))
        kept = ref(rows)
        del rows
        # The thread that ran it lets go of it soon after its answer.
        async with asyncio.timeout(20):
            while kept() is not None:
                gc.collect()
                await asyncio.sleep(0.01)


async def test_a_repr_hides_the_password() -> None:
    database = Database("postgresql://creator:hunter2@db.example/besitos?password=hunter2")
    assert "hunter2" not in repr(database)
    await database.close()


async def test_closing_twice_is_not_an_error(counter: Database) -> None:
    other = Database(counter.url)
    await other.read(value)
    await other.close()
    await other.close()


class TestOnSqlite:
    """What is set on, and happens to, connections to a file."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "test.db"

    @pytest.fixture
    async def database(self, path: Path) -> AsyncIterator[Database]:
        database = Database(f"sqlite:///{path}", retry_timeout_seconds=2.5)
        await database.write(make_counter)
        yield database
        await database.close()

    @pytest.fixture
    def lock(self, path: Path, database: Database) -> Iterator[sqlite3.Connection]:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.close()

    @pytest.mark.parametrize(
        ("pragma", "expected"),
        [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 1), ("busy_timeout", 1000)],
    )
    async def test_every_connection_has_the_pragmas(
        self, database: Database, pragma: str, expected: object
    ) -> None:
        def setting(session: Session) -> object:
            time.sleep(0.05)  # so that the pool of readers has to open another connection
            return session.execute(text(f"PRAGMA {pragma}")).scalar_one()

        assert await database.write(setting) == expected
        assert set(await asyncio.gather(*(database.read(setting) for _ in range(10)))) == {expected}

    async def test_a_foreign_key_is_enforced(self, database: Database) -> None:
        def orphan(session: Session) -> None:
            session.execute(text("CREATE TABLE child (id INTEGER REFERENCES counter (id))"))
            session.execute(text("INSERT INTO child VALUES (99)"))

        with pytest.raises(DBAPIError, match="FOREIGN KEY"):
            await database.write(orphan)

    async def test_a_write_waits_for_a_short_lock(self, database: Database, lock: sqlite3.Connection) -> None:
        asyncio.get_running_loop().call_later(1.3, lock.rollback)
        assert await database.write(increment) == 1

    async def test_a_long_lock_ends_in_an_error_that_names_the_work_and_the_tries(
        self, database: Database, lock: sqlite3.Connection
    ) -> None:
        started = time.monotonic()
        with pytest.raises(
            DatabaseUnavailable, match=r"increment gave up after [2-8] tries in \d.\d s: database is locked"
        ):
            await database.write(increment)
        assert time.monotonic() - started < 5  # twice the bound, for a slow machine
        lock.rollback()
        assert await database.write(increment) == 1

    async def test_reading_goes_on_while_somebody_writes(
        self, database: Database, lock: sqlite3.Connection
    ) -> None:
        lock.execute("UPDATE counter SET n = 9 WHERE id = 1")
        assert await database.read(value) == 0

    async def test_a_folder_that_is_not_there_is_an_unavailable_database(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'test.db'}")
        with pytest.raises(DatabaseUnavailable, match="unable to open database file"):
            await database.read(value)
        await database.close()


class TestOnPostgresql:
    """What the server is told, and what happens when it is away."""

    @pytest.fixture
    def kind(self) -> Kind:
        return "postgresql"

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("statement_timeout", "15s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "10s"),
            ("application_name", "besitos"),
        ],
    )
    async def test_the_server_enforces_time_limits(self, counter: Database, name: str, expected: str) -> None:
        shown = await counter.read(lambda session: session.execute(text(f"SHOW {name}")).scalar_one())
        assert shown == expected

    # SQLAlchemy 2.0.25 drops a connection that it finds dead without closing its socket.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
    async def test_a_connection_that_the_server_closed_is_replaced(self, counter: Database) -> None:
        await counter.write(increment)
        other = Database(counter.url)
        await other.write(
            lambda session: session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                     "WHERE datname = current_database() AND pid <> pg_backend_pid()")
            ).all()
        )  # fmt: skip
        assert await counter.write(increment) == 2
        await other.close()
        gc.collect()  # while the filter above is in force

    async def test_a_server_that_is_down_is_an_unavailable_database(self) -> None:
        database = Database("postgresql://nobody@127.0.0.1:1/nothing")
        with pytest.raises(DatabaseUnavailable, match="gave up after 1 try"):
            await database.write(increment)
        with pytest.raises(DatabaseUnavailable, match="gave up after 1 try"):
            await database.read(value)
        await database.close()

    async def test_the_pool_has_the_size_that_was_set(self, counter: Database) -> None:
        small = Database(counter.url, pool_size=2)

        def connections(session: Session) -> int:
            session.execute(text("SELECT pg_sleep(0.1)"))
            counted = text(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'besitos'"
            )
            return int(session.execute(counted).scalar_one())

        await counter.close()
        seen = await asyncio.gather(*(small.read(connections) for _ in range(8)))
        assert max(seen) == 2
        await small.close()
