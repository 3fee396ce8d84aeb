"""The types that the checks return: findings, and examined pages of rows."""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, cast, literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, and what to do about it. `wrong` is False for a note: nothing is broken, but the creator
    may want to know. `kind` is a stable code that all findings of its like share."""

    kind: str
    what: str
    to_do: str
    wrong: bool = True

    def __str__(self) -> str:
        line = f"{'' if self.wrong else 'note: '}{self.what}; {self.to_do}"
        return " ".join(line.split())


@dataclass(slots=True)
class Examined:
    """The findings of a page, and the key of its last row, None after the last page."""

    findings: list[Finding] = field(default_factory=list)
    last: int | None = None


class Unreadable:
    """Stands for a JSON column whose text is not JSON; a bot that reads the row fails."""


UNREADABLE = Unreadable()


def as_json(written: str | None) -> Any:
    """Parse a JSON column that was read as text; returns UNREADABLE if it is not JSON."""
    if written is None:
        return None
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return UNREADABLE


def key_of(*parts: Any) -> ColumnElement[str]:
    """Build an idempotency key such as `reward:3:5:1` in SQL, from words and columns."""
    key: ColumnElement[str] | None = None
    for part in parts:
        text = literal(part, String) if isinstance(part, str) else cast(part, String)
        key = text if key is None else key + ":" + text
    assert key is not None
    return key
