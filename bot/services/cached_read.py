"""Something small of the database that every update needs: kept in memory, and read again after a moment."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from ..database import Database, DatabaseUnavailable
from .single_flight import SingleFlight

T = TypeVar("T")

REREAD_AFTER_SECONDS = 3.0
"""A change made in another process shows here after at most this time."""
PAUSE_AFTER_FAILURE_SECONDS = 1.0
"""While the database is away, only one call in this time waits for it; the others have the last known."""


class CachedRead(Generic[T]):
    """A value of the database, at most three seconds old. One per process and value.

    Where money is decided by it, the statement that decides reads its version along, see `in_force.py`.
    """

    def __init__(self, database: Database, work: Callable[[Session], T]) -> None:
        """`work` reads the value, as a unit of work."""
        self._database = database
        self._work = work
        self._cached: tuple[T] | None = None
        self._fresh_until = 0.0
        self._flight: SingleFlight[None, None] = SingleFlight(self._read, max_size=1)
        self.edits = 0
        """How many edits of this process have ended."""

    async def get(self) -> T:
        """The value, the same object as long as it stays equal. While the database is away, the last known.

        Raises DatabaseUnavailable where none was ever read.
        """
        if self._cached is None or time.monotonic() >= self._fresh_until:
            try:
                await self._flight.join(None, None)
            except DatabaseUnavailable:
                if self._cached is None:
                    raise
                self._fresh_until = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
        assert self._cached is not None
        return self._cached[0]

    def outdated(self, value: T) -> None:
        """The database has something newer than `value`, which `get` gave: read it, unless that was done."""
        fresh = time.monotonic() < self._fresh_until  # else somebody found it out before
        if fresh and self._cached is not None and self._cached[0] is value:
            self.invalidate()

    def invalidate(self) -> None:
        """An edit in this process has ended, well or not: the next update must see what it left."""
        self.edits += 1
        self._fresh_until = 0.0

    def store(self, value: T, *, fresh: bool) -> None:
        """The value as an edit left it; where it may not be the latest, it is not `fresh` and read again."""
        if self._cached is None or value != self._cached[0]:
            self._cached = (value,)
        if fresh:
            self._fresh_until = time.monotonic() + REREAD_AFTER_SECONDS

    async def _read(self, _: dict[None, None]) -> None:
        while True:
            edits = self.edits
            value = await self._database.read(self._work)
            if edits == self.edits:  # else what was read may be older than the edit: it must not replace it
                self.store(value, fresh=True)
                return
