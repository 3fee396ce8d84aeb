"""What an upgrade costs: the same for a thousand users as for a million, measured in one run.

    .venv/bin/python -m benchmarks upgrade

The state is `stamped`, the host bot before gamification, on an SQLite file and on PostgreSQL; limit of
the ratio: 1.20. Reported apart, because they must grow with what is there: in the state `halfway`, the
indexes over a ledger that has rows already (and, on PostgreSQL, the rewrite of its 32-bit amounts and native
enums).
"""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot.database.upgrade import UpgradeReport, upgrade_database
from bot.demo.production.copy import State, build_sqlite, postgresql_script
from tests.kit.postgres_server import PostgresServer

from .figures import Figure

LIMIT = 1.20
FEW_USERS, MANY_USERS = 1_000, 1_000_000
ROUNDS = 5
PLAYERS = 60_000  # users of the state with a ledger: every third of them has one, of 24 rows on average
FreshCopy = Callable[[State, int], str]


class Growing:
    """Seconds of the statements whose time must grow with the rows: indexes, and rewrites of tables."""

    def __init__(self) -> None:
        self.seconds = 0.0
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)

    def taken(self) -> float:
        """Seconds since the last call."""
        taken, self.seconds = self.seconds, 0.0
        return taken

    def _before(self, *_: object) -> None:
        self._started = time.perf_counter()

    def _after(self, _connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX")) or (
            statement.startswith("ALTER TABLE") and " TYPE " in statement
        ):
            self.seconds += time.perf_counter() - self._started


class SqliteCopies:
    """Fresh copies of SQLite files, each built once; the last one is removed by the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, state: State, users: int) -> str:
        template = self._folder / f"{state}_{users}.db"
        if not template.exists():
            build_sqlite(template, state, users)
        for old in self._folder.glob("copy.db*"):
            old.unlink()
        copy = self._folder / "copy.db"
        shutil.copy(template, copy)
        os.sync()  # else the upgrade's own commit would wait for the pages of this copying
        return f"sqlite:///{copy}"


class PostgresqlCopies:
    """Fresh copies of PostgreSQL databases, each built once."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._built: set[str] = set()

    def __call__(self, state: State, users: int) -> str:
        name = f"{state}_{users}"
        if name not in self._built:
            self._server.url(name)
            self._server.script("".join(postgresql_script(state, users)), name)
            self._built.add(name)
        url = self._server.url("copy", template=name)
        self._server.sql("CHECKPOINT")
        return url


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of upgrading few and many users, the best of all rounds."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        return self.many / self.few


def upgraded(url: str, *, backup: bool = False) -> UpgradeReport:
    report = asyncio.run(upgrade_database(url, backup=backup))
    assert report.changed
    return report


def compare(copies: FreshCopy, users: int, rounds: int) -> Costs:
    few, many = [], []
    upgraded(copies("stamped", FEW_USERS))  # imports and caches
    for _ in range(rounds):  # alternating, so that both see the same machine
        few.append(upgraded(copies("stamped", FEW_USERS)).seconds)
        many.append(upgraded(copies("stamped", users)).seconds)
    # The quickest of each: what else the machine does slows an upgrade down, and never speeds one up.
    return Costs(min(few), min(many))


def with_a_ledger(copies: FreshCopy) -> tuple[float, float]:
    """Seconds of an upgrade that meets a ledger, and of its part that grows with the ledger."""
    growing = Growing()
    total = upgraded(copies("halfway", PLAYERS)).seconds
    return total, growing.taken()


async def figures() -> list[Figure]:
    """Measure everything, in a thread: each upgrade has an event loop of its own."""
    return await asyncio.to_thread(measure)


def measure() -> list[Figure]:
    found = []
    server = PostgresServer()
    try:
        with tempfile.TemporaryDirectory() as name:
            files = SqliteCopies(Path(name))
            for kind, copies in (("SQLite", files), ("PostgreSQL", PostgresqlCopies(server))):
                costs = compare(copies, MANY_USERS, ROUNDS)
                what, beside = f"upgrade, {MANY_USERS:,} users, {kind}", f"{FEW_USERS:,} users"
                few, many = costs.few * 1e3, costs.many * 1e3
                found.append(Figure(what, beside, few, many, "ms", costs.ratio, LIMIT, at_most=True))
                total, growing = with_a_ledger(copies)
                what, beside = (
                    f"upgrade with a ledger of {PLAYERS:,} users, {kind}",
                    "its indexes and rewrites",
                )
                found.append(Figure(what, beside, growing * 1e3, total * 1e3, "ms", total / growing))
    finally:
        server.stop()
    return found
