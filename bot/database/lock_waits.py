"""Cancels statements on PostgreSQL that still wait for a lock after their deadline, but none that work.

`lock_timeout` alone is not enough: it restarts for each lock, and one UPDATE of a contended row waits for
two. A statement timeout would cancel slow work too.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .errors import driver_errors

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 0.25
CANCEL = text(
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
    "WHERE pid = :pid AND usename = current_user AND wait_event_type = 'Lock'"
)


class LockWaits:
    """Limits the lock waits of units of work on one server."""

    def __init__(self, watcher: AsyncEngine) -> None:
        """`watcher` opens connections outside the pool, because those of the pool may all be waiting."""
        self._watcher = watcher

    @asynccontextmanager
    async def bounded(self, connection: AsyncConnection, deadline: float) -> AsyncIterator[None]:
        """After the deadline (by `time.monotonic`), cancel statements of the block that wait for a lock. This
        costs a timer; the extra connection is only opened when the time is over."""
        pid = await _pid(connection)
        watch: list[asyncio.Task[None]] = []
        ended = asyncio.Event()
        timer = asyncio.get_running_loop().call_later(
            max(0.0, deadline - time.monotonic()),
            lambda: watch.append(asyncio.create_task(self._cancel_waits(pid, ended))),  # noqa: TID251 - awaited below
        )
        try:
            yield
        finally:
            timer.cancel()
            ended.set()
            # Told and not cancelled: with SQLAlchemy 2.0.25 a task that is cancelled while it connects leaves
            # its connection open.
            await asyncio.gather(*watch, return_exceptions=True)

    async def _cancel_waits(self, pid: int, ended: asyncio.Event) -> None:
        try:
            async with self._watcher.connect() as connection:
                while not ended.is_set():
                    await connection.execute(CANCEL, {"pid": pid})
                    with suppress(TimeoutError):
                        await asyncio.wait_for(ended.wait(), LOOK_AGAIN_SECONDS)
        except driver_errors() as error:  # no connection is free: lock_timeout ends the wait
            log.warning("lock_wait_not_bounded", reason=str(error).partition("\n")[0])


async def _pid(connection: AsyncConnection) -> int:
    raw = await connection.get_raw_connection()
    return int(raw.driver_connection.get_server_pid())  # type: ignore[union-attr]
