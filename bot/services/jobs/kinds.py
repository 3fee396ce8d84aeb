"""The interface of a kind of job; the runner knows nothing else about it.

A job processes rows in the order of an integer key, in pages that start after the last finished key (keyset
pagination, never OFFSET). A kind works only through the session that it is given, and processing a page must
be idempotent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy.orm import Session

from .run import Run, read_run

BEFORE_ALL = -(2**63)
"""Smaller than any key."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind is given: the run's parameters, how many rows it has changed so far, the time, and the
    run's id."""

    params: Mapping[str, Any]
    changed: int
    now: datetime
    run_id: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The rows whose key is in `after < key <= last`; `rows` of them."""

    after: int
    last: int
    rows: int


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows of a page were changed (in a dry run: would be changed), and rows to report with a
    reason. `processed`: how many of the page's rows the run is for; None: all of them."""

    changed: int = 0
    findings: Sequence[tuple[int, str]] = ()
    processed: int | None = None


class Kind(Protocol):
    """A kind of job. Its methods are called inside units of work; they must not commit."""

    @property
    def name(self) -> str:
        """The name of this kind in the database."""

    @property
    def purpose(self) -> str:
        """What it is for, in one English sentence, for people at a terminal."""

    def total(self, session: Session, step: Step) -> int:
        """Estimate how many rows there are to process; called once, in a reading transaction."""

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next page of at most `size` rows after the key `after`, or None if there is none."""

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Do the work on a page."""

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count what `change` would do, without writing anything: a dry run."""


@runtime_checkable
class NotesItsEnd(Protocol):
    """A kind that writes something when a run of it ends."""

    def ended(self, session: Session, run: Run, now: datetime) -> None:
        """Called in the transaction in which `run` succeeded, failed or was cancelled. A failed run may be
        resumed, and then ends again."""


def note_end(session: Session, kind: Kind | None, run_id: int, now: datetime) -> None:
    """Let a kind that notes its end do so; no statement for the others."""
    if isinstance(kind, NotesItsEnd) and (run := read_run(session, run_id)) is not None:
        kind.ended(session, run, now)
