"""What a sweep of a million users costs, and what members notice of it, in one run.

    .venv/bin/python -m benchmarks sweep

For an SQLite file and for PostgreSQL:

1. Seconds of work of the sweep (its rests apart), beside one single INSERT ... SELECT of the same rows.
   Limit: 1.5 times.
2. How long a batch held its transaction, and, for SQLite, how long another process found the write lock
   taken without a break (that one asks every 0.2 ms). Limits: 25 ms on SQLite, 300 ms on PostgreSQL.
3. A member's credit every 5 ms beside the sweep, and on an idle database. Limit: p99 30 ms on both.
4. Memory of the process, before and after. Limit: 20 MiB.

Every number is the best round of its side: the machine's other work slows both down.
"""

import asyncio
import multiprocessing
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.logs import configure_logging
from bot.services.gamification.gamification import assemble
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.rules.transaction_types import TransactionType
from bot.services.jobs import JobRunner, RunStatus
from bot.services.jobs.batches import Stopwatch
from tests.kit.postgres_server import PostgresServer

from .figures import Figure

USERS, ROUNDS = 1_000_000, 2
WORK_LIMIT = 1.5
HOLD_LIMIT_MS = {"SQLite": 25.0, "PostgreSQL": 300.0}
CREDIT_LIMIT_MS = 30.0
MEMORY_LIMIT_MIB = 20.0
NOISE = 0.3
"""The slack of each limit."""
CREDIT_EVERY_SECONDS = 0.005
MEMBERS = 1_000
THEN = "2026-01-01 00:00:00.000000"
SINGLE = (
    "INSERT INTO user_gamification_profiles "
    "(user_id, balance, total_earned, total_spent, level, created_at, updated_at) "
    f"SELECT user_id, 0, 0, 0, 1, '{THEN}', '{THEN}' FROM users WHERE true "
    "ON CONFLICT (user_id) DO NOTHING"
)
keys = count()


@dataclass
class Measured:
    """What the rounds of one kind of database came to; seconds of `single` and `work`, the rest in ms."""

    single: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    total: list[float] = field(default_factory=list)
    holds: list[list[float]] = field(default_factory=list)
    locked: list[float] = field(default_factory=list)
    idle: list[list[float]] = field(default_factory=list)
    beside: list[list[float]] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


async def sweep(url: str, holds: list[float], memory: list[float]) -> tuple[float, float, int]:
    """Seconds of work, seconds in all, and profiles made."""
    database = Database(url)
    real = database.write_alone

    async def write(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        answer = await real(work, *args, **kwargs)
        holds.extend(watch.held * 1e3 for watch in args if isinstance(watch, Stopwatch))
        memory.append(resident_mb())
        return answer

    database.write_alone = write  # type: ignore[method-assign, assignment]
    runner = JobRunner(database, job_kinds())
    run = await runner.queue("provision_profiles")
    started = time.perf_counter()
    run = await runner.work_one(run.id)
    seconds = time.perf_counter() - started
    assert run.status is RunStatus.SUCCEEDED, run.error
    await database.close()
    return sum(holds) / 1e3, seconds, run.changed


async def credits_of_members(url: str, until: Callable[[], bool]) -> list[float]:
    """Milliseconds of each credit, one begun every 5 ms."""
    database = Database(url)
    gamification = assemble(database)
    members = [Identity(10**9 + n, "Ana") for n in range(MEMBERS)]
    await gamification.profiles.ensure(members)
    taken: list[float] = []
    while not until():
        started = time.perf_counter()
        who = members[len(taken) % MEMBERS].user_id
        await gamification.wallet.credit(
            who, 5, TransactionType.EARN_REACTION, reason="benchmark", key=f"benchmark:{next(keys)}"
        )
        took = time.perf_counter() - started
        taken.append(took * 1e3)
        await asyncio.sleep(max(CREDIT_EVERY_SECONDS - took, 0))
    await database.close()
    return taken


async def credits_beside_a_sweep(url: str) -> list[float]:
    # In one process, as in the bot: the same event loop, the same thread that writes.
    database = Database(url)
    runner = JobRunner(database, job_kinds())
    gamification = assemble(database)
    members = [Identity(10**9 + n, "Ana") for n in range(MEMBERS)]
    await gamification.profiles.ensure(members)
    runner.open()
    run = await runner.queue("provision_profiles")
    taken: list[float] = []
    looked = time.perf_counter()
    while True:
        started = time.perf_counter()
        who = members[len(taken) % MEMBERS].user_id
        await gamification.wallet.credit(
            who, 5, TransactionType.EARN_REACTION, reason="benchmark", key=f"benchmark:{next(keys)}"
        )
        took = time.perf_counter() - started
        taken.append(took * 1e3)
        if time.perf_counter() - looked > 0.2:
            looked = time.perf_counter()
            if (await runner.get(run.id)).is_stopped:
                break
        await asyncio.sleep(max(CREDIT_EVERY_SECONDS - took, 0))
    await runner.close()
    await database.close()
    return taken


async def idle_credits(url: str, seconds: float = 4.0) -> list[float]:
    ends = time.perf_counter() + seconds
    return await credits_of_members(url, lambda: time.perf_counter() > ends)


def watch_the_lock(path: str, stop: Event, answer: Any) -> None:
    """A process that finds out for how long at most the write lock was taken without a break, in ms."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    longest, since = 0.0, None
    while not stop.is_set():
        now = time.perf_counter()
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            if since is not None:
                longest = max(longest, now - since)
            since = None
        except sqlite3.OperationalError:
            since = since if since is not None else now
        time.sleep(0.0002)
    answer.send(longest * 1e3)


async def longest_lock(url: str) -> float:
    context = multiprocessing.get_context("spawn")
    stop, (here, there) = context.Event(), context.Pipe()
    process = context.Process(target=watch_the_lock, args=(url.removeprefix("sqlite:///"), stop, there))
    process.start()
    await sweep(url, [], [])
    stop.set()
    longest: float = here.recv()
    process.join()
    return longest


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1024**2


class SqliteCopies:
    """Copies of a file with so many users."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    async def build(self, users: int) -> None:
        await upgrade_database(f"sqlite:///{self._folder / 'users.db'}", backup=False)
        connection = sqlite3.connect(self._folder / "users.db")
        connection.execute(
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) "
            "INSERT INTO users (user_id, username, first_name, role, created_at, updated_at) "
            f"SELECT 100000000 + n * 7, 'ana' || n, 'Ana', 'FREE', '{THEN}', '{THEN}' FROM n",
            (users,),
        )
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def fresh(self) -> str:
        self.drop()
        path = self._folder / f"copy{next(self._numbers)}.db"
        shutil.copy(self._folder / "users.db", path)
        return f"sqlite:///{path}"

    def drop(self) -> None:
        for path in self._folder.glob("copy*"):
            path.unlink()

    async def single(self, url: str) -> float:
        # Through the same connection settings as the sweep.
        database = Database(url)

        def insert(session: Session) -> float:
            connection = session.connection()
            started = time.perf_counter()
            connection.exec_driver_sql(SINGLE)
            return started

        started = await database.write(insert)  # returns after the commit
        seconds = time.perf_counter() - started
        await database.close()
        return seconds


class PostgresqlCopies:
    """Copies of a database with so many users."""

    name = "PostgreSQL"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    async def build(self, users: int) -> None:
        url = self._server.url("users")
        await upgrade_database(url, backup=False)
        self._server.sql(
            "INSERT INTO users (user_id, username, first_name, role, created_at, updated_at) "
            f"SELECT 100000000 + n * 7, 'ana' || n, 'Ana', 'FREE', '{THEN}', '{THEN}' "
            f"FROM generate_series(1, {users}) AS g(n)",
            "VACUUM ANALYZE users",
            database="users",
        )

    def fresh(self) -> str:
        return self._server.url("copy", template="users")

    def drop(self) -> None:
        self._server.url("copy")

    async def single(self, url: str) -> float:
        started = time.perf_counter()
        self._server.sql(SINGLE, database=url.rpartition("/")[2])
        return time.perf_counter() - started


async def measure(copies: SqliteCopies | PostgresqlCopies, users: int, rounds: int) -> Measured:
    measured = Measured()
    await copies.build(users)
    for _ in range(rounds):
        measured.single.append(await copies.single(copies.fresh()))
        url, holds, memory = copies.fresh(), list[float](), [resident_mb()]
        work, total, made = await sweep(url, holds, memory)
        assert made == users
        # From the tenth batch on: statements are prepared and the page cache is full by then.
        full = memory[10:] or memory[-1:]
        measured.memory_mb.append(max(full) - full[0])
        measured.work.append(work)
        measured.total.append(total)
        measured.holds.append(holds)
        if copies.name == "SQLite":
            measured.locked.append(await longest_lock(copies.fresh()))
        url = copies.fresh()
        measured.idle.append(await idle_credits(url))
        measured.beside.append(await credits_beside_a_sweep(url))
    copies.drop()
    return measured


def reported(name: str, measured: Measured) -> list[Figure]:
    """The figures of one kind of database."""
    work, single, total = min(measured.work), min(measured.single), min(measured.total)
    holds = min(measured.holds, key=max)
    locked = min(measured.locked) if measured.locked else max(holds)
    idle = min(measured.idle, key=lambda taken: share(taken, 0.99))
    beside = min(measured.beside, key=lambda taken: share(taken, 0.99))
    p99, grew = share(beside, 0.99), min(measured.memory_mb)
    sweep_of = f"a sweep of {USERS:,} users, {name}"

    def limited(what: str, limit: float, ours: float, unit: str) -> Figure:
        return Figure(what, "the limit", limit, ours, unit, ours / limit, 1.0, at_most=True, slack=NOISE)

    return [
        Figure(
            sweep_of, "one INSERT of the same rows", single, work, "s of work",
            work / single, WORK_LIMIT, at_most=True, slack=NOISE,
        ),
        Figure(f"{sweep_of}, with its rests", "its work", work, total, "s", total / work),
        Figure(
            f"p50 of its {len(holds):,} batches, {name}", "p99", share(holds, 0.99), share(holds, 0.5), "ms",
            share(holds, 0.5) / share(holds, 0.99),
        ),
        limited(f"its longest hold of the write lock, {name}", HOLD_LIMIT_MS[name], locked, "ms"),
        Figure(
            f"a member's credit beside it, p50, {name}", "on an idle database", share(idle, 0.5),
            share(beside, 0.5), "ms", share(beside, 0.5) / share(idle, 0.5),
        ),
        Figure(
            f"a member's credit beside it, p99, {name}", "on an idle database", share(idle, 0.99), p99, "ms",
            p99 / share(idle, 0.99),
        ),
        limited(f"a member's credit beside it, p99, {name}", CREDIT_LIMIT_MS, p99, "ms"),
        limited(f"memory that it takes, {name}", MEMORY_LIMIT_MIB, grew, "MiB"),
    ]  # fmt: skip


async def figures() -> list[Figure]:
    """Measure everything."""
    configure_logging("console", "WARNING")
    with tempfile.TemporaryDirectory() as folder:
        found = reported("SQLite", await measure(SqliteCopies(Path(folder)), USERS, ROUNDS))
    server = await asyncio.to_thread(PostgresServer)
    try:
        found += reported("PostgreSQL", await measure(PostgresqlCopies(server), USERS, ROUNDS))
    finally:
        await asyncio.to_thread(server.stop)
    return found
