"""How many rows a statement has changed."""

from typing import Any, cast

from sqlalchemy import Result


def changed_rows(result: Result[Any]) -> int:
    """Return how many rows an UPDATE or DELETE without RETURNING matched, or an INSERT added."""
    return int(cast(Any, result).rowcount)
