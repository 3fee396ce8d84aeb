"""The upgrade of an SQLite file: the lock, the copy, and checks of the file."""

import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL

from ..engines import Begin
from ..urls import sqlite_path, synchronous_sqlite_url
from .backup import copy_beside, forget_old_copies
from .chain import is_refusal
from .place import Chain, Outcome, Pending
from .report import UpgradeRefused

# Longer than any unit of work of a live bot, and than another process's upgrade.
BUSY_TIMEOUT_MS = 60_000


class SqliteFile:
    """An SQLite file, which may not exist yet."""

    def __init__(self, url: URL) -> None:
        self.copy: Path | None = None
        self._url = synchronous_sqlite_url(url)
        self._path = sqlite_path(url)

    def move(self, pending: Pending, chain: Chain, *, copy_as: str | None, dry_run: bool) -> Outcome:
        """See Place.move."""
        started = time.monotonic()
        self._look_at_the_path()
        if self._has_content():
            # A reader first: a normal start finds nothing to do and must not wait for a writer.
            with _engine(self._url, "DEFERRED").connect() as connection:
                wanted, found, before = pending(connection)
            if not wanted:
                return Outcome(found, before, None, time.monotonic() - started)
        url = self._url
        if dry_run and not self._path.exists():
            url = URL.create("sqlite+pysqlite")  # in memory: a dry run creates no file
        with _engine(url, "IMMEDIATE", spill=not dry_run).connect() as connection:
            transaction = connection.begin()
            wanted, found, before = pending(connection)
            if not wanted:  # another process did it while we waited for the lock
                return Outcome(found, before, None, time.monotonic() - started)
            _refuse_read_only(connection)
            copying = self._copy(copy_as) if copy_as and not dry_run and self._has_content() else 0.0
            try:
                result = chain(connection)
            except Exception as error:
                if is_refusal(error):
                    self._drop_copy()  # nothing was changed, so the copy is not needed
                raise
            transaction.rollback() if dry_run else transaction.commit()
        if self.copy is not None:
            forget_old_copies(self._path)
        return Outcome(found, before, result, time.monotonic() - started - copying, copying)

    def _look_at_the_path(self) -> None:
        if self._path.is_dir():
            raise UpgradeRefused(f"{self._path} is a folder, not a database file")
        if not self._path.absolute().parent.is_dir():
            raise UpgradeRefused(f"there is no folder {self._path.absolute().parent} to make the database in")

    def _has_content(self) -> bool:
        return self._path.exists() and self._path.stat().st_size > 0

    def _copy(self, revision: str) -> float:
        # Under the write lock, so that the copy has every row of the database before the upgrade.
        started = time.monotonic()
        self.copy = copy_beside(self._path, revision)
        return time.monotonic() - started

    def _drop_copy(self) -> None:
        if self.copy is not None:
            self.copy.unlink()
            self.copy = None


def _refuse_read_only(connection: sa.Connection) -> None:
    """Raise SQLITE_READONLY before a copy is made, because BEGIN IMMEDIATE succeeds on a read-only file."""
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")


def _engine(url: URL, begin: Begin, *, spill: bool = True) -> sa.Engine:
    # Not `prepare_sqlite`, which switches the file to WAL: a refusal must not change the file.
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        if not spill:  # a transaction that is rolled back should stay in memory
            connection.execute("PRAGMA cache_spill = OFF")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    return engine
