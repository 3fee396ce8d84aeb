"""Column types that work on SQLite and PostgreSQL, also in tables that older bots created."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

# INTEGER PRIMARY KEY is an alias of the rowid on SQLite (64 bits wide); BIGINT there is not.
RowId = BigInteger().with_variant(Integer, "sqlite")

MAX_KEPT = 64
"""How many instants are kept as a driver takes them."""
_kept: dict[str, Callable[[datetime], Any]] = {}
"""By driver; for all columns together, since a unit of work sends one instant to several."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in Python, a UTC timestamp without zone in the database.

    The old tables hold naive UTC in both databases, so ours do too.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError(f"an aware datetime is needed, not {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Return what makes a value ready for the driver; the last ones are kept, for a unit of work sends
        the same instant with nearly each of its statements."""
        process = super().bind_processor(dialect)
        if process is None:
            return None
        kept = _kept.setdefault(f"{dialect.name}+{dialect.driver}", lru_cache(MAX_KEPT)(process))

        def ready(value: Any) -> Any:
            # In UTC only: elsewhere two instants are equal where a clock is put back.
            return kept(value) if type(value) is datetime and value.tzinfo is UTC else process(value)

        return ready

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)
