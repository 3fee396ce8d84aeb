"""Connections to PostgreSQL are kept between units of work; none is used again that is gone or was left in a
transaction."""

import asyncio
import asyncio.selector_events
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import Integer, bindparam, column, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from tests.database.counters import increment, value
from tests.database.one_connection import one_connection, pid
from tests.kit.holding_rows import holding, waited_for
from tests.kit.postgres_server import PostgresServer

NUMBERS = text("SELECT CAST(:n AS integer) AS n").bindparams(bindparam("n", type_=Integer))


@pytest.fixture
async def database(postgres: PostgresServer) -> AsyncIterator[Database]:
    async with one_connection(postgres, "connections") as database:
        yield database


def three(session: Session) -> list[int]:
    return [session.execute(NUMBERS, {"n": n}).scalar_one() for n in range(3)]


async def test_a_unit_needs_a_round_trip_a_statement_and_two_for_its_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):  # the first prepares
        await database.write(three)
        await database.read(three)
    sent: list[bytes] = []
    transport = asyncio.selector_events._SelectorSocketTransport  # type: ignore[attr-defined]
    write = transport.write

    def writing(self: object, data: bytes) -> None:
        sent.append(bytes(data))
        write(self, data)

    monkeypatch.setattr(transport, "write", writing)
    assert await database.write(three) == [0, 1, 2]
    assert len(sent) == 5
    assert await database.read(three) == [0, 1, 2]
    assert len(sent) == 10


async def test_connections_that_the_server_closed_are_not_noticed(
    postgres: PostgresServer, database: Database
) -> None:
    several = Database(database.url, pool_size=12)
    pids = set(await asyncio.gather(*(several.read(pid) for _ in range(12))))
    assert len(pids) == 12
    postgres.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = 'connections' AND pid IN ({', '.join(map(str, pids))})"
    )
    assert await several.write(increment) == 1
    assert not pids & set(await asyncio.gather(*(several.read(pid) for _ in range(12))))
    await several.close()


async def test_one_that_dies_with_begin_is_not_noticed_either(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await database.read(pid)
    execute, died = asyncpg.Connection.execute, False

    async def dying(connection: asyncpg.Connection, sql: str) -> str:
        nonlocal died
        if not died:
            died = True
            connection.terminate()
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        status: str = await execute(connection, sql)
        return status

    monkeypatch.setattr(asyncpg.Connection, "execute", dying)
    assert await database.write(increment) == 1
    assert await database.read(pid) != before


async def test_a_server_that_does_not_answer_begin_is_not_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Database(database.url, pool_size=1, retry_timeout_seconds=0.5)
    await small.read(value)

    async def silent(_connection: asyncpg.Connection, _sql: str) -> str:
        await asyncio.sleep(60)
        return ""

    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "execute", silent)
        async with asyncio.timeout(20):
            with pytest.raises(DatabaseUnavailable):
                await small.write(increment)
    assert await small.write(increment) == 1
    await small.close()


async def test_a_type_changed_under_many_connections_costs_one_more_try(database: Database) -> None:
    many = Database(database.url, pool_size=12)
    select = text("SELECT n FROM counter WHERE id = :id").bindparams(bindparam("id", type_=Integer))
    query = select.columns(column("n", Integer))
    tries: list[int] = []

    def count(session: Session) -> int:
        tries.append(1)
        found: int = session.execute(query, {"id": 1}).scalar_one()
        return found

    for _ in range(3):
        await asyncio.gather(*(many.read(count) for _ in range(12)))
    await database.write(lambda session: session.execute(text("ALTER TABLE counter ALTER n TYPE bigint")))
    tries.clear()
    assert await many.read(count) == 0
    assert len(tries) == 2
    await many.close()


async def test_a_call_cancelled_while_it_commits_leaves_no_transaction(
    postgres: PostgresServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute, committing = asyncpg.Connection.execute, asyncio.Event()

    async def slow(connection: asyncpg.Connection, sql: str) -> str:
        if sql == "COMMIT":
            committing.set()
            await asyncio.sleep(60)
        status: str = await execute(connection, sql)
        return status

    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "execute", slow)
        async with asyncio.TaskGroup() as group:
            cancelled = group.create_task(database.write(increment))
            await committing.wait()
            cancelled.cancel()
    assert await database.write(increment) == 1  # it was not committed, and is not with a later one
    in_transaction = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = 'connections' AND xact_start < now()"
    )
    assert postgres.sql(in_transaction).strip() == "0"


async def test_a_call_cancelled_while_it_waits_for_a_row_waits_no_longer(
    postgres: PostgresServer, database: Database
) -> None:
    other = Database(database.url)
    async with holding(database.url, "SELECT n FROM counter WHERE id = 1 FOR UPDATE"):
        async with asyncio.TaskGroup() as group:
            cancelled = group.create_task(database.write(increment))
            await waited_for(other)
            cancelled.cancel()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'connections' AND state = 'active'"
        assert postgres.sql(waiting).strip() == "0"
        assert await database.read(value) == 0
    assert await database.write(increment) == 1
    await other.close()


async def test_a_commit_that_fails_is_the_error_of_sqlalchemy(database: Database) -> None:
    def make(session: Session) -> None:
        session.execute(text("CREATE TABLE late (n INTEGER UNIQUE DEFERRABLE INITIALLY DEFERRED)"))

    insert = text("INSERT INTO late VALUES (1)")

    def twice(session: Session) -> None:
        session.execute(insert)
        session.execute(insert)

    await database.write(make)
    for _ in range(2):
        with pytest.raises(IntegrityError):
            await database.write(twice)
    count = text("SELECT count(*) FROM late")
    assert await database.read(lambda session: session.execute(count).scalar_one()) == 0


async def test_statements_that_somebody_has_deallocated_are_prepared_again(database: Database) -> None:
    for _ in range(2):
        assert await database.read(three) == [0, 1, 2]
    await database.write(lambda session: session.execute(text("DEALLOCATE ALL")))
    for _ in range(2):
        assert await database.read(three) == [0, 1, 2]


async def test_a_connection_that_the_driver_finds_in_disorder_is_unavailable(database: Database) -> None:
    """SQLAlchemy 2.0.25 passes this error of asyncpg's on, after the server has ended a connection."""

    def broken(_session: Session) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

    with pytest.raises(DatabaseUnavailable):
        await database.write(broken)


async def test_a_closed_database_keeps_no_connection(postgres: PostgresServer, database: Database) -> None:
    several = Database(database.url, pool_size=3)
    await asyncio.gather(*(several.read(pid) for _ in range(3)))
    async with asyncio.TaskGroup() as group:
        # Some of them wait for a connection when it is closed.
        at_work = [
            group.create_task(
                several.read(
                    lambda session: session.execute(text("SELECT CAST(pg_sleep(0.2) AS text)")).all()
                )
            )
            for _ in range(7)
        ]
        await asyncio.sleep(0.05)
        await several.close()
        assert all(one.done() for one in at_work)
    await several.close()
    with pytest.raises(RuntimeError, match="closed"):
        await several.read(pid)
    await database.close()
    await none_left(postgres)


async def test_a_close_that_is_cancelled_keeps_no_connection(
    postgres: PostgresServer, database: Database
) -> None:
    for steps in range(4):
        several = Database(database.url, pool_size=3)
        await asyncio.gather(*(several.read(pid) for _ in range(3)))
        async with asyncio.TaskGroup() as group:
            closing = group.create_task(several.close())
            for _ in range(steps):
                await asyncio.sleep(0)
            closing.cancel()
            await asyncio.sleep(0)
        await several.close()
    await database.close()
    await none_left(postgres)


async def none_left(postgres: PostgresServer) -> None:
    left = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'connections'"
    async with asyncio.timeout(20):
        while postgres.sql(left).strip() != "0":
            await asyncio.sleep(0.02)


async def test_no_two_connections_prepare_by_the_same_name(database: Database) -> None:
    """Behind a pooler they would meet each other's statements. SQLAlchemy's own execution is the second."""
    named = text("SELECT name FROM pg_prepared_statements")
    several = Database(database.url, pool_size=3)
    found: list[str] = []

    def names(session: Session) -> list[str]:
        for _ in range(2):
            session.execute(NUMBERS, {"n": 1})
        session.execute(text("SELECT 1"))
        return list(session.execute(named).scalars())

    for answer in await asyncio.gather(*(several.read(names) for _ in range(3))):
        found += answer
    assert len(found) > 3
    assert len(set(found)) == len(found)
    assert all(name.startswith("besitos_") for name in found)
    await several.close()


async def test_statements_are_not_kept_prepared_where_the_url_says_so(database: Database) -> None:
    unprepared = Database(f"{database.url}?prepared_statement_cache_size=0", pool_size=1)
    for _ in range(3):
        assert await unprepared.read(three) == [0, 1, 2]
    kept = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT CAST($1%'")
    assert await unprepared.read(lambda session: session.execute(kept).scalar_one()) == 0
    await unprepared.close()
