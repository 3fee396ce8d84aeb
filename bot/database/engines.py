"""Engines: how connections to each kind of database are opened and how their transactions begin. This applies
to every connection, also to those that a pool opens later.
"""

import sqlite3
import threading
import time
from typing import Any, Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from .errors import FileGone
from .opened_file import OpenedFile
from .prepared_statements import names
from .urls import normalise_database_url, quoted_schema, schema_of, synchronous_sqlite_url, without_schema

SQLITE_BUSY_TIMEOUT_MS = 1_000
SQLITE_LOG_BYTES = 128 * 1024 * 1024
"""A write-ahead log that a long reader, a backup for instance, let grow beyond this is cut when it begins
anew. It is twice what the writer lets it have by itself, so that none is cut to grow again."""
POSTGRESQL_STATEMENT_TIMEOUT_MS = 15_000
DEFAULT_RETRY_TIMEOUT_SECONDS = 5.0
POSTGRESQL_LOCK_TIMEOUT_MS = 5_000
POSTGRESQL_IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000
BUSY_TIMEOUT = "busy_timeout_ms"
"""Key in a connection's `info`: the last value of the PRAGMA."""

Begin = Literal["DEFERRED", "IMMEDIATE"]


class ThreadDeadline(threading.local):
    """Until when, by `time.monotonic`, the unit of work of this thread may wait for a lock."""

    at = float("inf")

    def busy_timeout_ms(self) -> int:
        """How long SQLite may wait for one lock: one second, or the time that is left if that is less."""
        left = self.at - time.monotonic()
        return SQLITE_BUSY_TIMEOUT_MS if left >= SQLITE_BUSY_TIMEOUT_MS / 1000 else max(0, int(left * 1000))


class NoWait(ThreadDeadline):
    """For a thread that may wait for no lock."""

    def busy_timeout_ms(self) -> int:
        """Return 0."""
        return 0


def prepare_sqlite(
    engine: Engine, *, begin: Begin | None, query_only: bool = False, deadline: ThreadDeadline | None = None
) -> None:
    """Set the PRAGMAs on every connection, and let the engine itself say BEGIN (None: the caller does).

    In its legacy mode the driver begins late and commits before DDL: DDL would not be rolled back, and a read
    followed by a write could fail at once. `isolation_level = None` switches that off.
    """
    deadline = deadline or ThreadDeadline()

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            record.info[BUSY_TIMEOUT] = timeout = deadline.busy_timeout_ms()
            cursor.execute(f"PRAGMA busy_timeout = {timeout}")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA synchronous = NORMAL")
            if not query_only:  # it is stored in the file and is a write: readers find it set
                cursor.execute("PRAGMA journal_mode = WAL")
                cursor.execute(f"PRAGMA journal_size_limit = {SQLITE_LOG_BYTES}")
            else:
                cursor.execute("PRAGMA query_only = ON")
        finally:
            cursor.close()

    if begin is None:
        return

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        timeout = deadline.busy_timeout_ms()
        if connection.info.get(BUSY_TIMEOUT) != timeout:  # rare: less than a second is left
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {timeout}")
            connection.info[BUSY_TIMEOUT] = timeout
        connection.exec_driver_sql(f"BEGIN {begin}")


class UnendedConnection(sqlite3.Connection):
    """A connection whose transactions only statements end. The ORM rolls back after a flush that failed, and
    the transaction may have the work of other units too."""

    def commit(self) -> None:
        """Do nothing."""

    def rollback(self) -> None:
        """Do nothing."""


def sqlite_writer(url: URL, *, file: OpenedFile, deadline: ThreadDeadline, log_pages: int) -> Engine:
    """The engine of one writing connection, which copies the write-ahead log into the file when the log has
    so many pages."""
    engine = _sqlite_engine(url, pool_size=1)
    _check_file(engine, file)
    prepare_sqlite(engine, begin=None, deadline=deadline)
    _count_connections(engine, file)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA wal_autocheckpoint = {log_pages}").close()

    return engine


def sqlite_reader(url: URL, *, pool_size: int, file: OpenedFile, deadline: ThreadDeadline) -> Engine:
    """The engine of reading connections, which refuse to write."""
    engine = _sqlite_engine(url, pool_size=pool_size)
    _check_file(engine, file)
    prepare_sqlite(engine, begin=None, query_only=True, deadline=deadline)
    _count_connections(engine, file)
    return engine


def _sqlite_engine(url: URL, *, pool_size: int) -> Engine:
    return create_engine(
        synchronous_sqlite_url(url),
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"factory": UnendedConnection},
    )


def _check_file(engine: Engine, file: OpenedFile) -> None:
    """Check that a new connection opened the same file as the others."""

    @event.listens_for(engine, "connect")
    def _found(connection: Any, _record: object) -> None:
        try:
            file.found()
        except FileGone:
            connection.close()
            raise


def _count_connections(engine: Engine, file: OpenedFile) -> None:
    @event.listens_for(engine, "connect")
    def _opened(_connection: object, _record: object) -> None:
        file.opened()

    @event.listens_for(engine, "close")
    def _closed(_connection: object, _record: object) -> None:
        file.closed()


def lock_timeout_ms(retry_timeout_seconds: float) -> int:
    """How long PostgreSQL may wait for one lock, in milliseconds."""
    return max(1, min(POSTGRESQL_LOCK_TIMEOUT_MS, int(retry_timeout_seconds * 1000)))


def _connect_args(url: URL, retry_timeout_seconds: float, **server_settings: str) -> dict[str, Any]:
    """Time limits that the server itself enforces; `retry_timeout_seconds` limits the wait for a lock.

    Where the URL names a schema, the search path is that schema alone, also after a RESET: no name of ours
    can reach a table of the host.
    """
    schema = schema_of(url)
    if schema is not None:
        server_settings["search_path"] = quoted_schema(schema)
    return {
        "timeout": 5,
        # Behind a pooler, names of other connections are met: ours are unique, and asyncpg's own have none.
        "prepared_statement_name_func": names().__next__,
        "statement_cache_size": 0,
        "server_settings": {
            "application_name": "besitos",
            "timezone": "UTC",
            "statement_timeout": str(POSTGRESQL_STATEMENT_TIMEOUT_MS),
            "lock_timeout": str(lock_timeout_ms(retry_timeout_seconds)),
            "idle_in_transaction_session_timeout": str(POSTGRESQL_IDLE_IN_TRANSACTION_TIMEOUT_MS),
            **server_settings,
        },
    }


def postgresql_units(url: URL, *, retry_timeout_seconds: float) -> AsyncEngine:
    """Connections for units of work, which are kept outside of SQLAlchemy's pool and begin and end their
    transactions themselves: to SQLAlchemy they are in autocommit mode."""
    return create_async_engine(
        without_schema(url),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args=_connect_args(url, retry_timeout_seconds),
    )


def postgresql_watcher(url: URL) -> AsyncEngine:
    """Connections outside the pool in autocommit mode, closed after use. Nothing waits longer than a second
    for an answer."""
    return create_async_engine(
        without_schema(url),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": 1, "command_timeout": 1},
    )


def upgrade_engine(url: str) -> AsyncEngine:
    """An async engine for schema changes on either database: transactional DDL, with the write lock first.

    It has no statement timeout, because an index over a large ledger may take long.
    """
    parsed = make_url(normalise_database_url(url))
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(parsed)
        prepare_sqlite(engine.sync_engine, begin="IMMEDIATE")
        return engine
    return create_async_engine(
        without_schema(parsed),
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args=_connect_args(
            parsed,
            DEFAULT_RETRY_TIMEOUT_SECONDS,
            statement_timeout="0",
            idle_in_transaction_session_timeout="0",
        ),
    )
