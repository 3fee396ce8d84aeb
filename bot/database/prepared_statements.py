"""Sends kept statements by asyncpg's own prepared statements, past SQLAlchemy's cursor for each execution.
docs/decisions/0108 has the measurements.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from secrets import token_hex
from typing import Any

from sqlalchemy.util import await_only

MAX_PREPARED = 256

Description = Sequence[Sequence[Any]] | None
"""Name and type of each column, as the first two values of a cursor's description; None: no rows."""


def names() -> Iterator[str]:
    """Return names that no other connection gives. asyncpg counts from 1 in each process: behind a pooler
    that gives a transaction any connection, a process would run what another one prepared by that name."""
    prefix = f"besitos_{token_hex(8)}"
    return (f"{prefix}_{number:x}" for number in count(1))


class PreparedStatements:
    """What one connection has prepared. Its methods are called by units of work, in their greenlet."""

    def __init__(self, adapted: Any) -> None:
        """`adapted` is SQLAlchemy's connection, which knows asyncpg's and translates its errors."""
        self._adapted = adapted
        self._driver = adapted.driver_connection
        self._by_sql: dict[str, tuple[Any, Description]] = {}
        self._names = names()

    def execute(self, sql: str, values: tuple[Any, ...]) -> tuple[Sequence[Any], Description, int]:
        """Send a statement; return its rows, their description, and how many rows it changed, or -1 where
        the server does not tell. Raises the errors that a cursor of SQLAlchemy raises."""
        try:
            statement, description = self._by_sql.get(sql) or await_only(self._prepare(sql))
            rows = await_only(statement.fetch(*values))
        except Exception as error:  # noqa: BLE001 - it raises it, or what it is translated to
            self._adapted._handle_exception(error)  # noqa: SLF001 - there is no other way to its errors
        changed = statement.get_statusmsg().rpartition(" ")[2]
        return rows, description, int(changed) if changed.isdecimal() else -1

    async def _prepare(self, sql: str) -> tuple[Any, Description]:
        statement = await self._driver.prepare(sql, name=next(self._names))
        columns = [(column.name, column.type.oid) for column in statement.get_attributes()]
        if len(self._by_sql) >= MAX_PREPARED:
            del self._by_sql[next(iter(self._by_sql))]
        self._by_sql[sql] = prepared = statement, columns or None
        return prepared
