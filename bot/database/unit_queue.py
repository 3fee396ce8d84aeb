"""The queue between an event loop and the threads that run units of work: units go in one by one, answers
come back many at a time."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from sqlalchemy.orm import Session

from .errors import NO_TURN, Overdue

Answer = tuple["QueuedUnit", Any, BaseException | None]


class QueuedUnit:
    """A unit of work that waits for a thread, or is run by one."""

    __slots__ = ("_loop", "_may_begin", "alone", "deadline", "done", "work")

    def __init__(self, work: Callable[[Session], Any], deadline: float, *, alone: bool) -> None:
        self.work = work
        self.deadline = deadline
        self.alone = alone
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[Any] = self._loop.create_future()
        self._may_begin = [True]

    def begin(self) -> bool:
        """Return True to the first who asks: the thread that runs the unit, or the caller that gives up."""
        if self.done.done():  # the caller was cancelled, and does not know it yet
            return False
        try:
            return self._may_begin.pop()  # atomic, also between threads
        except IndexError:
            return False

    async def answer(self) -> Any:
        """Wait for the result. A caller that is cancelled before anybody began takes its unit out of the
        queue. Raises what the unit raised, and Overdue."""
        try:
            return await self.done
        except asyncio.CancelledError:
            self.begin()
            raise

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop of the caller."""
        return self._loop


class UnitQueue:
    """Units of work in the order in which they were put in."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[QueuedUnit | None] = SimpleQueue()

    async def run(self, work: Callable[[Session], Any], deadline: float, *, alone: bool) -> Any:
        """Wait for the answer of a thread. Raises Overdue if no thread began by the deadline."""
        unit = QueuedUnit(work, deadline, alone=alone)
        self.put(unit)
        return await unit.answer()

    def put(self, unit: QueuedUnit) -> None:
        """Let a thread run the unit; called in the unit's event loop."""
        loop = unit.loop
        timer = loop.call_at(loop.time() + max(0.0, unit.deadline - time.monotonic()), _give_up, unit)
        unit.done.add_done_callback(lambda _done: timer.cancel())
        self._waiting.put(unit)

    def take(self) -> QueuedUnit | None:
        """Wait for the next unit; None: the thread shall end."""
        return self._waiting.get()

    def take_waiting(self) -> "QueuedUnit | None":
        """Return the next unit without waiting, or None if there is none now."""
        if self._waiting.empty():
            return None
        unit = self._waiting.get()
        if unit is None:
            self._waiting.put(None)
        return unit

    def end(self) -> None:
        """Let one thread end, after all units that were put in before."""
        self._waiting.put(None)


def answer(answers: Iterable[Answer]) -> None:
    """Give the callers their results; called in a thread."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[Answer]] = defaultdict(list)
    for one in answers:
        by_loop[one[0].loop].append(one)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits for an answer
            loop.call_soon_threadsafe(resolve, theirs)


def resolve(answers: Iterable[Answer]) -> None:
    """Give the callers their results; called in their event loop."""
    for unit, result, error in answers:
        if unit.done.done():  # the caller was cancelled
            continue
        if error is None:
            unit.done.set_result(result)
        elif isinstance(error, StopIteration):  # no future takes it
            unit.done.set_exception(RuntimeError("a unit of work raised StopIteration"))
        else:
            unit.done.set_exception(error)


def _give_up(unit: QueuedUnit) -> None:
    if unit.begin() and not unit.done.done():
        unit.done.set_exception(Overdue(NO_TURN))
