"""A PostgreSQL database with one connection, and who serves it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from tests.database.counters import make_counter
from tests.kit.postgres_server import PostgresServer

PID = text("SELECT pg_backend_pid()")


@asynccontextmanager
async def one_connection(postgres: PostgresServer, name: str) -> AsyncIterator[Database]:
    """A database of this name with a counter, and room for one connection."""
    url = postgres.url(name)
    database = Database(url, pool_size=1, retry_timeout_seconds=5)
    await database.write(make_counter)
    yield database
    await database.close()
    postgres.drop(url)


def pid(session: Session) -> int:
    """The server's process of this connection."""
    found: int = session.execute(PID).scalar_one()
    return found
