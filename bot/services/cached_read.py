"""A small value of the database that every update needs: kept in memory and read again after a few
seconds."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from ..database import Database, DatabaseUnavailable
from .single_flight import SingleFlight

T = TypeVar("T")

REREAD_AFTER_SECONDS = 3.0
"""A change made in another process shows here after at most this time."""
PAUSE_AFTER_FAILURE_SECONDS = 1.0
"""While the database is unavailable, one call per this time waits for it; the others get the last known
value."""


class CachedRead(Generic[T]):
    """A cached value of the database, at most three seconds old. There is one per process and value.

    Statements that move money also read the version of the value, see `in_force.py`.
    """

    def __init__(self, database: Database, work: Callable[[Session], T]) -> None:
        """`work` is the unit of work that reads the value."""
        self._database = database
        self._work = work
        self._cached: tuple[T] | None = None
        self._fresh_until = 0.0
        self._flight: SingleFlight[None, None] = SingleFlight(self._read, max_size=1)
        self.edits = 0
        """How many edits have ended in this process."""

    async def get(self) -> T:
        """Return the value, the same object as long as it stays equal; the last known one while the database
        is down.

        Raises DatabaseUnavailable if the value was never read.
        """
        if self._cached is None or monotonic() >= self._fresh_until:
            try:
                await self._flight.join(None, None)
            except DatabaseUnavailable:
                if self._cached is None:
                    raise
                self._fresh_until = monotonic() + PAUSE_AFTER_FAILURE_SECONDS
        assert self._cached is not None
        return self._cached[0]

    def outdated(self, value: T) -> None:
        """Read again, unless that was done: the database has a newer value than `value`, which `get`
        returned."""
        fresh = monotonic() < self._fresh_until  # else another call invalidated it
        if fresh and self._cached is not None and self._cached[0] is value:
            self.invalidate()

    def invalidate(self) -> None:
        """Read again at the next `get`: an edit in this process has ended, with or without success."""
        self.edits += 1
        self._fresh_until = 0.0

    def store(self, value: T, *, fresh: bool) -> None:
        """Keep the value that an edit wrote. Pass `fresh=False` if it may not be the latest: it is then read
        again."""
        if self._cached is None or value != self._cached[0]:
            self._cached = (value,)
        if fresh:
            self._fresh_until = monotonic() + REREAD_AFTER_SECONDS

    async def _read(self, _: dict[None, None]) -> None:
        while True:
            edits = self.edits
            value = await self._database.read_briefly(self._work)
            if edits == self.edits:  # else the value may be older than the edit
                self.store(value, fresh=True)
                return
