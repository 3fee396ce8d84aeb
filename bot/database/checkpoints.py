"""Checkpoints of an SQLite file's write-ahead log in a thread of their own.

SQLite lets the connection that commits copy the log's pages into the file, every thousandth page, and wait
twice for the disk. Whoever writes next waits for that too. A thread that does it earlier leaves the writer
nothing to do; readers and the writer go on meanwhile. When all is copied, the log begins anew with the next
transaction, which waits for the disk once more: the thread makes that one too, if nobody else writes just
then. docs/decisions/0105 has the measurements.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from .errors import FileGone

ROWS = 4_000
"""After so many changed rows the log is copied. A row and its indexes change one page to ten."""
LONG_LOG_PAGES = 8_000
"""From this length of the log (32 MB) the thread copies the rest of it while the process writes nothing."""
LOG_PAGES = 16_000
"""From this length of the log (64 MB) the writer copies it itself, as SQLite does from 1,000 pages. The log
becomes so long only where the thread never finds it at rest: a log begins anew when all of it is copied."""


class Checkpoints:
    """What the thread that copies the log waits for."""

    def __init__(self, engine: Engine) -> None:
        """`engine` opens connections that write and wait for no lock."""
        self._engine = engine
        self._due = threading.Event()
        self._closing = False
        self._changed_rows = 0

    def written(self, changed_rows: int) -> None:
        """Call after a commit with the number of rows that it changed. It waits for nothing."""
        self._changed_rows += changed_rows
        if self._changed_rows >= ROWS:
            self._changed_rows = 0
            self._due.set()

    def end(self) -> None:
        """Let the thread end, after the copy that it may be making."""
        self._closing = True
        self._due.set()

    def run(self, turn: Callable[[], AbstractContextManager[None]]) -> None:
        """Copy the log whenever it is due: the body of the thread. `turn` is entered around a transaction."""
        connection: Connection | None = None
        while self._due.wait() and not self._closing:
            self._due.clear()
            try:
                if connection is None:
                    connection = self._engine.connect()
                # PASSIVE waits for nobody: what a reader still needs is copied the next time.
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                pages, copied = _copy(driver)
                if pages == copied > 0 or pages >= LONG_LOG_PAGES:
                    with turn():
                        _begin_new_log(driver)
            except (SQLAlchemyError, sqlite3.Error, FileGone):
                # A full disk, a file that is gone: who writes meets the same and says so to its callers.
                continue
        if connection is not None:
            connection.close()
        self._engine.dispose()


def _copy(driver: sqlite3.Connection) -> tuple[int, int]:
    """Copy what nobody needs in the log any more; returns how many pages it has, and how many are copied."""
    _, pages, copied = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return pages, copied


def _begin_new_log(driver: sqlite3.Connection) -> None:
    """Copy the rest of the log, and write a transaction that changes nothing. Raises sqlite3.Error if
    somebody else writes: then that transaction begins the log."""
    pages, copied = _copy(driver)
    if copied < pages:  # somebody reads from it, or writes
        return
    driver.execute("BEGIN IMMEDIATE").close()
    try:
        (version,) = driver.execute("PRAGMA user_version").fetchone()
        driver.execute(f"PRAGMA user_version = {version}").close()
    finally:
        driver.execute("COMMIT").close()
