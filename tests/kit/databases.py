"""The kinds of databases that tests run on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["sqlite", "postgresql"]


@dataclass
class Templates:
    """One upgraded database of each kind, copied for each test: an upgrade is not made 500 times."""

    folder: Path
    ready: set[Kind] = field(default_factory=set)
