"""Fair locks by key: work on one thing runs one at a time in this process, in the order of the requests."""

import asyncio
import time
from collections import deque
from collections.abc import Hashable

from .errors import NO_TURN, Overdue


class Turns:
    """A fair lock for each key. Keys that are not locked use no memory."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    def __len__(self) -> int:
        """How many keys are locked."""
        return len(self._waiting)

    async def take(self, key: Hashable, deadline: float) -> None:
        """Lock the key. Raises Overdue if that takes longer than until `deadline`, by `time.monotonic`."""
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
            if turn.done() and not turn.cancelled():  # it was handed to us just as we gave up
                self.give(key)
            elif turn in waiting:  # else `give` has removed it already
                waiting.remove(turn)
            if isinstance(error, TimeoutError):
                raise Overdue(NO_TURN) from None
            raise

    def give(self, key: Hashable) -> None:
        """Release the key, or hand it to the next waiter."""
        waiting = self._waiting[key]
        while waiting:
            turn = waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        del self._waiting[key]
