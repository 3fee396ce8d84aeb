"""Limits the rate of edits: one after another with a minimum distance, and none while Telegram or the
database asks for a pause."""

import asyncio
import random
import time

from ..backoff import Backoff, Pauses, Uniform


class EditPace:
    """Call `await turn()` before every edit, and report its result."""

    def __init__(self, per_second: float, pauses: Pauses, uniform: Uniform = random.uniform) -> None:
        """`pauses` follow consecutive failures; `uniform` draws random numbers."""
        self._distance = 1 / per_second
        self._pauses = pauses
        self._uniform = uniform
        self._backoff = Backoff(pauses, uniform)
        self._line = asyncio.Lock()  # fair: first come, first served
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for the next place in line."""
        async with self._line:
            # In a loop, because a pause may be set meanwhile.
            while (wait := self._next - time.monotonic()) > 0:  # noqa: ASYNC110 - nobody shortens it
                await asyncio.sleep(wait)
            self._next = time.monotonic() + self._distance

    def retry_after(self, seconds: float) -> None:
        """Telegram answered 429: no edit is made for this many seconds."""
        self._hold(seconds * self._uniform(self._pauses.least, self._pauses.most))

    def failed(self) -> float:
        """Another error occurred. Returns for how many seconds no edit is made."""
        pause = self._backoff.failed()
        self._hold(pause)
        return pause

    def works(self) -> None:
        """The edit succeeded: the pause of the next failure is the first one again."""
        self._backoff.works()

    def _hold(self, seconds: float) -> None:
        self._next = max(self._next, time.monotonic() + seconds)
