"""Runs units of work on an SQLite file: one writing thread and a few reading ones, each with a connection.

SQLite has one writer at a time anyway. The writer thread takes all units that wait into one transaction and
answers their callers after the commit that made their work durable. There is no timer: a transaction ends
when nobody waits. docs/decisions/0101 has the measurements.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from .checkpoints import LOG_PAGES, Checkpoints
from .engines import Begin, ThreadDeadline, sqlite_reader, sqlite_writer
from .errors import NO_TURN, FileGone, FileLocked, Overdue, RunAgain, is_busy
from .file_locks import held_lock
from .opened_file import OpenedFile
from .sqlite_connection import SqliteConnection
from .unit_queue import Answer, QueuedUnit, UnitQueue, answer
from .urls import sqlite_path

T = TypeVar("T")

MAX_SHARING = 64
"""How many units of work share a transaction at most."""
MAX_SHARED_SECONDS = 0.005
"""After this time a shared transaction takes no other unit in."""
UNDONE = "another unit of work has ended the transaction that they shared"


class SqliteRunner:
    """The threads of one file. They start when they are first needed."""

    def __init__(self, url: str, readers: int) -> None:
        parsed = make_url(url)
        self.blocked: FileLocked | None = None
        self._deadline = ThreadDeadline()
        self._file = OpenedFile(sqlite_path(parsed))
        self._writer = sqlite_writer(parsed, file=self._file, deadline=self._deadline, log_pages=LOG_PAGES)
        self._reader = sqlite_reader(parsed, pool_size=readers, file=self._file, deadline=self._deadline)
        self._checkpoints = Checkpoints(
            sqlite_reader(parsed, pool_size=1, file=self._file, deadline=self._deadline)
        )
        self._writes, self._reads = UnitQueue(), UnitQueue()
        self._readers = readers
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._started: set[bool] = set()
        """Whether the writing (True) and the reading (False) threads run."""

    async def run(self, write: bool, work: Callable[[Session], T], deadline: float, *, alone: bool) -> T:
        if self._closed:
            raise RuntimeError("this database is closed")
        if write not in self._started:
            self._start(write)
        queue = self._writes if write else self._reads
        result: T = await queue.run(work, deadline, alone=alone)
        return result

    async def close(self) -> None:
        self._closed = True
        threads, self._threads = self._threads, []
        if True in self._started:
            self._writes.end()
            self._checkpoints.end()
        if False in self._started:
            for _ in range(self._readers):
                self._reads.end()
        self._started.clear()
        for thread in threads:
            await asyncio.to_thread(thread.join)  # waits for running work
        for engine in (self._writer, self._reader):
            engine.dispose()

    def _start(self, write: bool) -> None:
        self._started.add(write)
        if write:
            self._units("besitos-writer", self._write, self._writer, "IMMEDIATE")
            self._thread("besitos-checkpoints", self._checkpoints.run)
            return
        for n in range(self._readers):
            self._units(f"besitos-reader-{n}", self._read, self._reader, "DEFERRED")

    def _units(
        self, name: str, run: Callable[[SqliteConnection], None], engine: Engine, begin: Begin
    ) -> None:
        def in_thread() -> None:
            connection = SqliteConnection(engine, begin, self._deadline)
            try:
                run(connection)
            finally:
                connection.close()

        self._thread(name, in_thread)

    def _thread(self, name: str, in_thread: Callable[[], None]) -> None:
        thread = threading.Thread(target=in_thread, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    # A thread that waits for the next unit holds nothing of the last one: its result may be large.
    def _read(self, connection: SqliteConnection) -> None:
        while self._read_one(connection, self._reads.take()):
            pass

    def _read_one(self, connection: SqliteConnection, unit: QueuedUnit | None) -> bool:
        if unit is None:
            return False
        if not _may_begin(unit):
            return True
        try:
            self._begin(connection, unit)
            result = connection.run(unit.work)
            connection.commit()
            self._file.check_after()
        except BaseException as error:  # noqa: BLE001 - of whatever kind, it is the caller's
            connection.rollback()
            answer([(unit, None, self._cause(error))])
        else:
            answer([(unit, result, None)])
        return True

    def _write(self, connection: SqliteConnection) -> None:
        while self._transactions(connection, self._writes.take()):
            pass

    def _transactions(self, connection: SqliteConnection, unit: QueuedUnit | None) -> bool:
        if unit is None:
            return False
        following: QueuedUnit | None = unit
        while following is not None:
            following = self._transaction(connection, following)
        return True

    def _transaction(self, connection: SqliteConnection, first: QueuedUnit) -> QueuedUnit | None:
        """Run a unit, and those that wait behind it, in one transaction. Return the unit that was taken from
        the queue and needs another one."""
        if not _may_begin(first):
            return None
        started = time.monotonic()
        done: list[Answer] = []
        following = None
        try:
            self._begin(connection, first)
            done.append((first, connection.run(first.work), None))
            while not first.alone and len(done) < MAX_SHARING:
                if time.monotonic() - started >= MAX_SHARED_SECONDS:
                    break
                unit = self._writes.take_waiting()
                if unit is None:
                    break
                if unit.alone:
                    following = unit
                    break
                if _may_begin(unit):
                    done.append(self._run_behind_a_savepoint(connection, unit))
                    if not connection.in_transaction:
                        ending = done.pop()
                        answer([ending])
                        raise RunAgain(UNDONE) from ending[2]
            # Nobody is answered before this: what is acknowledged is durable.
            connection.commit()
            self._file.check_after()
        except BaseException as error:  # noqa: BLE001 - of whatever kind, it is the callers'
            connection.rollback()
            cause = self._cause(error, write=True)
            # Who was refused, too: it may have seen what is now undone.
            answer([(unit, None, cause) for unit, _, _ in done or [(first, None, None)]])
        else:
            self.blocked = None
            answer(done)
            self._checkpoints.written(connection.changed_rows)
        return following

    def _run_behind_a_savepoint(self, connection: SqliteConnection, unit: QueuedUnit) -> Answer:
        try:
            return unit, connection.run_in_savepoint(unit.work), None
        except BaseException as error:  # noqa: BLE001 - of whatever kind, it is the caller's
            return unit, None, error

    def _begin(self, connection: SqliteConnection, unit: QueuedUnit) -> None:
        self._deadline.at = unit.deadline
        self._file.check()
        connection.begin()

    def _cause(self, error: BaseException, *, write: bool = False) -> BaseException:
        """Return the error that says what is wrong, where SQLite's own only follows from it."""
        try:
            self._file.check()
        except FileGone as gone:
            gone.__cause__ = error
            return gone
        if write and isinstance(error, DBAPIError) and is_busy(error):
            # Here and now: the next unit of this thread may take the lock itself.
            self.blocked = held_lock(self._file.path)
            self.blocked.__cause__ = error
            return self.blocked
        return error


def _may_begin(unit: QueuedUnit) -> bool:
    if not unit.begin():  # its caller has given up
        return False
    if time.monotonic() >= unit.deadline:
        answer([(unit, None, Overdue(NO_TURN))])
        return False
    return True
