"""What runs units of work on one kind of database."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from .errors import FileLocked

T = TypeVar("T")


class Runner(Protocol):
    """Runs one unit of work as a whole or not at all, once.

    Work that did not begin by the deadline, a time of `time.monotonic`, never runs: Overdue is raised.
    """

    blocked: FileLocked | None
    """What keeps all writes waiting, where that is known."""

    async def run(self, write: bool, work: Callable[[Session], T], deadline: float, *, alone: bool) -> T:
        """Run `work`, and return its result once it is durable. `alone`: in a transaction that it shares with
        no other unit of work."""
        ...

    async def close(self) -> None: ...
