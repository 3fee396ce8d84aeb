"""Runs units of work on PostgreSQL: connections of asyncpg, each with one unit at a time. The work runs in a
greenlet on the event loop. docs/decisions/0108 says why SQLAlchemy's pool is not used."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from .engines import postgresql_units, postgresql_watcher
from .errors import CLOSED, FileLocked, Overdue, is_outdated
from .kept_statements import KeptStatements
from .lock_waits import LockWaits
from .postgresql_connection import PostgresqlConnection
from .runner import How

T = TypeVar("T")


class PostgresqlRunner:
    """Connections that are opened when they are first needed, and kept."""

    def __init__(self, url: str, pool_size: int, retry_timeout_seconds: float) -> None:
        self.blocked: FileLocked | None = None
        self._waits = LockWaits(postgresql_watcher(make_url(url)))
        self._pool_size = pool_size
        self._free = asyncio.Semaphore(pool_size)
        self._engine = postgresql_units(make_url(url), retry_timeout_seconds=retry_timeout_seconds)
        self._kept = KeptStatements(self._engine.dialect)
        self._idle: list[tuple[PostgresqlConnection, int]] = []
        self._generation = 0
        """Connections of an older one are not used again."""
        self._closed = False

    async def run(self, how: How, work: Callable[[Session], T], deadline: float) -> T:
        if self._closed:
            raise RuntimeError(CLOSED)
        if self._free.locked():
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    await self._free.acquire()
            except TimeoutError:
                raise Overdue("no connection was free in time") from None
        else:
            await self._free.acquire()
        try:
            return await self._run(how.write, work, deadline)
        finally:
            self._free.release()

    async def _run(self, write: bool, work: Callable[[Session], T], deadline: float) -> T:
        generation = self._generation
        connection = await self._begun(write, deadline)
        try:
            async with self._waits.bounded(connection, deadline):
                return await connection.run(work)
        except DBAPIError as error:
            if is_outdated(error):  # other connections have prepared it for the older schema too
                self._generation += 1
            raise
        finally:
            if connection.is_idle:
                await self._keep(connection, generation)

    async def _begun(self, write: bool, deadline: float) -> PostgresqlConnection:
        """Return a connection in a transaction. BEGIN tells whether an idle one is still there: where it
        fails, no work has been done yet, and the next one is tried."""
        try:
            async with asyncio.timeout(deadline - time.monotonic()) as bound:
                while self._idle:
                    connection, generation = self._idle.pop()
                    if generation != self._generation or not connection.is_idle:
                        await connection.close()
                        continue
                    with suppress(DBAPIError, OSError, asyncpg.InternalClientError):
                        await connection.begin(write=write)
                        return connection
                connection = await PostgresqlConnection.open(self._engine, self._kept)
                await connection.begin(write=write)
                return connection
        except TimeoutError:
            if not bound.expired():
                raise
            raise Overdue("no connection was opened in time") from None

    async def _keep(self, connection: PostgresqlConnection, generation: int) -> None:
        if generation == self._generation and not self._closed:
            self._idle.append((connection, generation))
        else:
            await connection.close()

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True  # those at work are closed when they are given back
        taken = 0
        try:
            while taken < self._pool_size:  # whoever waits for a connection is before us
                await self._free.acquire()
                taken += 1
        finally:
            for _ in range(taken):
                self._free.release()
            await self._close_idle()

    async def _close_idle(self) -> None:
        idle, self._idle = self._idle, []
        try:
            for connection, _ in idle:
                await connection.close()
            await self._engine.dispose()
        finally:
            for connection, _ in idle:
                connection.terminate()
