"""What the upgrade asks of a kind of database, and what it gets back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from .chain import ChainResult

Pending = Callable[[sa.Connection], tuple[bool, str, str | None]]
"""Says whether there is anything to do, what kind of database it is, and at which revision."""

Chain = Callable[[sa.Connection], ChainResult]
"""Does it, inside the transaction of the connection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found and done; `result` is None where there was nothing to do. Times in seconds."""

    found: str
    before: str | None
    result: ChainResult | None
    seconds: float
    backup_seconds: float = 0.0


class Place(Protocol):
    """A database that can be moved along the chain. `copy` is the backup, once it was made."""

    copy: Path | None

    def move(self, pending: Pending, chain: Chain, *, copy_as: str | None, dry_run: bool) -> Outcome:
        """Look, lock, look again, copy under the name `copy_as` (None: no copy), run `chain`, commit."""
