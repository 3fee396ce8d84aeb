"""What runs units of work on one kind of database."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from .errors import FileLocked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class How:
    """How a unit of work runs."""

    write: bool
    alone: bool = False
    """In a transaction that it shares with no other unit of work."""
    brief: bool = False
    """It sends a few quick statements."""


class Runner(Protocol):
    """Runs one unit of work as a whole or not at all, once.

    Work that did not begin by the deadline, a time of `time.monotonic`, never runs: Overdue is raised.
    """

    @property
    def blocked(self) -> FileLocked | None:
        """What keeps all writes waiting, where that is known."""
        ...

    async def run(self, how: "How", work: Callable[[Session], T], deadline: float) -> T:
        """Run `work`, and return its result once it is durable."""
        ...

    async def close(self) -> None: ...
