"""Limits the rate of edits: one after another with a minimum distance, and none while Telegram or the
database asks for a pause."""

import asyncio
import random
import time

SPREAD = 0.1
"""Pauses are longer by up to this share, so that several processes do not resume together."""


class EditPace:
    """Call `await turn()` before every edit, and report its result."""

    def __init__(self, per_second: float, first_pause_seconds: float, max_pause_seconds: float) -> None:
        """After consecutive failures the pause doubles, from the first to the maximum."""
        self._distance = 1 / per_second
        self._first_pause = first_pause_seconds
        self._max_pause = max_pause_seconds
        self._line = asyncio.Lock()  # fair: first come, first served
        self._next = 0.0
        self._failures = 0

    async def turn(self) -> None:
        """Wait for the next place in line."""
        async with self._line:
            # In a loop, because a pause may be set meanwhile.
            while (wait := self._next - time.monotonic()) > 0:  # noqa: ASYNC110 - nobody shortens it
                await asyncio.sleep(wait)
            self._next = time.monotonic() + self._distance

    def retry_after(self, seconds: float) -> None:
        """Telegram answered 429: no edit is made for this many seconds."""
        self._pause(seconds)

    def failed(self) -> float:
        """Another error occurred. Returns for how many seconds no edit is made."""
        pause = min(self._max_pause, self._first_pause * 2.0 ** min(self._failures, 16))
        self._failures += 1
        self._pause(pause)
        return pause

    def works(self) -> None:
        """The edit succeeded: the pause of the next failure is the first one again."""
        self._failures = 0

    def _pause(self, seconds: float) -> None:
        spread = 1 + random.uniform(0, SPREAD)  # noqa: S311 - not a secret
        self._next = max(self._next, time.monotonic() + seconds * spread)
