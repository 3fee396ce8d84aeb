"""The kinds of databases that tests run on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["sqlite", "postgresql"]

PATIENT_SECONDS = 60.0
"""What a test does not ask about, it waits for: on a machine that does other work, too, a turn that does not
come in five seconds is no fault of ours."""


@dataclass
class Templates:
    """One upgraded database of each kind, copied for each test: an upgrade is not made 500 times."""

    folder: Path
    ready: set[Kind] = field(default_factory=set)
