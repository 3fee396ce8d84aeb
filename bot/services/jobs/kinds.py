"""What a kind of job has to be able to do. The runner knows nothing else of it.

A job goes through rows in the order of an integer key, in pages from the last key that is done
(keyset, never OFFSET). Everything that a kind does, it does through the session that it is given, and
doing a page twice must come to the same as doing it once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

BEFORE_ALL = -(2**63)
"""Smaller than any key."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind is told: the run's parameters, what it changed so far, and the time."""

    params: Mapping[str, Any]
    changed: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The rows whose key is in `after < key <= last`; `rows` of them."""

    after: int
    last: int
    rows: int


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows of a page were changed (or would have been), and rows to report with their reason."""

    changed: int = 0
    findings: Sequence[tuple[int, str]] = ()


class Kind(Protocol):
    """A kind of job. Its methods are called inside units of work; they must not commit."""

    @property
    def name(self) -> str:
        """What runs of it are called in the database."""

    def total(self, session: Session, step: Step) -> int:
        """How many rows there are to go through; in a reading transaction, once, as an estimate."""

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """The next page of at most `size` rows after the key `after`; None where there is none."""

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Do the work on a page."""

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count what `change` would do, and write nothing: a dry run."""
