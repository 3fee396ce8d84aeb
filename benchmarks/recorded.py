"""Records the statements that units of work send, and sends the same ones with a bare driver: what the
database itself needs, one transaction a unit."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from bot.database.postgresql_connection import PostgresqlConnection
from bot.database.sqlite_connection import SqliteConnection

Unit = list[tuple[str, Any]]


class Recording:
    """`with Recording() as units: ...` has the statements of each unit of work in the block, which must run
    one after the other."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self._runs = (SqliteConnection.run, PostgresqlConnection.run_unit)

    def __enter__(self) -> list[Unit]:
        units, (on_sqlite, on_postgresql) = self.units, self._runs

        def run(connection: SqliteConnection, work: Callable[[Session], Any]) -> Any:
            units.append([])
            return on_sqlite(connection, work)

        def run_unit(
            runner: PostgresqlConnection, connection: Connection, work: Callable[[Session], Any]
        ) -> Any:
            units.append([])
            return on_postgresql(runner, connection, work)

        setattr(SqliteConnection, "run", run)  # noqa: B010 - a method cannot be assigned
        setattr(PostgresqlConnection, "run_unit", run_unit)  # noqa: B010
        event.listen(Engine, "before_cursor_execute", self._note)
        return units

    def __exit__(self, *_: object) -> None:
        setattr(SqliteConnection, "run", self._runs[0])  # noqa: B010
        setattr(PostgresqlConnection, "run_unit", self._runs[1])  # noqa: B010
        event.remove(Engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, sql: str, values: Any, *_: object) -> None:
        self.units[-1].append((sql, values))


def seconds_on_sqlite(path: Path, units: list[Unit], begin: str = "BEGIN IMMEDIATE") -> float:
    """Send the units with sqlite3, one transaction each; seconds for all of them."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    started = time.perf_counter()
    for unit in units:
        connection.execute(begin)
        for sql, values in unit:
            connection.execute(sql, values).fetchall()
        connection.execute("COMMIT")
    taken = time.perf_counter() - started
    connection.close()
    return taken


async def unit_on_postgresql(connection: asyncpg.Connection, unit: Unit) -> None:
    """Send a unit with asyncpg, in one transaction."""
    async with connection.transaction():
        for sql, values in unit:
            await connection.fetch(sql, *values)
