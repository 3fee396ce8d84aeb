"""Runs units of work inside the transaction of a host's AsyncSession. docs/decisions/0070 says how and why.

Each unit has a session of its own on the host's connection, in a savepoint: a unit that raises leaves
nothing, and the host's transaction goes on. Nothing here commits or rolls back what is the host's.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, Engine, bindparam, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, UnboundExecutionError
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import Session

from .database import MAX_TRIES, Database, name_of
from .errors import DatabaseFileLocked, DatabaseUnavailable, RunAgain
from .file_locks import held_lock
from .tables.metadata import Table
from .told_after_commit import told_after_commit
from .urls import quoted_schema, schema_of, shown_url, sqlite_path

P = ParamSpec("P")
T = TypeVar("T")

OLD_SNAPSHOT = (
    "your session read before another connection wrote, so SQLite lets it write nothing any more: roll back "
    "and begin again, and let the transaction write before it reads (BEGIN IMMEDIATE)"
)
OTHER_DATABASE = (
    "within(session) needs a session on the database that Besitos uses ({ours}), and whose search path leads "
    "to its tables; this one is on {theirs}"
)
LATE = (
    "await within(session) before begin_nested(): the driver of this session's engine has not begun a "
    "transaction yet, so that the end of your savepoint would commit"
)
AUTOCOMMIT = "within(session) needs a transaction, but the session's engine is in autocommit mode"
TRANSLATED = "within(session) needs a session without schema_translate_map, which would rename our tables too"
NO_SESSION = "within() takes the AsyncSession of your transaction, not {given!r:.60}"
NO_BIND = "within(session) needs a session that is bound to one engine, not to one for each table"

# Changes nothing, but takes the write lock, and the driver's legacy mode begins its transaction with it.
LOCK_THE_FILE = "UPDATE gamification_version SET version_num = version_num WHERE 0"
WHICH_TABLES = text(
    "SELECT CAST(pg_postmaster_start_time() AS text), "
    "CAST((SELECT oid FROM pg_database WHERE datname = current_database()) AS bigint), "
    "(SELECT string_agg(COALESCE(CAST(CAST(to_regclass(name) AS oid) AS text), ''), ',' ORDER BY nth) "
    "FROM unnest(string_to_array(:names, ',')) WITH ORDINALITY AS ours (name, nth))"
)
SEARCH_PATH = text("SELECT current_setting('search_path')")
SET_SEARCH_PATH = text("SELECT set_config('search_path', :path, true)").bindparams(bindparam("path"))


class HostSession:
    """The same calls as those of a Database, in the present transaction of a host's session."""

    def __init__(self, session: AsyncSession, database: Database) -> None:
        self._session = session
        self._database = database
        self.dialect = database.dialect
        self._url = make_url(database.url)
        self._schema = schema_of(self._url)

    def turn(self, key: Hashable) -> AbstractAsyncContextManager[None]:
        """The transaction is the host's: it waits for nobody's turn."""
        return nullcontext()

    async def read(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, *args)`, which changes nothing; it sees what the host has not committed yet."""
        result, _ = await self._session.run_sync(self._run, False, lambda at: work(at, *args, **kwargs))
        return result

    async def write(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, *args)` as a part of the host's transaction; after a lost race it is run again,
        at most 8 times.

        Raises what `work` raises, DatabaseUnavailable if it loses every race, and on SQLite if the file is
        locked or the host's snapshot is old. Errors of the connection are the host's to handle: a
        serialization failure or a deadlock, for instance, is the error of SQLAlchemy that it is.
        """
        started = time.monotonic()
        for tries in range(1, MAX_TRIES + 1):
            try:
                result, info = await self._session.run_sync(
                    self._run, True, lambda at: work(at, *args, **kwargs)
                )
            except RunAgain as error:
                lost = error
            except _NotNow as error:
                raise error.told(name_of(work), tries, time.monotonic() - started) from error.__cause__
            else:
                if info:
                    told_after_commit(self._session.sync_session, self._database.committed).add(info)
                return result
        raise DatabaseUnavailable(name_of(work), MAX_TRIES, time.monotonic() - started, lost) from lost

    async def read_briefly(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same as `read`: the host's session decides where work runs."""
        return await self.read(work, *args, **kwargs)

    async def write_briefly(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same as `write`: the host's session decides where work runs."""
        return await self.write(work, *args, **kwargs)

    async def begin(self) -> None:
        """Take part in the present transaction from here on. On SQLite this takes the file's write lock.

        Raises what `write` raises on SQLite, and ValueError if the engine begins no transactions.
        """
        started = time.monotonic()
        try:
            await self._session.run_sync(self._begin)
        except _NotNow as error:
            raise error.told("within", 1, time.monotonic() - started) from error.__cause__

    def _begin(self, host: Session) -> Connection:
        connection = _connection(host)
        if connection.get_execution_options().get("schema_translate_map"):
            raise ValueError(TRANSLATED)
        told = told_after_commit(host, self._database.committed)
        if self.dialect == "sqlite":
            if connection.in_nested_transaction() and not (told.is_watching or _says_begin(connection)):
                raise ValueError(LATE)
            self._lock_file(connection)
        elif getattr(connection.connection.dbapi_connection, "autocommit", False):
            raise ValueError(AUTOCOMMIT)
        told.watch(connection)
        return connection

    def _run(self, host: Session, write: bool, work: Callable[[Session], T]) -> tuple[T, dict[Any, Any]]:
        connection = self._begin(host) if write else _connection(host)
        with (
            Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session,
            session.begin(),
        ):
            if self._schema is not None:  # a savepoint that is rolled back takes the path with it
                before = session.execute(SEARCH_PATH).scalar_one()
                session.execute(SET_SEARCH_PATH, {"path": quoted_schema(self._schema)})
            result = work(session)
            if write:
                self._database.committing(session)
            if self._schema is not None:
                session.execute(SET_SEARCH_PATH, {"path": before})
            info = session.info
        return result, info

    def _lock_file(self, connection: Connection) -> None:
        # First of all: a transaction that has read before it locks can fail at once, and without a
        # transaction the end of our savepoint would commit.
        try:
            connection.exec_driver_sql(LOCK_THE_FILE)
        except OperationalError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0)
            if code == sqlite3.SQLITE_BUSY_SNAPSHOT:
                raise _NotNow(DatabaseUnavailable, RunAgain(OLD_SNAPSHOT)) from error
            if code & 0xFF == sqlite3.SQLITE_BUSY:
                path = os.path.realpath(sqlite_path(self._url))
                raise _NotNow(DatabaseFileLocked, held_lock(path)) from error
            raise
        if not getattr(connection.connection.driver_connection, "in_transaction", True):
            raise ValueError(AUTOCOMMIT)


class _NotNow(Exception):
    """Why the host's transaction cannot write, and the error that says so."""

    def __init__(self, kind: type[DatabaseUnavailable], cause: Exception) -> None:
        self._kind = kind
        self._cause = cause

    def told(self, work: str, tries: int, seconds: float) -> DatabaseUnavailable:
        return self._kind(work, tries, seconds, self._cause)


class HostSessions:
    """Opens HostSessions on the sessions of a host. It asks each engine once which database it is on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: WeakSet[Engine] = WeakSet()

    async def open(self, session: AsyncSession | async_scoped_session[Any]) -> HostSession:
        """Raises ValueError for what is no AsyncSession, and for one on another database."""
        if isinstance(session, async_scoped_session):
            session = session()
        if not isinstance(session, AsyncSession):
            raise ValueError(NO_SESSION.format(given=session))  # noqa: TRY004 - one kind of error for bad input
        engine = await session.run_sync(lambda host: _connection(host).engine)
        if engine not in self._known:
            await self._check(session, engine)
            self._known.add(engine)
        shared = HostSession(session, self._database)
        await shared.begin()
        return shared

    async def _check(self, session: AsyncSession, engine: Engine) -> None:
        ours = make_url(self._database.url)
        same = engine.dialect.name == self._database.dialect
        if same and self._database.dialect == "sqlite":
            same = await session.run_sync(lambda host: _is_file(_connection(host), str(sqlite_path(ours))))
        elif same:
            schema = schema_of(ours)
            within = "" if schema is None else f"{quoted_schema(schema)}."
            names = ",".join(within + table for table in sorted(Table.metadata.tables))
            theirs = await session.run_sync(lambda host: _which_tables(_connection(host), names))
            same = theirs == await self._database.read(lambda own: _which_tables(own.connection(), names))
        if not same:
            raise ValueError(OTHER_DATABASE.format(ours=shown_url(ours), theirs=shown_url(engine.url)))


def _connection(host: Session) -> Connection:
    """The connection of the host's transaction, after what the host has added to the session is written."""
    host.flush()
    try:
        return host.connection()
    except UnboundExecutionError as error:
        raise ValueError(NO_BIND) from error


def _says_begin(connection: Connection) -> bool:
    """Return True if the engine sends BEGIN itself, by SQLAlchemy's recipe, and not the driver."""
    no_legacy_mode = getattr(connection.connection.driver_connection, "isolation_level", "") is None
    return no_legacy_mode and bool(connection.dispatch.begin)


def _is_file(connection: Connection, path: str) -> bool:
    (opened,) = [row.file for row in connection.exec_driver_sql("PRAGMA database_list") if row.name == "main"]
    return bool(opened) and os.path.exists(path) and os.path.samefile(opened, path)


def _which_tables(connection: Connection, names: str) -> tuple[Any, ...]:
    """The server, the database, and where our names lead."""
    return tuple(connection.execute(WHICH_TABLES, {"names": names}).one())
