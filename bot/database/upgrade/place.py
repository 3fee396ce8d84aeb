"""The interface between the upgrade and a kind of database."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from .chain import ChainResult

Pending = Callable[[sa.Connection], tuple[bool, str, str | None]]
"""Returns whether there is anything to do, what kind of database it is, and its revision."""

Chain = Callable[[sa.Connection], ChainResult]
"""Runs the chain inside the transaction of the connection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found and done; `result` is None if there was nothing to do. Times are in seconds."""

    found: str
    before: str | None
    result: ChainResult | None
    seconds: float
    backup_seconds: float = 0.0


class Place(Protocol):
    """A database that can be upgraded and downgraded. `copy` is the backup, once it is made."""

    copy: Path | None

    def move(self, pending: Pending, chain: Chain, *, copy_as: str | None, dry_run: bool) -> Outcome:
        """Check, lock, check again, copy under the name `copy_as` (None: no copy), run `chain`, commit."""
