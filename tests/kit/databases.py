"""The kinds of databases that tests run on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.kit.shapes import Shape

Kind = Literal["sqlite", "postgresql"]

LONG_TIMEOUT_SECONDS = 60.0
"""The timeout where a test is not about timeouts: on a busy machine a turn may take longer than five
seconds."""


@dataclass
class Templates:
    """One upgraded database of each kind, which is copied for each test, instead of 500 upgrades."""

    folder: Path
    ready: set[tuple[Kind, Shape]] = field(default_factory=set)
    host: object = None
    """Schema and rows of the host of `apart` on PostgreSQL, once they were looked at."""
