"""Copies of the production database as an upgrade may meet it, with made-up members.

Deterministic: the same state, number of users and seed give the same rows. Used by the demo, the
tests and the benchmarks; needs nothing but the standard library, and makes a million users in seconds.

    unstamped  the oldest deployments, made without migrations
    stamped    the host bot's first migration
    halfway    an earlier attempt at gamification: some members have a balance, all settings are NULL
    played     gamification in use, with an admin's edits
    created    a newer bot made all gamification tables once, and nothing is in them
    drifted    like played, with indexes lost on the way, and the duplicates that this let in
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from .rows import Rows, catalog, host_rows, purchases, wallets
from .schema import HAS_ECONOMY_SETTINGS, STAMPS, State, statements, table_names

__all__ = ["STATES", "State", "build_sqlite", "contents", "member_ids", "postgresql_script"]

STATES: tuple[State, ...] = tuple(STAMPS)


def build_sqlite(path: str | Path, state: State, users: int = 5_000, seed: int = 26) -> None:
    """Write a copy to a new SQLite file. Raises sqlite3.OperationalError where the file has tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        for statement in statements(state, "sqlite"):
            connection.execute(statement)
        for batch in contents(state, users, seed):
            marks = ", ".join("?" * len(batch.columns.split(",")))
            # The names come from this file.
            connection.executemany(
                f"INSERT INTO {batch.table} ({batch.columns}) VALUES ({marks})",  # noqa: S608
                batch.rows,
            )
        connection.execute("COMMIT")


def postgresql_script(state: State, users: int = 5_000, seed: int = 26) -> Iterator[str]:
    """The lines of a script for psql that fills an empty database."""
    yield "BEGIN;\n"
    for statement in statements(state, "postgresql"):
        yield statement + ";\n"
    for batch in contents(state, users, seed):
        yield f"COPY {batch.table} ({batch.columns}) FROM stdin;\n"
        for row in batch.rows:
            yield "\t".join(map(_copied, row)) + "\n"
        yield "\\.\n"
    for table in table_names(state):
        if table not in ("bot_config", "users", "alembic_version"):
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            yield f"SELECT setval({sequence}, coalesce(max(id), 0) + 1, false) FROM {table};\n"  # noqa: S608
    yield "COMMIT;\n"


def member_ids(users: int, seed: int) -> list[int]:
    """The Telegram ids of the made-up members, in the order in which they joined."""
    return random.Random(seed).sample(range(100_000, 8_000_000_000), users)


def contents(state: State, users: int, seed: int) -> Iterator[Rows]:
    """All rows, in an order that satisfies the foreign keys."""
    ids = member_ids(users, seed)
    yield from host_rows(state, ids)
    if STAMPS[state] is not None:
        yield Rows("alembic_version", "version_num", [(STAMPS[state],)])
    if state in HAS_ECONOMY_SETTINGS:
        # Every third member came back while the earlier attempt at gamification ran.
        players = list(enumerate(ids[::3], 1))
        yield from wallets(state, players)
        if state != "halfway":
            yield from catalog()
            yield from purchases(state, players)


def _copied(value: Any) -> str:
    """The value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return str(value)
