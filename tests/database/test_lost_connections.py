"""A unit of work whose connection is lost, or whose caller gives up, leaves no row and no connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.database import Database
from tests.database.counters import increment, value
from tests.database.one_connection import PID, one_connection, pid
from tests.kit.holding_rows import holding, waited_for
from tests.kit.postgres_server import PostgresServer

ADD = text("UPDATE counter SET n = n + 1 WHERE id = 2")
SLEEP = text("SELECT CAST(pg_sleep(60) AS text)")


@pytest.fixture
async def database(postgres: PostgresServer) -> AsyncIterator[Database]:
    async with one_connection(postgres, "lost") as database:
        yield database


async def left(postgres: PostgresServer, condition: str = "true", *, most: int = 0) -> None:
    """Return once the server has at most so many connections of ours."""
    count = f"SELECT count(*) FROM pg_stat_activity WHERE datname = 'lost' AND {condition}"
    async with asyncio.timeout(8):  # the server ends idle transactions after 10
        while int(postgres.sql(count)) > most:
            await asyncio.sleep(0.02)


async def test_a_unit_that_swallows_the_loss_of_its_connection_writes_nothing(
    postgres: PostgresServer, database: Database
) -> None:
    """SQLAlchemy would connect again, and commit each further statement by itself."""
    refused: list[Exception] = []

    def swallowing(session: Session) -> str:
        session.execute(ADD)
        postgres.sql(f"SELECT pg_terminate_backend({pid(session)})")
        for statement in (PID, text("UPDATE counter SET n = n + 1 WHERE id = 1")):
            try:
                session.execute(statement)
            except SQLAlchemyError as error:
                refused.append(error)
        return "well done"

    for _ in range(2):  # now they are kept statements
        await database.write(pid)
        await database.write(lambda session: session.execute(ADD))
    with pytest.raises(RuntimeError, match="has ended"):
        await database.write(swallowing)
    assert len(refused) == 2
    assert await database.read(value) == 0
    await left(postgres, most=1)


async def test_a_unit_that_swallows_its_cancellation_writes_nothing(
    postgres: PostgresServer, database: Database
) -> None:
    def swallowing(session: Session) -> str:
        session.execute(ADD)
        with suppress(BaseException):
            session.execute(SLEEP)
        session.execute(text("UPDATE counter SET n = n + 1 WHERE id = 1"))
        return "well done"

    short = text("SET LOCAL statement_timeout = 50")

    def too_slow(session: Session) -> None:
        session.execute(short)
        session.execute(SLEEP)

    for _ in range(2):
        await database.write(lambda session: session.execute(ADD))
        with pytest.raises(Exception, match="statement timeout"):
            await database.write(too_slow)
    call = asyncio.create_task(database.write(swallowing))  # noqa: TID251 - awaited below
    async with asyncio.timeout(20):
        while "1" not in postgres.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = 'lost'"
        ):
            await asyncio.sleep(0.02)
    call.cancel()
    with pytest.raises(SQLAlchemyError):
        await call
    assert await database.read(value) == 0
    await left(postgres, most=1)


async def test_a_call_that_is_cancelled_twice_leaves_no_connection(
    postgres: PostgresServer, database: Database
) -> None:
    """asyncpg 0.29 leaves a connection open if its close is cancelled."""
    watching = Database(database.url)
    for steps in range(8):
        async with (
            holding(database.url, "SELECT n FROM counter WHERE id = 1 FOR UPDATE"),
            asyncio.TaskGroup() as group,
        ):
            call = group.create_task(database.write(increment))
            await waited_for(watching)
            call.cancel()
            for _ in range(steps):
                await asyncio.sleep(0)
            call.cancel()
    await left(postgres, "state LIKE 'idle in transaction%'")
    assert await database.write(increment) == 1
    await watching.close()
    await left(postgres, most=1)
