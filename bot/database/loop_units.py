"""Brief units of work on an SQLite file, run by the event loop's own thread. docs/decisions/0109 says why.

The loop waits for nothing here: not for a lock that another program or a thread of ours holds, and for a slow
disk at most once in a while. What cannot run soon goes to a thread.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from typing import Any

from sqlalchemy.orm import Session

from .errors import CLOSED
from .shared_transactions import SharedTransactions, may_begin
from .sqlite_connection import SqliteConnection
from .unit_queue import QueuedUnit, UnitQueue, resolve

SLOW_SECONDS = 0.25
"""A transaction that takes longer was kept by the disk, or by a thread that needs the processor."""
REST_SECONDS = 10.0
"""So long after a slow transaction threads run all units."""
PATIENCE_SECONDS = 0.05
"""So long units wait here for a thread's transaction to end; then they queue for the thread."""
TURN_SECONDS = 0.02
"""So long a thread that has written waits for the loop to have its turn."""


class LoopUnits:
    """The units of one kind, reading or writing ones, of one event loop. Where a thread writes too, they take
    turns, a transaction each."""

    def __init__(
        self,
        connection: SqliteConnection,
        transactions: SharedTransactions,
        threads: UnitQueue,
        *,
        write: bool,
    ) -> None:
        """`threads` takes the units that cannot run here."""
        self._connection = connection
        self._transactions = transactions
        self._threads = threads
        self._run_all = transactions.write if write else transactions.read
        self._waiting: deque[QueuedUnit] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._scheduled = False
        self._patience: asyncio.TimerHandle | None = None
        self._thread_writes = False
        self._slow_until = 0.0
        self._lock = threading.Lock()
        """Held during a transaction: another loop may close the database meanwhile, in its own thread."""
        self._closed = False

    def takes(self) -> bool:
        """Return True if a unit of the running event loop can probably run in it, at once."""
        loop = asyncio.get_running_loop()
        return (self._loop is loop or self._is_free_for(loop)) and time.monotonic() >= self._slow_until

    async def run(self, work: Callable[[Session], Any], deadline: float) -> Any:
        """Run `work` after what the loop has to do now, together with the other units that are asked for
        meanwhile."""
        unit = QueuedUnit(work, deadline, alone=False)
        self._waiting.append(unit)
        if not self._scheduled:
            self._schedule()
        return await unit.answer()

    def end(self) -> None:
        """Leave what waits in the running loop to the threads. What waits in another one is told that the
        database is closed."""
        if self._loop is asyncio.get_running_loop():
            self._hand_over()
        self._closed = True

    def close(self) -> None:
        """Close the connection, after the transaction that another loop may be in: do not call it in a
        loop."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def thread_turn(self) -> Iterator[None]:
        """Use it in a thread around a transaction that writes: the loop begins no other one meanwhile, and if
        units wait here at the end, it is their turn."""
        self._thread_writes = True
        try:
            yield
        finally:
            self._thread_writes = False
            self._let_the_loop_go_on()

    def _let_the_loop_go_on(self) -> None:
        loop = self._loop
        if loop is None or not loop.is_running() or not self._waiting:
            return
        turn = threading.Lock()  # an Event has a lock that Ctrl-C in the loop can leave held, for ever
        turn.acquire()
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(self._have_turn, turn, context=Context())
            turn.acquire(timeout=TURN_SECONDS)

    def _is_free_for(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Return True if no other loop can come back for this, and from now on `loop` has it."""
        if self._loop is not None and not self._loop.is_closed():
            return False
        if not self._lock.acquire(blocking=False):  # another loop is about to have it
            return False
        try:
            if self._loop is not None and not self._loop.is_closed():
                return False
            self._scheduled, self._patience = False, None
            self._waiting.clear()
            self._loop = loop
        finally:
            self._lock.release()
        return True

    def _have_turn(self, turn: threading.Lock) -> None:
        try:
            self._go_on()
        finally:
            turn.release()

    def _schedule(self) -> None:
        assert self._loop is not None
        self._scheduled = True
        # In a context of its own, because it runs the units of several callers.
        self._loop.call_soon(self._run_scheduled, context=Context())

    def _run_scheduled(self) -> None:
        self._scheduled = False
        self._go_on()

    def _go_on(self) -> None:
        try:
            with self._lock:
                self._transaction()
        except BaseException:  # Ctrl-C, anywhere: what it left open would lock out everybody
            self._connection.rollback()
            raise
        finally:
            if self._waiting and self._patience is None and not self._scheduled:
                self._schedule()

    def _transaction(self) -> None:
        if not self._waiting:
            return
        if self._thread_writes:
            self._wait_for_thread()
            return
        started = time.monotonic()
        if self._closed or started < self._slow_until or not self._begin():
            self._hand_over()
            return
        first = self._next()
        if first is None:
            self._connection.rollback()
        else:
            self._run_all(self._connection, first, self._take, resolve)
        self._wait_no_more()
        ended = time.monotonic()
        if ended - started > SLOW_SECONDS:
            self._slow_until = ended + REST_SECONDS

    def _begin(self) -> bool:
        try:
            self._transactions.begin(self._connection)
        except Exception:  # noqa: BLE001 - a thread waits for the lock, or meets the same error and says so
            self._connection.rollback()
            return False
        return True

    def _wait_for_thread(self) -> None:
        if self._patience is None:
            assert self._loop is not None
            left = self._waiting[0].deadline - time.monotonic()
            self._patience = self._loop.call_later(min(PATIENCE_SECONDS, left), self._lose_patience)

    def _lose_patience(self) -> None:
        with self._lock:
            self._hand_over()

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _next(self) -> QueuedUnit | None:
        while self._waiting:
            unit = self._waiting.popleft()
            if may_begin(unit, resolve):
                return unit
        return None

    def _take(self) -> QueuedUnit | None:
        return self._waiting.popleft() if self._waiting else None

    def _hand_over(self) -> None:
        self._wait_no_more()
        while self._waiting:
            unit = self._waiting.popleft()
            if self._closed:
                resolve([(unit, None, RuntimeError(CLOSED))])
            else:
                self._threads.put(unit)
