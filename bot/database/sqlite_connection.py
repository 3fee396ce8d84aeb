"""One connection to an SQLite file that a thread keeps, and the transactions on it."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from .commits import CommitListener, commit_listeners
from .engines import BUSY_TIMEOUT, Begin, ThreadDeadline
from .kept_statements import KeptStatements
from .unit_session import ENDED, UnitSession

T = TypeVar("T")


class SqliteConnection:
    """The connection of one thread, opened at the first transaction. BEGIN, COMMIT and savepoints go to the
    driver, which is in autocommit mode; SQLAlchemy takes part in what it finds begun, and can end nothing."""

    def __init__(self, engine: Engine, begin: Begin, deadline: ThreadDeadline) -> None:
        self._engine = engine
        self._begin = f"BEGIN {begin}"
        self._deadline = deadline
        self._kept = KeptStatements(engine.dialect)
        self._connection: Connection | None = None
        self._driver: Any = None
        self._listeners: list[CommitListener] = []
        self._told_rows = 0

    def begin(self) -> None:
        """Begin a transaction. Raises DBAPIError, for instance if the file is locked longer than this thread
        may wait."""
        if self._connection is None or self._connection.invalidated:
            self._open()
        assert self._connection is not None
        self._listeners = []
        timeout = self._deadline.busy_timeout_ms()
        if self._connection.info.get(BUSY_TIMEOUT) != timeout:  # rare: less than a second is left
            self._send(f"PRAGMA busy_timeout = {timeout}")
            self._connection.info[BUSY_TIMEOUT] = timeout
        self._send(self._begin)

    def run(self, work: Callable[[Session], T]) -> T:
        """Run a unit of work in the present transaction. What it raises is raised; what it did stays to be
        rolled back."""
        assert self._connection is not None
        session = UnitSession(self._connection, self._kept)
        try:
            result = work(cast(Session, session))
            session.finish()
        finally:
            session.close()
        if not self.in_transaction:
            raise RuntimeError(ENDED)
        self._listeners += commit_listeners(session.info)
        return result

    def run_in_savepoint(self, work: Callable[[Session], T]) -> T:
        """The same, but what a unit that raises has done is undone, and nothing else. Where that cannot be,
        the whole transaction is rolled back."""
        self._send("SAVEPOINT unit")
        listeners = len(self._listeners)
        try:
            result = self.run(work)
            self._send("RELEASE unit")
        except BaseException:
            del self._listeners[listeners:]
            if self.in_transaction:  # else the error has ended it: the disk is full, for instance
                self._undo_unit()
            raise
        return result

    @property
    def in_transaction(self) -> bool:
        """Whether the transaction is still there."""
        try:
            return self._driver is not None and bool(self._driver.in_transaction)
        except sqlite3.ProgrammingError:  # it was given up, and is closed
            return False

    def newly_changed_rows(self) -> int:
        """Return how many rows have been changed since the last call, also by what was rolled back."""
        rows = 0 if self._driver is None else int(self._driver.total_changes)
        before, self._told_rows = self._told_rows, rows
        return rows - before

    def commit(self) -> None:
        """Commit. Raises DBAPIError."""
        assert self._connection is not None
        for listener in self._listeners:
            listener.committing()
        if self._connection.in_transaction():
            self._connection.commit()
        self._send("COMMIT")
        for listener in self._listeners:
            listener.committed()

    def rollback(self) -> None:
        """End the transaction, also after an error; never raises for a connection that is gone."""
        if self._connection is None:
            return
        try:
            self._connection.rollback()  # SQLAlchemy's part of it, also after a commit that failed
            if self.in_transaction:
                self._send("ROLLBACK")
        except (DBAPIError, sqlite3.Error):
            self._connection.invalidate()

    def close(self) -> None:
        """Give the connection back."""
        connection, self._connection, self._driver = self._connection, None, None
        if connection is not None:
            connection.close()

    def _undo_unit(self) -> None:
        try:
            self._send("ROLLBACK TO unit")
            self._send("RELEASE unit")
        except DBAPIError:
            self.rollback()

    def _open(self) -> None:
        self.close()
        self._connection = self._engine.connect()
        self._driver = self._connection.connection.driver_connection
        self._told_rows = 0

    def _send(self, sql: str) -> None:
        try:
            self._driver.execute(sql)
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                sql, None, error, sqlite3.Error, dialect=self._engine.dialect
            ) from error
