"""What the ranking costs among a million members, as ratios of things measured side by side in one run.

    .venv/bin/python -m benchmarks leaderboard

On a SQLite file and on PostgreSQL: the first ten and the own place, of the first, the middle and the last
member, beside the usual way of writing it (rank() over the whole table, and the member's row picked out of
it). Then the same where a million members share one total. Limits, for the whole ranking of a member:

1. the usual way costs at least 3 times as much, for the last member too;
2. nobody waits longer than twice what it takes to go through the rows of the table once;
3. the first ten cost less than a quarter of that, whoever shares a total (about 1 % on a machine at rest).
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import asyncpg
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.postgres_server import PostgresServer

from .figures import Figure

MEMBERS = 1_000_000
DISTINCT = 100_003
"""Totals are spread over 0 to this, so that about ten members share each."""
ROUNDS = 7
DEFAULT_WAY_LIMIT = 3.0
COUNT_LIMIT = 2.0
TOP_LIMIT = 0.25
NOISE = 0.5
"""The slack of each limit."""
FILL = "INSERT INTO {table} SELECT {columns} FROM ({numbers}) numbers"
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n",
    "postgresql": "SELECT CAST(i AS bigint) AS i FROM generate_series(1, {}) i",
}
BATCH = 100_000
DEFAULT_WAY = text(
    "SELECT place FROM (SELECT user_id, rank() OVER (ORDER BY total_earned DESC) AS place "
    "FROM user_gamification_profiles) ranked WHERE user_id = :user_id"
)
COUNT = text("SELECT count(*) FROM user_gamification_profiles WHERE balance >= 0")


def fill(session: Session, dialect: str, after: int, total: str) -> None:
    """The next members; `total` is what each earned, by their number `i`."""
    numbers = NUMBERS[dialect].format(BATCH)
    moment = "'2026-01-01'" if dialect == "sqlite" else "timestamp '2026-01-01'"
    made = f"{moment}, {moment}"
    for table, columns in (
        ("users (user_id, first_name, role, created_at, updated_at)", f"i + {after}, 'x', 'FREE', {made}"),
        (
            "user_gamification_profiles (user_id, balance, total_earned, total_spent, level, created_at, "
            "updated_at)",
            f"i + {after}, {total}, {total}, 0, 1, {made}",
        ),
    ):
        session.execute(text(FILL.format(table=table, columns=columns, numbers=numbers)))


def usual(session: Session, user_id: int) -> int:
    """The place of a member by the usual way."""
    return int(session.execute(DEFAULT_WAY, {"user_id": user_id}).scalar_one())


def count_rows(session: Session) -> int:
    """Goes through the whole table once."""
    return int(session.execute(COUNT).scalar_one())


async def vacuum(database: Database) -> None:
    """What a server does by itself after a while; again until rows are known to be visible to all."""
    if database.dialect == "sqlite":
        return
    connection = await asyncpg.connect(database.url.replace("+asyncpg", ""))
    sql = "SELECT relallvisible FROM pg_class WHERE relname = 'user_gamification_profiles'"
    while not await connection.fetchval(sql):
        await connection.execute("VACUUM ANALYZE")
        await asyncio.sleep(0.1)
    await connection.close()


async def milliseconds(*works: Callable[[], Awaitable[object]]) -> list[float]:
    """The median of each; in turns, so that all see the same machine."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for times, work in zip(taken, works, strict=True):
            started = time.perf_counter()
            await work()
            times.append((time.perf_counter() - started) * 1e3)
    return [statistics.median(times) for times in taken]


async def measure(database: Database, gamification: Gamification) -> list[Figure]:
    """The figures of a database with spread totals."""
    board, found = gamification.leaderboard, []
    places = await database.read(
        lambda session: session.execute(
            text("SELECT user_id FROM user_gamification_profiles ORDER BY total_earned DESC, user_id")
        ).scalars().all()
    )  # fmt: skip
    for who, user_id in (("first", places[0]), ("middle", places[MEMBERS // 2]), ("last", places[-1])):
        ours, beside, count = await milliseconds(
            partial(board.ranking, user_id),
            partial(database.read, usual, user_id),
            partial(database.read, count_rows),
        )
        assert await database.read(usual, user_id) == await board.rank(user_id)
        what = f"ranking, {who} of {MEMBERS:,}, {database.dialect}"
        found += [
            Figure(
                what, "rank() over all", beside, ours, "ms", beside / ours, DEFAULT_WAY_LIMIT, slack=NOISE
            ),
            Figure(what, "count(*)", count, ours, "ms", ours / count, COUNT_LIMIT, at_most=True, slack=NOISE),
        ]
    return [*found, await measure_top(database, gamification, "spread totals")]


async def measure_top(database: Database, gamification: Gamification, what: str) -> Figure:
    """The first ten."""
    ours, count = await milliseconds(gamification.leaderboard.top, partial(database.read, count_rows))
    return Figure(
        f"the first ten, {what}, {database.dialect}", "count(*)", count, ours, "ms",
        ours / count, TOP_LIMIT, at_most=True, slack=NOISE,
    )  # fmt: skip


async def on(url: str, total: str) -> tuple[Database, Gamification]:
    """A database of a million members who earned `total`."""
    await upgrade_database(url, backup=False)
    database = Database(url)
    for after in range(0, MEMBERS, BATCH):
        await database.write(fill, database.dialect, after, total.replace("#", str(after)))
    await vacuum(database)
    gamification = assemble(database)
    await gamification.economy.settings()
    return database, gamification


async def figures() -> list[Figure]:
    """Measure everything."""
    found: list[Figure] = []
    server = await asyncio.to_thread(PostgresServer)
    try:
        with tempfile.TemporaryDirectory() as name:
            for spread, equal in (
                (f"sqlite:///{Path(name) / 'spread.db'}", f"sqlite:///{Path(name) / 'equal.db'}"),
                (server.url("spread"), server.url("equal")),
            ):
                database, gamification = await on(spread, f"((i + #) * 7919) % {DISTINCT}")
                found += await measure(database, gamification)
                await database.close()
                database, gamification = await on(equal, "50")
                found.append(await measure_top(database, gamification, "all earned the same"))
                await database.close()
    finally:
        await asyncio.to_thread(server.stop)
    return found
