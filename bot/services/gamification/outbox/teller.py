"""The background task that takes rows of the outbox as they are written, and hands them to whoever tells
them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from itertools import groupby
from time import monotonic

import structlog

from ...rounds import Rounds
from ...tasks import TaskSupervisor, stop_if_cancelled
from .notices import Row
from .outbox import Outbox

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.7
"""How late rows of other processes are noticed; those of this process wake the task at once."""
RENEWALS = 3
"""In the time of a lease."""
EXPIRE_SECONDS = 3600.0
RELEASE_SECONDS = 0.7

Tell = Callable[[list[Row]], Awaitable[None]]
"""Tells rows, and ends, gives back or gives up each of them. What an error leaves is given back."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Which kinds are told by what, at most `at_once` rows at the same time. `in_order`: those of a member
    together and one after the other, and by one process at a time; else each by itself."""

    name: str
    kinds: Callable[[], Collection[str]]
    tell: Tell
    at_once: int
    in_order: bool


class Teller:
    """Takes rows and has them told, until it is closed. There is one for each `Telling` of a process."""

    def __init__(self, outbox: Outbox, telling: Telling) -> None:
        self._outbox = outbox
        self._telling = telling
        self._tasks = TaskSupervisor()
        self._rounds = self._new_rounds()
        self._idle = asyncio.Event()
        self._running = 0
        self._closing = True
        self._expire_at = float("-inf")

    def __len__(self) -> int:
        """How many rows are being told."""
        return self._running

    def open(self) -> None:
        """Start. It is safe to call this again."""
        if not self._closing:
            return
        self._closing, self._running = False, 0
        self._rounds, self._idle = self._new_rounds(), asyncio.Event()
        self._outbox.on_written(self.look)
        self._tasks.start(self._telling.name, self._rounds.go_on())
        self._tasks.start(f"leases of {self._telling.name}", self._renew_for_ever())

    def look(self) -> None:
        """There may be rows: take them now, and not at the next poll."""
        self._idle.clear()
        self._rounds.wake()

    def _new_rounds(self) -> Rounds:
        about = log.bind(what=self._telling.name)
        return Rounds(about, "outbox_waits", self._take, POLL_SECONDS, before_rest=self._rest)

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` until everything that can be told now is told."""
        if self._closing:
            return
        self.look()
        await self._until_idle(seconds)

    async def close(self, seconds: float) -> None:
        """Take no more rows, let those in hand be told, and cancel what is left after `seconds`. Safe to
        call again."""
        if self._closing:
            return
        self._closing = True
        self._outbox.forget(self.look)
        self._idle.clear()
        self._rounds.stop()
        await self._until_idle(seconds)
        await self._tasks.close()
        try:  # what a cancelled task told must not be told again after the next start
            async with asyncio.timeout(RELEASE_SECONDS):
                await self._outbox.note_told()
        except Exception as error:  # noqa: BLE001 - the other parts still have to end
            stop_if_cancelled(error)
            log.warning("telling_not_noted", what=self._telling.name, reason=str(error).partition("\n")[0])

    async def _until_idle(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            log.warning("still_telling", what=self._telling.name, after_seconds=seconds)

    def _rest(self) -> None:
        if not self._running and (self._closing or not self._rounds.is_woken):
            self._idle.set()

    async def _take(self) -> bool:
        if monotonic() >= self._expire_at:
            await self._outbox.expire()
            self._expire_at = monotonic() + EXPIRE_SECONDS
        telling = self._telling
        free = telling.at_once - self._running
        if 2 * free < telling.at_once:  # a claim for each row that ends would cost more than the telling
            return False
        rows = await self._outbox.claim(telling.kinds(), free, in_order=telling.in_order)
        for group in _by_member(rows) if telling.in_order else ([row] for row in rows):
            self._running += len(group)
            self._tasks.start(f"{telling.name} of {group[0].user_id}", self._tell(group))
        return bool(rows)

    async def _tell(self, rows: list[Row]) -> None:
        try:
            await self._telling.tell(rows)
        finally:
            self._running -= len(rows)
            await self._release([row for row in rows if self._outbox.holds(row)])
            self._rounds.wake()
            if self._closing:
                self._rest()

    async def _release(self, held: list[Row]) -> None:
        """Give back what is still held, at a stop or after an error of ours."""
        if not held:
            return
        try:
            async with asyncio.timeout(RELEASE_SECONDS):
                await self._outbox.give_back(held, after_seconds=1.0, untried=True)
        except Exception as error:  # noqa: BLE001 - must not replace the CancelledError
            log.warning("rows_not_released", rows=len(held), reason=str(error).partition("\n")[0])

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._outbox.lease_seconds / RENEWALS)
            try:
                await self._outbox.renew()
            except Exception as error:  # noqa: BLE001 - tried again in time
                stop_if_cancelled(error)
                log.debug("leases_not_renewed", reason=str(error).partition("\n")[0])


def _by_member(rows: list[Row]) -> list[list[Row]]:
    in_order = sorted(rows, key=lambda row: (row.user_id, row.id))
    groups = [list(group) for _, group in groupby(in_order, key=lambda row: row.user_id)]
    return sorted(groups, key=lambda group: group[0].id)
