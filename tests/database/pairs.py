"""A table into which each unit of work writes two rows, and a writing thread that is kept busy."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database


@asynccontextmanager
async def pairs_in(folder: Path, *, retry_timeout_seconds: float | None = None) -> AsyncIterator[Database]:
    """An SQLite file with the table."""
    database = Database(f"sqlite:///{folder / 'pairs.db'}", retry_timeout_seconds=retry_timeout_seconds)
    await database.write(
        lambda session: session.execute(text("CREATE TABLE pairs (unit INTEGER, half INTEGER)"))
    )
    yield database
    await database.close()


def units_in(session: Session) -> dict[int, int]:
    """How many rows each unit has written."""
    return Counter(session.execute(text("SELECT unit FROM pairs")).scalars())


def nothing(_session: Session) -> None:
    """Do nothing."""


@asynccontextmanager
async def busy_writer(database: Database, work: Callable[[Session], None] = nothing) -> AsyncIterator[None]:
    """The writing thread does `work` and stays busy during the block, so that units of work which begin in
    the block wait together."""
    begun, go_on = threading.Event(), threading.Event()

    def waiting(session: Session) -> None:
        work(session)
        begun.set()
        go_on.wait(10)

    async with asyncio.TaskGroup() as group:
        group.create_task(database.write_alone(waiting))
        await asyncio.to_thread(begun.wait, 10)
        yield
        await asyncio.sleep(0)  # the units of the block are in the queue now
        go_on.set()
