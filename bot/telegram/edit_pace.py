"""How fast edits go out: one after another at a fair distance, and not at all while Telegram or the
database wants to be left alone."""

import asyncio
import random
import time

SPREAD = 0.1
"""Pauses are up to this part longer, so that several processes do not come back together."""


class EditPace:
    """`await turn()` before every edit; tell how it went."""

    def __init__(self, per_second: float, first_pause_seconds: float, max_pause_seconds: float) -> None:
        """After failures in a row the pause doubles, from the first to the longest."""
        self._distance = 1 / per_second
        self._first_pause = first_pause_seconds
        self._max_pause = max_pause_seconds
        self._line = asyncio.Lock()  # first come, first served
        self._next = 0.0
        self._failures = 0

    async def turn(self) -> None:
        """Wait for the next place in line."""
        async with self._line:
            # In a loop, since a pause may be ordered meanwhile.
            while (wait := self._next - time.monotonic()) > 0:  # noqa: ASYNC110 - nobody shortens it
                await asyncio.sleep(wait)
            self._next = time.monotonic() + self._distance

    def retry_after(self, seconds: float) -> None:
        """Telegram answered 429: nobody goes before so many seconds are over."""
        self._pause(seconds)

    def failed(self) -> float:
        """Something else went wrong; how many seconds nobody goes now."""
        pause = min(self._max_pause, self._first_pause * 2.0 ** min(self._failures, 16))
        self._failures += 1
        self._pause(pause)
        return pause

    def works(self) -> None:
        """It went well: the next failure is a first one."""
        self._failures = 0

    def _pause(self, seconds: float) -> None:
        spread = 1 + random.uniform(0, SPREAD)  # noqa: S311 - not a secret
        self._next = max(self._next, time.monotonic() + seconds * spread)
