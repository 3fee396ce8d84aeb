"""Another program that locks rows: a connection with an open transaction on PostgreSQL; and who waits."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from tests.kit.postgres_connection import connect


@asynccontextmanager
async def holding(url: str, statement: str) -> AsyncIterator[None]:
    """Keep the locks of a statement while the block runs."""
    other = await connect(url)
    try:
        async with other.transaction():
            await other.execute(statement)
            yield
    finally:
        await other.close()


WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def waited_for(database: Database, waiting: int = 1, seconds: float = 30.0) -> None:
    """Return once so many statements wait for a lock of another transaction."""
    async with asyncio.timeout(seconds):
        while await database.read(lambda session: session.execute(WAITING).scalar_one()) < waiting:
            await asyncio.sleep(0.02)


def stay_until_waited_for(session: Session, unless: Callable[[], bool] = lambda: False) -> None:
    """Keep a unit of work's locks until another transaction waits for one, or `unless` holds."""
    until = time.monotonic() + 30
    while not unless() and not session.execute(WAITING).scalar_one():
        assert time.monotonic() < until, "nobody waits for this transaction"
        session.execute(text("SELECT pg_sleep(0.01), pg_stat_clear_snapshot()"))
