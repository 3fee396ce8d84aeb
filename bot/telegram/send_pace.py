"""Limits the rate of what the bot sends on its own: 30 messages a second with the answers to members, which
come first, and none while Telegram asks for a pause."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from ..backoff import Backoff, Pauses

PER_SECOND = 30.0
"""What Telegram allows a bot overall: https://core.telegram.org/bots/faq#broadcasting-to-users"""
CATCH_UP_SECONDS = 0.1
"""A sleep that lasted too long is made up for, so that the rate is reached."""
MAX_YIELD_SECONDS = 0.25
"""How long one message waits for the answers to taps: four a second are sent however much is tapped."""
YIELD_STEP_SECONDS = 0.02
PAUSES = Pauses(0.2, 15.0)
"""After errors in a row."""
LONE_PAUSE_SECONDS = 0.5
"""After a first 429, which may be about one chat only; a second one in a row is about the bot."""


class Traffic:
    """What is known of the answers to members in this process."""

    def __init__(self) -> None:
        self.under_way = 0
        self.answered = 0


class SendPace:
    """Call `await turn()` before every message, and report its result."""

    def __init__(
        self,
        traffic: Traffic,
        *,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._traffic = traffic
        self._now = now
        self._sleep = sleep
        self._distance = 1 / PER_SECOND
        self._line = asyncio.Lock()  # fair: first come, first served
        self._next = float("-inf")
        self._seen = 0
        self._held_until = float("-inf")
        self._backoff = Backoff(PAUSES)

    async def turn(self) -> None:
        """Wait for the next place in line."""
        async with self._line:
            patience = self._now() + MAX_YIELD_SECONDS
            while self._traffic.under_way and self._now() < patience:
                await self._sleep(YIELD_STEP_SECONDS)
            # In a loop, because a pause may be set meanwhile.
            while (wait := max(self._due(), self._held_until) - self._now()) > 0:
                await self._sleep(wait)
            self._next = max(self._due(), self._now() - CATCH_UP_SECONDS) + self._distance

    def retry_after(self, seconds: float) -> None:
        """Telegram answered 429."""
        alone = not self._backoff.tries
        self._backoff.failed()
        self._hold(min(seconds, LONE_PAUSE_SECONDS) if alone else seconds)

    def failed(self) -> None:
        """Telegram could not be reached, or failed itself."""
        self._hold(self._backoff.failed())

    def works(self) -> None:
        """A message was sent, or refused for what it is: the pause of the next failure is the first one."""
        self._backoff.works()

    def _due(self) -> float:
        """When the next place is, after what was answered since: each answer takes a place, too."""
        new = self._traffic.answered - self._seen
        self._seen = self._traffic.answered
        if new:
            now = self._now()
            self._next = max(
                self._next, min(max(self._next, now) + new * self._distance, now + MAX_YIELD_SECONDS)
            )
        return self._next

    def _hold(self, seconds: float) -> None:
        self._held_until = max(self._held_until, self._now() + seconds)
