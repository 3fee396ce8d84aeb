"""Pauses between retries: each is twice as long as the one before, up to a maximum, and random within a
range, so that callers that failed together do not retry together.

It belongs to no layer: database, job runner and the Telegram senders use it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

MAX_DOUBLINGS = 30

Uniform = Callable[[float, float], float]
"""A random number between two others."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long to wait: `first_seconds`, doubled with each try, at most `max_seconds`; of that the part that
    is drawn between `least` and `most`."""

    first_seconds: float
    max_seconds: float
    least: float = 1.0
    most: float = 1.1


class Backoff:
    """The pauses of one series of tries."""

    def __init__(self, pauses: Pauses, uniform: Uniform = random.uniform) -> None:
        """`uniform` is the source of randomness."""
        self._pauses = pauses
        self._uniform = uniform
        self.tries = 0
        """Failures in a row."""

    def failed(self) -> float:
        """Another try failed. Returns how many seconds to wait before the next one."""
        pauses = self._pauses
        doubled = pauses.first_seconds * 2.0 ** min(self.tries, MAX_DOUBLINGS)
        self.tries += 1
        return min(doubled, pauses.max_seconds) * self._uniform(pauses.least, pauses.most)

    def works(self) -> None:
        """A try succeeded: the next failure counts as the first one."""
        self.tries = 0
