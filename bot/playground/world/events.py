"""The log of events on the server, which the web page follows."""

import asyncio
from collections import deque
from itertools import count

from ..json_types import Json

KEPT = 5_000


class EventLog:
    """The last `KEPT` events, numbered from 1; readers can wait for the next one."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._events: deque[Json] = deque(maxlen=KEPT)
        self._news = asyncio.Event()

    @property
    def last(self) -> int:
        """The number of the newest event, 0 before the first."""
        return int(self._events[-1]["number"]) if self._events else 0

    def add(self, kind: str, **facts: object) -> None:
        """Append an event."""
        self._events.append({"number": next(self._numbers), "kind": kind, **facts})
        self._news.set()
        self._news = asyncio.Event()

    def after(self, number: int) -> list[Json]:
        """The events after this one that are still kept."""
        newer = []
        for event in reversed(self._events):
            if event["number"] <= number:
                break
            newer.append(event)
        return newer[::-1]

    async def wait(self, number: int, seconds: float) -> list[Json]:
        """The events after this one; where there is none yet, waits for it, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                while not (events := self.after(number)):
                    await self._news.wait()
        except TimeoutError:
            return []
        return events
