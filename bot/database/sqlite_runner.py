"""Runs units of work on an SQLite file: in one writing thread and a few reading ones, each with a connection,
and brief units in the event loop itself.

SQLite has one writer at a time anyway. The writer thread takes all units that wait into one transaction and
answers their callers after the commit that made their work durable. There is no timer: a transaction ends
when nobody waits. docs/decisions/0101 has the measurements, and docs/decisions/0109 those of brief units.
"""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from .checkpoints import LOG_PAGES, Checkpoints
from .engines import Begin, NoWait, ThreadDeadline, sqlite_reader, sqlite_writer
from .errors import CLOSED, FileLocked
from .loop_units import LoopUnits
from .opened_file import OpenedFile
from .runner import How
from .shared_transactions import SharedTransactions, may_begin
from .sqlite_connection import SqliteConnection
from .unit_queue import QueuedUnit, UnitQueue, answer
from .urls import sqlite_path

T = TypeVar("T")


class SqliteRunner:
    """The threads of one file, which start when they are first needed, and the connections of an event
    loop."""

    def __init__(self, url: str, readers: int) -> None:
        parsed = make_url(url)
        self._deadline, no_wait = ThreadDeadline(), NoWait()
        file = OpenedFile(sqlite_path(parsed))

        def writer(deadline: ThreadDeadline) -> Engine:
            return sqlite_writer(parsed, file=file, deadline=deadline, log_pages=LOG_PAGES)

        def reader(deadline: ThreadDeadline, size: int) -> Engine:
            return sqlite_reader(parsed, pool_size=size, file=file, deadline=deadline)

        self._writer, self._reader = writer(self._deadline), reader(self._deadline, readers)
        brief_writer, brief_reader = writer(no_wait), reader(no_wait, 1)
        self._engines = [self._writer, self._reader, brief_writer, brief_reader]
        self._checkpoints = Checkpoints(writer(no_wait))
        self._transactions = SharedTransactions(file, self._checkpoints)
        self._writes, self._reads = UnitQueue(), UnitQueue()
        self._brief_writes = LoopUnits(
            SqliteConnection(brief_writer, "IMMEDIATE", no_wait),
            self._transactions,
            self._writes,
            write=True,
        )
        self._brief_reads = LoopUnits(
            SqliteConnection(brief_reader, "DEFERRED", no_wait),
            self._transactions,
            self._reads,
            write=False,
        )
        self._readers = readers
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._starting = threading.Lock()
        """Two loops, in two threads, may need the threads for the first time at once."""
        self._started: set[bool] = set()
        """Whether the writing (True) and the reading (False) threads run."""

    @property
    def blocked(self) -> FileLocked | None:
        """What keeps all writes waiting, where that is known."""
        return self._transactions.blocked

    async def run(self, how: How, work: Callable[[Session], T], deadline: float) -> T:
        if self._closed:
            raise RuntimeError(CLOSED)
        if how.write not in self._started:
            self._start(how.write)
        result: T
        if how.brief and not how.alone:
            brief = self._brief_writes if how.write else self._brief_reads
            if brief.takes():
                result = await brief.run(work, deadline)
                return result
        threads = self._writes if how.write else self._reads
        result = await threads.run(work, deadline, alone=how.alone)
        return result

    async def close(self) -> None:
        with self._starting:
            self._closed = True
            threads, self._threads = self._threads, []
        for brief in (self._brief_writes, self._brief_reads):
            brief.end()
        if True in self._started:
            self._writes.end()
            self._checkpoints.end()
        if False in self._started:
            for _ in range(self._readers):
                self._reads.end()
        self._started.clear()
        for thread in threads:
            await asyncio.to_thread(thread.join)  # waits for running work
        for brief in (self._brief_writes, self._brief_reads):
            await asyncio.to_thread(brief.close)
        for engine in self._engines:
            engine.dispose()

    def _start(self, write: bool) -> None:
        with self._starting:
            if self._closed:
                raise RuntimeError(CLOSED)
            if write in self._started:
                return
            self._started.add(write)
            if write:
                self._units("besitos-writer", self._write, self._writer, "IMMEDIATE")
                copying = partial(self._checkpoints.run, self._brief_writes.thread_turn)
                self._thread("besitos-checkpoints", copying)
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
        if self._begin(connection, unit, write=False):
            self._transactions.read(connection, unit, _nobody_else, answer)
        return True

    def _write(self, connection: SqliteConnection) -> None:
        while self._write_shared(connection, self._writes.take()):
            pass

    def _write_shared(self, connection: SqliteConnection, unit: QueuedUnit | None) -> bool:
        if unit is None:
            return False
        following: QueuedUnit | None = unit
        while following is not None:
            first, following = following, None
            with self._brief_writes.thread_turn():
                if self._begin(connection, first, write=True):
                    following = self._transactions.write(connection, first, self._writes.take_waiting, answer)
        return True

    def _begin(self, connection: SqliteConnection, first: QueuedUnit, *, write: bool) -> bool:
        """Begin a transaction for a unit and those behind it, or tell its caller why not."""
        if not may_begin(first, answer):
            return False
        self._deadline.at = first.deadline
        try:
            self._transactions.begin(connection)
        except BaseException as error:  # noqa: BLE001 - of whatever kind, it is the caller's
            connection.rollback()
            answer([(first, None, self._transactions.cause(error, write=write))])
            return False
        return True


def _nobody_else() -> None:
    """Reading threads share no transactions: each has its own snapshot."""
