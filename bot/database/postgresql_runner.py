"""Runs units of work on PostgreSQL: a pool of asyncpg connections. The work runs in a greenlet on the event
loop."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar, cast

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Session

from .commits import CommitListener, commit_listeners
from .engines import postgresql_engine, postgresql_watcher
from .errors import FileLocked, Overdue
from .kept_statements import KeptStatements
from .lock_waits import LockWaits
from .unit_session import UnitSession

T = TypeVar("T")


class PostgresqlRunner:
    """A pool of asyncpg connections; the work runs in a greenlet on the event loop."""

    def __init__(self, url: str, pool_size: int, retry_timeout_seconds: float) -> None:
        self.blocked: FileLocked | None = None
        self._waits = LockWaits(postgresql_watcher(make_url(url)))
        # Calls wait here and not in the pool's queue: who gives up waiting there can take a connection along
        # (seen with SQLAlchemy 2.0.25).
        self._free = asyncio.Semaphore(pool_size)
        self._engine = postgresql_engine(
            make_url(url), pool_size=pool_size, retry_timeout_seconds=retry_timeout_seconds
        )
        self._kept = KeptStatements(self._engine.dialect)
        # One snapshot for all statements of a read, as on SQLite; sent with BEGIN, without an extra round
        # trip.
        self._reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def run(self, write: bool, work: Callable[[Session], T], deadline: float, *, alone: bool) -> T:
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await self._free.acquire()
        except TimeoutError:
            raise Overdue("no connection was free in time") from None
        try:
            return await self._run(self._engine if write else self._reading, work, deadline)
        finally:
            self._free.release()

    async def _run(self, engine: AsyncEngine, work: Callable[[Session], T], deadline: float) -> T:
        connection = await self._connected(engine, deadline)
        try:
            async with connection.begin(), self._waits.bounded(connection, deadline):
                result, listeners = await connection.run_sync(self.run_unit, work)
                for listener in listeners:
                    listener.committing()
            for listener in listeners:
                listener.committed()
            return result
        finally:
            await connection.close()

    def run_unit(
        self, connection: Connection, work: Callable[[Session], T]
    ) -> tuple[T, list[CommitListener]]:
        """Run a unit of work in the present transaction; it also returns what listens to the commit."""
        session = UnitSession(connection, self._kept)
        try:
            result = work(cast(Session, session))
            session.finish()
        finally:
            session.close()
        return result, commit_listeners(session.info)

    async def _connected(self, engine: AsyncEngine, deadline: float) -> AsyncConnection:
        for last_try in (False, True):
            try:
                async with asyncio.timeout(deadline - time.monotonic()) as bound:
                    return await engine.connect()
            except TimeoutError:
                if not bound.expired():
                    raise
                raise Overdue("no connection was opened in time") from None
            except asyncpg.InternalClientError:
                # asyncpg before 0.30 can fail on a connection that the server has just closed, also in the
                # pool's ping; the next connection is a new one. No work has been done yet.
                if last_try:
                    raise
        raise AssertionError("unreachable")

    async def close(self) -> None:
        await self._engine.dispose()
