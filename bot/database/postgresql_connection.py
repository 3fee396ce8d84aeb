"""One connection to PostgreSQL, and the transactions of units of work on it, one after the other."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Session

from .commits import CommitListener, commit_listeners
from .kept_statements import KeptStatements
from .prepared_statements import PreparedStatements
from .unit_session import ENDED, UnitSession

T = TypeVar("T")

MAX_CLOSING_SECONDS = 2
"""How long a rollback and a close each wait for the server."""

# One snapshot for all statements of a read, as on SQLite.
BEGIN = {True: "BEGIN", False: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


class PostgresqlConnection:
    """A connection that belongs to no pool of SQLAlchemy's.

    SQLAlchemy takes it for one in autocommit mode: BEGIN, COMMIT and ROLLBACK go to asyncpg, and SQLAlchemy
    takes part in what it finds begun, and can end nothing.
    """

    def __init__(self, connection: AsyncConnection, kept: KeptStatements, *, prepares: bool) -> None:
        assert connection.sync_connection is not None
        adapted = connection.sync_connection.connection.dbapi_connection
        self._connection = connection
        self._sync = connection.sync_connection
        self._adapted: Any = adapted
        self._driver: Any = cast(Any, adapted).driver_connection
        self._transport: asyncio.WriteTransport = self._driver._transport  # noqa: SLF001 - see close
        self._kept = kept
        self._prepared = PreparedStatements(adapted) if prepares else None
        self.pid: int = self._driver.get_server_pid()

    @classmethod
    async def open(cls, engine: AsyncEngine, kept: KeptStatements) -> "PostgresqlConnection":
        """Open a connection of an engine in autocommit mode. Statements are prepared, unless the engine's
        URL tells SQLAlchemy to keep none prepared."""
        connection = await engine.connect()
        assert connection.sync_connection is not None
        connection.sync_connection.detach()  # else it complains if the database is never closed
        return cls(connection, kept, prepares=engine.url.query.get("prepared_statement_cache_size") != "0")

    @property
    def is_idle(self) -> bool:
        """Whether it is open, and in no transaction."""
        return not (self._sync.invalidated or self._driver.is_closed() or self._driver.is_in_transaction())

    @property
    def sent(self) -> int:
        """How many statements have been sent on it."""
        sent: int = self._driver._protocol.queries_count  # noqa: SLF001 - asyncpg has counted them anyway
        return sent

    async def begin(self, *, write: bool) -> None:
        """Begin a transaction. The connection is closed if that fails. Raises DBAPIError."""
        try:
            await self._send(BEGIN[write])
        except BaseException:
            self.terminate()
            raise

    async def run(self, work: Callable[[Session], T]) -> T:
        """Run a unit of work in the transaction, and commit it; what it raises is raised after a rollback.

        After this the connection is in no transaction, or closed."""
        try:
            result, listeners = await self._connection.run_sync(self.run_unit, work)
            for listener in listeners:
                listener.committing()
            await self._commit()
        except BaseException:
            await self._undo()
            raise
        for listener in listeners:
            listener.committed()
        return result

    def run_unit(
        self, connection: Connection, work: Callable[[Session], T]
    ) -> tuple[T, list[CommitListener]]:
        """Run a unit of work in the present transaction; it also returns what listens to the commit."""
        session = UnitSession(connection, self._kept, self._prepared)
        try:
            result = work(cast(Session, session))
            session.finish()
        finally:
            session.close()
        if connection.in_transaction():
            connection.commit()  # SQLAlchemy's part of it
        return result, commit_listeners(session.info)

    async def close(self) -> None:
        """Close the connection, after cancelling what the server still does on it, if the caller is not
        cancelled meanwhile. It raises nothing else."""
        try:
            with suppress(Exception):
                async with asyncio.timeout(MAX_CLOSING_SECONDS):
                    await self._driver.close()
        finally:
            self.terminate()

    def terminate(self) -> None:
        """Close the connection at once. What waits for its answer gets an error."""
        self._driver.terminate()
        # asyncpg 0.29 leaves it open after a close that was cancelled: in its transaction, with its locks.
        self._transport.abort()

    async def _commit(self) -> None:
        if await self._send("COMMIT") != "COMMIT":  # an error has ended it, and the server says ROLLBACK
            raise RuntimeError(ENDED)

    async def _undo(self) -> None:
        try:
            if self._sync.in_transaction():
                self._sync.rollback()
            if not self._sync.invalidated and self._driver.is_in_transaction():
                async with asyncio.timeout(MAX_CLOSING_SECONDS):
                    await self._send("ROLLBACK")
        except Exception:  # noqa: BLE001, S110 - the unit's own error is raised, and the connection closed
            pass
        finally:
            if not self.is_idle:
                await self.close()

    async def _send(self, sql: str) -> str:
        try:
            status: str = await self._driver.execute(sql)
        except Exception as error:
            raise self._wrapped(error, sql) from error
        return status

    def _wrapped(self, error: Exception, sql: str) -> Exception:
        """Return the error as SQLAlchemy raises it."""
        dialect = self._sync.dialect
        kind = dialect.loaded_dbapi.Error
        try:
            self._adapted._handle_exception(error)  # noqa: SLF001 - there is no other way to its errors
        except kind as translated:
            gone = self._driver.is_closed()
            return DBAPIError.instance(
                sql, None, cast(Exception, translated), kind, connection_invalidated=gone, dialect=dialect
            )
        except Exception as other:  # noqa: BLE001 - not the driver's, for instance an OSError
            return other
        raise AssertionError("unreachable")
