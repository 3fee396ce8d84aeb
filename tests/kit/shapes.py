"""The shapes of databases that the services work on: fresh, apart from a host's tables, and adopted from each
age of production. Each is upgraded, has the seeds, and no members.

An adopted one keeps its tables as they were (native enums, surrogate keys, lost indexes, columns of the
host's own); its rows are exchanged for those of a fresh one, so that the same tests run on all.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from sqlalchemy import delete, insert, inspect, select, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.metadata import Table
from bot.database.upgrade import upgrade_database
from bot.demo.production.copy import build_sqlite, postgresql_script
from tests.kit.hosts import HOST_ON_POSTGRESQL, make_host_file
from tests.kit.postgres_server import PostgresServer

Shape = Literal["fresh", "apart", "unstamped", "stamped", "halfway", "played", "created", "drifted"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
SCHEMA = "?schema=besitos"
HOST_FILE = "host.db"
FEW = 60

Rows = dict[str, Sequence[dict[str, Any]]]


def options_of(shape: Shape) -> str:
    """What an address of PostgreSQL ends with."""
    return SCHEMA if shape == "apart" else ""


async def make_sqlite(folder: Path, shape: Shape, fresh: str) -> None:
    """Make `besitos.db` in a folder, and for `apart` the host's file beside it. `fresh` is the address of a
    fresh database."""
    path = folder / "besitos.db"
    url = f"sqlite+aiosqlite:///{path}"
    if shape == "apart":
        make_host_file(folder / HOST_FILE)
    elif shape != "fresh":
        build_sqlite(path, shape, FEW)
    await upgrade_database(url, backup=False)
    if shape not in ("fresh", "apart"):
        await _exchange_rows(url, fresh)


async def make_postgresql(server: PostgresServer, name: str, shape: Shape, fresh: str) -> None:
    """Make the database `name`, for `apart` the host's with a schema of ours in it."""
    url = server.url(name) + options_of(shape)
    if shape == "apart":
        server.script(HOST_ON_POSTGRESQL, name)
    elif shape != "fresh":
        server.script("".join(postgresql_script(shape, FEW)), name)
    await upgrade_database(url, backup=False)
    if shape not in ("fresh", "apart"):
        await _exchange_rows(url, fresh)


async def _exchange_rows(url: str, fresh: str) -> None:
    source, target = Database(fresh), Database(url)
    try:
        await target.write(_replace, await source.read(_all_rows))
    finally:
        await source.close()
        await target.close()


def _all_rows(session: Session) -> Rows:
    return {
        table.name: [dict(row) for row in session.execute(select(table)).mappings()]
        for table in Table.metadata.sorted_tables
    }


def _replace(session: Session, rows: Rows) -> None:
    tables = Table.metadata.sorted_tables
    for table in reversed(tables):
        session.execute(delete(table))
    for table in tables:
        session.execute(delete(table))  # a trigger may have made a row
        if rows[table.name]:
            session.execute(insert(table), rows[table.name])
    version = rows["gamification_catalog"][0]["version"]
    session.execute(text("UPDATE gamification_catalog SET version = :version"), {"version": version})
    if session.get_bind().dialect.name == "sqlite":
        if inspect(session.connection()).has_table("sqlite_sequence"):
            session.execute(text("DELETE FROM sqlite_sequence"))
        return
    for table in tables:
        if "id" in table.columns:
            session.execute(
                text(
                    f"SELECT setval(s, (SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false) "
                    f"FROM pg_get_serial_sequence('{table.name}', 'id') s WHERE s IS NOT NULL"
                )
            )
