"""Starts background tasks, the only place that does: they have names, failures are logged, and they end with
their owner.

A bare `asyncio.create_task` may be garbage-collected while it runs, and nobody sees its error; ruff bans it
everywhere else.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import structlog

T = TypeVar("T")

log = structlog.get_logger(__name__)


class TaskSupervisor:
    """Owns tasks. `start` starts one; `finish` lets all end, `close` cancels all, and both wait for them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        """How many tasks are under way."""
        return len(self._tasks)

    def start(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `work` in the background. A failure is logged under `name`, even if nobody awaits the task."""
        task = asyncio.create_task(work, name=name)  # noqa: TID251 - here is the place
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def finish(self, seconds: float) -> list[str]:
        """Wait at most `seconds` for all tasks, then cancel the rest. Returns the names of those
        cancelled."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = sorted(task.get_name() for task in self._tasks)
        await self.close()
        return left

    async def close(self, seconds: float = 1.0) -> None:
        """Cancel every task and wait at most `seconds` until they end."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_failed", task=task.get_name(), exc_info=error)


def stop_if_cancelled(error: Exception) -> None:
    """For loops that catch every error: raises CancelledError from `error` if this task was cancelled.

    Code that runs during a cancellation (a driver that ends its transaction, a clean-up) may fail, and its
    error replaces the CancelledError. If the loop swallowed that error, the task would never end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from error


async def until(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what `work` returns, or None as soon as `stop` is set; `work` is then cancelled and awaited."""
    working = asyncio.create_task(work)  # noqa: TID251
    stopping = asyncio.create_task(stop.wait())  # noqa: TID251
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
