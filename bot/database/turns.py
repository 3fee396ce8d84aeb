"""Turns: what concerns one thing is done one at a time within this process, in the order of asking."""

import asyncio
import time
from collections import deque
from collections.abc import Hashable

from .errors import NO_TURN, Overdue


class Turns:
    """A fair lock for each key. Keys that nobody holds take no room."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    def __len__(self) -> int:
        """How many keys are held."""
        return len(self._waiting)

    async def take(self, key: Hashable, deadline: float) -> None:
        """Wait until the key is ours, by `time.monotonic` until `deadline` at most: then raises Overdue."""
        waiting = self._waiting.get(key)
        if waiting is None:
            self._waiting[key] = deque()
            return
        turn = asyncio.get_running_loop().create_future()
        waiting.append(turn)
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # it was given to us in the moment in which we gave up
                self.give(key)
            elif turn in waiting:  # else `give` has left it out already
                waiting.remove(turn)
            if isinstance(error, TimeoutError):
                raise Overdue(NO_TURN) from None
            raise

    def give(self, key: Hashable) -> None:
        """Our turn is over: the next one who waits has the key."""
        waiting = self._waiting[key]
        while waiting:
            turn = waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        del self._waiting[key]
