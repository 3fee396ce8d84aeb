"""A unit of work whose transaction has ended before the unit did is never acknowledged."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.database import Database
from tests.kit.postgres_server import PostgresServer


class Mappings(DeclarativeBase):
    """The mappings of these tests."""


class Once(Mappings):
    __tablename__ = "once"
    n: Mapped[int] = mapped_column(primary_key=True)


INSERT = text("INSERT INTO once VALUES (:n)")


@pytest.fixture
async def once(database: Database, kind: str) -> Database:
    """A database with a table whose conflicts end the transaction, as those of PostgreSQL always do."""
    ends = "ON CONFLICT ROLLBACK" if kind == "sqlite" else ""
    create = text(f"CREATE TABLE once (n INTEGER PRIMARY KEY {ends})")
    await database.write(lambda session: session.execute(create))
    return database


async def count(database: Database) -> int:
    how_many = text("SELECT count(*) FROM once")
    found: int = await database.read(lambda session: session.execute(how_many).scalar_one())
    return found


@pytest.mark.parametrize("runs", [1, 3])  # the first is SQLAlchemy's own, later ones are kept statements
async def test_an_error_that_the_unit_swallowed_is_told(once: Database, runs: int) -> None:
    def swallowing(session: Session, first: int) -> str:
        session.execute(INSERT, {"n": first})
        try:
            session.execute(INSERT, {"n": first})
        except IntegrityError:
            return "well done"
        return "no error"

    for n in range(runs):
        with pytest.raises(RuntimeError, match="has ended"):
            await once.write(swallowing, n)
    assert await count(once) == 0


async def test_a_flush_that_failed_is_told_too(once: Database) -> None:
    def swallowing(session: Session) -> str:
        session.execute(INSERT, {"n": 1})
        session.add(Once(n=1))
        try:
            session.flush()
        except IntegrityError:
            return "well done"
        return "no error"

    with pytest.raises(RuntimeError, match="has ended"):
        await once.write(swallowing)
    assert await count(once) == 0


async def test_an_error_within_a_savepoint_of_its_own_may_be_swallowed(database: Database) -> None:
    create = text("CREATE TABLE once (n INTEGER PRIMARY KEY)")
    await database.write(lambda session: session.execute(create))

    def careful(session: Session) -> str:
        session.execute(INSERT, {"n": 1})
        session.execute(text("SAVEPOINT own"))
        try:
            session.execute(INSERT, {"n": 1})
        except IntegrityError:
            session.execute(text("ROLLBACK TO SAVEPOINT own"))
        return "well done"

    assert await database.write(careful) == "well done"
    assert await count(database) == 1


async def test_a_savepoint_that_the_unit_left_open_is_kept(once: Database) -> None:
    def leaving(session: Session) -> None:
        session.execute(INSERT, {"n": 1})
        session.begin_nested()
        session.execute(INSERT, {"n": 2})
        session.begin_nested()
        session.add(Once(n=3))

    await once.write(leaving)
    assert await count(once) == 3


async def test_a_unit_cannot_roll_back(once: Database) -> None:
    def rolling_back(session: Session) -> str:
        session.execute(INSERT, {"n": 1})
        session.rollback()
        session.execute(INSERT, {"n": 2})
        return "well done"

    with pytest.raises(RuntimeError, match="raise an error"):
        await once.write(rolling_back)
    assert await count(once) == 0


async def test_a_call_cancelled_while_its_transaction_begins_takes_no_later_one_along(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.url("cancelled")
    database = Database(url, pool_size=1)
    await database.write(lambda session: session.execute(text("CREATE TABLE once (n INTEGER PRIMARY KEY)")))

    def put(session: Session, n: int) -> None:
        session.execute(INSERT, {"n": n})

    for n in (1, 2, 3):  # from the second on it is a kept statement
        await database.write(put, n)
    execute, begun = asyncpg.Connection.execute, asyncio.Event()

    async def starting(connection: asyncpg.Connection, sql: str) -> str:
        status: str = await execute(connection, sql)
        if sql == "BEGIN":
            begun.set()
            await asyncio.sleep(60)
        return status

    with monkeypatch.context() as slow:
        slow.setattr(asyncpg.Connection, "execute", starting)
        async with asyncio.TaskGroup() as group:
            cancelled = group.create_task(database.write(put, 4))
            await begun.wait()
            cancelled.cancel()
    await database.write(
        put, 5
    )  # a savepoint in a transaction that nobody ends, if the connection was left in it
    assert postgres.sql("SELECT n FROM once ORDER BY n", database="cancelled").split() == ["1", "2", "3", "5"]
    await database.close()
    postgres.drop(url)
