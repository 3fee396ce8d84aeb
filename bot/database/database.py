"""Database: runs short synchronous units of work, each in one transaction.

Why functions and not sessions: docs/decisions/0001. Why threads on SQLite: docs/decisions/0002.
"""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.database.engines import POOL_WAIT_SECONDS, postgresql_engine, sqlite_reader, sqlite_writer
from bot.database.errors import DRIVER_ERRORS, DatabaseUnavailable, RunAgain, is_busy, is_unavailable
from bot.database.urls import normalise_database_url, shown_url

P = ParamSpec("P")
T = TypeVar("T")

MAX_TRIES = 8
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.5


class _Runner(Protocol):
    """Runs one unit of work in one transaction of one kind of database, once."""

    async def run(self, write: bool, work: Callable[[Session], T]) -> T: ...

    async def close(self) -> None: ...


class _SqliteRunner:
    """One writing thread and a few reading ones, each with its own connection to the file.

    SQLite has one writer at a time anyway; a thread of its own queues the writes of this process
    without polling for the lock, and holds the lock no longer than the work takes, whatever the
    event loop is busy with.
    """

    def __init__(self, url: str, readers: int) -> None:
        parsed = make_url(url)
        self._writer = sqlite_writer(parsed)
        self._reader = sqlite_reader(parsed, pool_size=readers)
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="besitos-writer")
        self._read_threads = ThreadPoolExecutor(readers, thread_name_prefix="besitos-reader")

    async def run(self, write: bool, work: Callable[[Session], T]) -> T:
        engine, threads = (self._writer, self._write_thread) if write else (self._reader, self._read_threads)

        def transaction() -> T:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(threads, transaction)

    async def close(self) -> None:
        for engine, threads in ((self._writer, self._write_thread), (self._reader, self._read_threads)):
            await asyncio.to_thread(threads.shutdown)  # waits for running work
            engine.dispose()


class _PostgresqlRunner:
    """A pool of asyncpg connections; the work runs in a greenlet on the event loop."""

    def __init__(self, url: str, pool_size: int, wait_seconds: float) -> None:
        self._engine = postgresql_engine(make_url(url), pool_size=pool_size, wait_seconds=wait_seconds)
        # One snapshot for all statements of a read, as SQLite has it anyway; sent with BEGIN, no extra trip.
        self._reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def run(self, write: bool, work: Callable[[Session], T]) -> T:
        engine = self._engine if write else self._reading
        for last_try in (False, True):
            async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
                try:
                    await session.connection()
                except asyncpg.InternalClientError:
                    # asyncpg before 0.30 can trip over a connection that the server has just closed, and
                    # the pool's ping with it; the next one is opened anew. No work has been done yet.
                    if last_try:
                        raise
                else:
                    return await session.run_sync(work)
        raise AssertionError("unreachable")

    async def close(self) -> None:
        await self._engine.dispose()


class Database:
    """A database that runs units of work: `await database.write(work, *args)`.

    A unit of work is a synchronous function whose first argument is a SQLAlchemy Session. It runs in
    one transaction: it commits when the function returns and rolls back when it raises. It must not
    keep the session, and it may be run again from the start, so everything it does, it does through
    the session.
    """

    def __init__(self, url: str, *, pool_size: int = 5, patience_seconds: float = 5.0) -> None:
        """`patience_seconds` bounds how long a write is retried; `pool_size` counts connections.

        On PostgreSQL a call waits as long for a free connection, and 10 seconds at the least.

        Opens nothing yet. Raises InvalidDatabaseUrl.
        """
        self.url = normalise_database_url(url)
        self.dialect = make_url(self.url).get_backend_name()
        self.pending_writes = 0
        """Calls of `write` that are under way or wait for their turn: long work stands back for them."""
        self._patience = patience_seconds
        self._runner: _Runner = (
            _SqliteRunner(self.url, pool_size)
            if self.dialect == "sqlite"
            else _PostgresqlRunner(self.url, pool_size, max(POOL_WAIT_SECONDS, patience_seconds))
        )

    def __repr__(self) -> str:
        return f"Database({shown_url(self.url)!r})"

    async def read(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, *args)` in a read-only transaction: one consistent picture.

        Raises DatabaseUnavailable when the database is out of reach, and whatever `work` raises.
        """
        return await self._attempt(False, work, *args, **kwargs)

    async def write(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, *args)` in a writing transaction (BEGIN IMMEDIATE on SQLite).

        The whole unit is tried again after a serialization failure, a deadlock or a busy database,
        at most 8 times and for `patience_seconds`. Raises DatabaseUnavailable, which names the work
        and the tries, and whatever `work` raises. A cancelled call may still have been committed.
        """
        self.pending_writes += 1
        try:
            return await self._attempt(True, work, *args, **kwargs)
        finally:
            self.pending_writes -= 1

    async def _attempt(
        self, write: bool, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        started = time.monotonic()
        pause = FIRST_PAUSE_SECONDS
        tries = 0
        while True:
            tries += 1
            try:
                return await self._runner.run(write, lambda session: work(session, *args, **kwargs))
            except (*DRIVER_ERRORS, RunAgain) as error:
                elapsed = time.monotonic() - started
                busy = is_busy(error)
                if not busy and not is_unavailable(error):
                    raise
                if not busy or tries >= MAX_TRIES or elapsed + pause > self._patience:
                    raise DatabaseUnavailable(name_of(work), tries, elapsed, error) from error
            # Full jitter: two processes that collided do not collide again in step.
            await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - not a secret
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def close(self) -> None:
        """Let running work end, then close every connection. Safe to call twice."""
        await self._runner.close()


def name_of(work: Callable[..., object]) -> str:
    """What a unit of work is called in errors."""
    return getattr(work, "__qualname__", None) or repr(work)
