"""Engines: how a connection to each kind of database is opened and how its transactions begin.

Everything here holds for every connection, also for those that a pool opens later.
"""

from typing import Any, Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database.urls import normalise_database_url, synchronous_sqlite_url

SQLITE_BUSY_TIMEOUT_MS = 1_000
POSTGRESQL_STATEMENT_TIMEOUT_MS = 15_000
POOL_WAIT_SECONDS = 10.0
POSTGRESQL_LOCK_TIMEOUT_MS = 5_000
POSTGRESQL_IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000

Begin = Literal["DEFERRED", "IMMEDIATE"]


def prepare_sqlite(engine: Engine, *, begin: Begin, query_only: bool = False) -> None:
    """Set the PRAGMAs on every connection, and let the engine itself say BEGIN.

    The driver's legacy mode begins late and commits before DDL, so that DDL would not roll back and a
    read followed by a write could fail at once; with `isolation_level = None` it stays out of the way.
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_TIMEOUT_MS}")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA synchronous = NORMAL")
            if not query_only:  # persistent in the file, and a write: a reader finds it already set
                cursor.execute("PRAGMA journal_mode = WAL")
            else:
                cursor.execute("PRAGMA query_only = ON")
        finally:
            cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")


def sqlite_writer(url: URL) -> Engine:
    """The engine of the one thread that writes: BEGIN IMMEDIATE, one connection."""
    engine = create_engine(synchronous_sqlite_url(url), pool_size=1, max_overflow=0)
    prepare_sqlite(engine, begin="IMMEDIATE")
    return engine


def sqlite_reader(url: URL, *, pool_size: int) -> Engine:
    """The engine of the reading threads: plain BEGIN, refuses to write."""
    engine = create_engine(synchronous_sqlite_url(url), pool_size=pool_size, max_overflow=0)
    prepare_sqlite(engine, begin="DEFERRED", query_only=True)
    return engine


def postgresql_engine(
    url: URL, *, pool_size: int, wait_seconds: float = POOL_WAIT_SECONDS, **server_settings: str
) -> AsyncEngine:
    """One pool for reads and writes, with time limits that the server itself enforces.

    `wait_seconds` bounds the wait for a free connection.
    """
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_pre_ping=True,
        connect_args={
            "timeout": 5,
            "server_settings": {
                "application_name": "besitos",
                "timezone": "UTC",
                "statement_timeout": str(POSTGRESQL_STATEMENT_TIMEOUT_MS),
                "lock_timeout": str(POSTGRESQL_LOCK_TIMEOUT_MS),
                "idle_in_transaction_session_timeout": str(POSTGRESQL_IDLE_IN_TRANSACTION_TIMEOUT_MS),
                **server_settings,
            },
        },
    )


def upgrade_engine(url: str) -> AsyncEngine:
    """An async engine on either database for schema changes: transactional DDL, write lock first.

    No statement timeout: an index over a large ledger may take longer than a member would wait.
    """
    parsed = make_url(normalise_database_url(url))
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(parsed)
        prepare_sqlite(engine.sync_engine, begin="IMMEDIATE")
        return engine
    return postgresql_engine(
        parsed, pool_size=1, statement_timeout="0", idle_in_transaction_session_timeout="0"
    )
