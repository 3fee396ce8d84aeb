"""Cancels statements on PostgreSQL that still wait for a lock after their deadline, but none that work; and
ends connections that answer no more.

`lock_timeout` alone is not enough: it restarts for each lock, and one UPDATE of a contended row waits for
two. A statement timeout would cancel slow work too, and if the network is silent nobody hears of it.
"""

import asyncio
import time
from contextlib import suppress

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from .engines import POSTGRESQL_STATEMENT_TIMEOUT_MS
from .errors import driver_errors
from .postgresql_connection import PostgresqlConnection

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 0.25
MAX_SILENT_SECONDS = POSTGRESQL_STATEMENT_TIMEOUT_MS / 1000 + 5
"""The server itself ends a statement before that."""
CANCEL = text(
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
    "WHERE pid = :pid AND usename = current_user AND wait_event_type = 'Lock'"
)


class LockWaits:
    """Limits the lock waits of units of work on one server."""

    def __init__(self, watcher: AsyncEngine) -> None:
        """`watcher` opens connections of its own, because those of the units may all be waiting."""
        self._watcher = watcher

    def bounded(self, connection: PostgresqlConnection, deadline: float) -> "BoundedWaits":
        """`async with waits.bounded(connection, deadline): ...` cancels statements of that connection which
        wait for a lock after the deadline (by `time.monotonic`), and terminates it if it then does not answer
        a statement within 20 seconds. This costs a timer; the extra connection is only opened when the time
        is over."""
        return BoundedWaits(self, connection, deadline)

    async def cancel_waits(self, pid: int, ended: asyncio.Event) -> None:
        """Cancel what waits for a lock, again and again, until `ended` is set."""
        try:
            async with self._watcher.connect() as connection:
                while not ended.is_set():
                    await connection.execute(CANCEL, {"pid": pid})
                    with suppress(TimeoutError):
                        await asyncio.wait_for(ended.wait(), LOOK_AGAIN_SECONDS)
        except driver_errors() as error:  # no connection is free: lock_timeout ends the wait
            log.warning("lock_wait_not_bounded", reason=str(error).partition("\n")[0])


class BoundedWaits:
    """A block whose lock waits are bounded. It is entered for each unit of work, so it does little."""

    __slots__ = ("_connection", "_deadline", "_timer", "_waits", "_watch")

    def __init__(self, waits: LockWaits, connection: PostgresqlConnection, deadline: float) -> None:
        self._waits = waits
        self._connection = connection
        self._deadline = deadline
        self._watch: tuple[asyncio.Task[None], asyncio.Event] | None = None

    async def __aenter__(self) -> None:
        left = max(0.0, self._deadline - time.monotonic())
        self._timer = asyncio.get_running_loop().call_later(left, self._start)

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._watch is not None:
            watch, ended = self._watch
            ended.set()
            # Told and not cancelled: with SQLAlchemy 2.0.25 a task that is cancelled while it connects leaves
            # its connection open.
            await asyncio.gather(watch, return_exceptions=True)

    def _start(self) -> None:
        ended = asyncio.Event()
        self._watch = asyncio.create_task(self._waits.cancel_waits(self._connection.pid, ended)), ended  # noqa: TID251 - awaited above
        self._expect_answer()

    def _expect_answer(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(MAX_SILENT_SECONDS, self._end_if_silent, self._connection.sent)

    def _end_if_silent(self, sent: int) -> None:
        if self._connection.sent == sent:
            log.warning("database_does_not_answer", seconds=MAX_SILENT_SECONDS)
            self._connection.terminate()
        else:
            self._expect_answer()
