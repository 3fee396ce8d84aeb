"""How fast money moves, beside what the database itself can do, and beside the usual way of writing it.

    .venv/bin/python -m benchmarks money

On a SQLite file with synchronous=NORMAL, 64 callers: the same statements are sent by bare sqlite3, one
transaction each. On PostgreSQL, 16 callers: by hand-written asyncpg on 16 connections.
"""

import asyncio
import gc
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import asyncpg

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.garbage import GC_THRESHOLDS
from bot.services.gamification import Gamification, TransactionType
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity
from tests.kit.catalog_rows import add_product
from tests.kit.postgres_server import PostgresServer

from .figures import Figure
from .recorded import Recording, Unit, seconds_on_sqlite, unit_on_postgresql

MEMBERS = 1_000
SQLITE_CALLERS, POSTGRESQL_CALLERS = 64, 16
POSTGRESQL_ROUNDS = 10
CHANNEL = -1001234567890
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PRICE = 10
A_QUARTER, HALF = 0.25, 0.5
TARGETS = {"credit": 0.33, "reaction": A_QUARTER, "daily claim": A_QUARTER, "purchase": A_QUARTER}
MAX_LONE_WRITE_MS = 20.0

Call = Callable[[Gamification, int], Awaitable[object]]


def calls(product_id: int) -> dict[str, Call]:
    """What members do, by name; once each on a database."""
    return {
        "credit": lambda services, member: services.wallet.credit(
            member, 5, TransactionType.EARN_OTHER, reason="benchmark", key=f"bench:{member}"
        ),
        "reaction": lambda services, member: services.reactions.react(member, CHANNEL, 1, "🔥"),
        "daily claim": lambda services, member: services.daily_gift.claim(member),
        "purchase": lambda services, member: services.shop.buy(member, product_id, price=PRICE),
    }


async def rate(callers: int, members: Iterable[int], call: Callable[[int], Awaitable[object]]) -> float:
    """Calls a second, by so many callers, each one after the other."""
    waiting = iter(list(members))
    done = 0

    async def caller() -> None:
        nonlocal done
        for member in waiting:
            await call(member)
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return done / (time.perf_counter() - started)


async def prepared(url: str) -> int:
    """A database with members who have besitos; returns the product that they buy."""
    await upgrade_database(url, backup=False)
    database = Database(url)
    services = assemble(database, clock=lambda: NOW)
    await services.profiles.ensure(Identity(n, f"Member {n}") for n in range(1, MEMBERS + 1))
    for member in range(1, MEMBERS + 1):
        await services.wallet.credit(
            member, 50, TransactionType.EARN_ADMIN, reason="start", key=f"start:{member}"
        )
    product_id = await add_product(database, "Photos", price=PRICE)
    await database.close()
    return product_id


async def on_sqlite(folder: Path) -> list[Figure]:
    """Money and balances on a file."""
    fresh = folder / "fresh.db"
    product_id = await prepared(f"sqlite:///{fresh}")
    figures = []
    for name, call in calls(product_id).items():
        recorded = await _recorded(f"sqlite:///{_copy(fresh, folder / f'{name}-recorded.db')}", call)
        theirs, ours = 0.0, 0.0
        for n in range(2):
            seconds = seconds_on_sqlite(_copy(fresh, folder / f"{name}-raw{n}.db"), recorded)
            theirs = max(theirs, len(recorded) / seconds)
            path = _copy(fresh, folder / f"{name}-ours{n}.db")
            ours = max(ours, await _ours(f"sqlite:///{path}", SQLITE_CALLERS, call))
        beside = f"bare sqlite3, the same {len(recorded[0])} statements"
        figures.append(
            Figure(f"{name}, SQLite", beside, theirs, ours, "a second", ours / theirs, TARGETS[name])
        )
    figures += [await _balance(fresh), await _lone_write(fresh)]
    return figures


async def _ours(url: str, callers: int, call: Call) -> float:
    """Calls a second, once each member."""
    database = Database(url, pool_size=POSTGRESQL_CALLERS)
    services = assemble(database, clock=lambda: NOW)
    await asyncio.gather(*(services.wallet.balance(n) for n in range(1, POSTGRESQL_CALLERS + 1)))
    measured = await rate(callers, range(1, MEMBERS + 1), lambda member: call(services, member))
    await database.close()
    return measured


async def _recorded(url: str, call: Call) -> list[Unit]:
    """What each call sends, one after the other."""
    database = Database(url, pool_size=1)
    services = assemble(database, clock=lambda: NOW)
    await services.economy.settings()
    await services.catalog.snapshot()
    with Recording() as units:
        for member in range(1, MEMBERS + 1):
            await call(services, member)
    await database.close()
    return [unit for unit in units if unit]


async def _balance(fresh: Path) -> Figure:
    connection = sqlite3.connect(fresh, check_same_thread=False, isolation_level=None)
    sql = "SELECT balance FROM user_gamification_profiles WHERE user_id = ?"
    with ThreadPoolExecutor(1) as thread:
        loop = asyncio.get_running_loop()

        async def select(member: int) -> None:
            await loop.run_in_executor(thread, lambda: connection.execute(sql, (member,)).fetchall())

        theirs = await rate(SQLITE_CALLERS, list(range(1, MEMBERS + 1)) * 3, select)
    connection.close()
    database = Database(f"sqlite:///{fresh}")
    services = assemble(database, clock=lambda: NOW)
    ours = await rate(SQLITE_CALLERS, list(range(1, MEMBERS + 1)) * 3, services.wallet.balance)
    await database.close()
    beside = "a bare select through one thread"
    return Figure("balance, SQLite", beside, theirs, ours, "a second", ours / theirs, A_QUARTER)


async def _lone_write(fresh: Path) -> Figure:
    """How long one write takes while 64 callers write as fast as they can."""
    database = Database(f"sqlite:///{fresh}")
    services = assemble(database, clock=lambda: NOW)
    over, waits = False, []

    async def others(caller: int) -> None:
        n = 0
        while not over:
            n += 1
            member = caller * 10 + n % 10 + 1
            await services.wallet.credit(
                member, 1, TransactionType.EARN_OTHER, reason="load", key=f"load:{caller}:{n}"
            )

    async with asyncio.TaskGroup() as group:
        for caller in range(SQLITE_CALLERS):
            group.create_task(others(caller))
        for n in range(200):
            started = time.perf_counter()
            await services.wallet.credit(
                MEMBERS, 1, TransactionType.EARN_OTHER, reason="lone", key=f"lone:{n}"
            )
            waits.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(0.005)
        over = True
    await database.close()
    p99 = statistics.quantiles(waits, n=100)[98]
    limit = MAX_LONE_WRITE_MS
    return Figure(
        "p99 of a lone write under load, SQLite",
        "the limit",
        limit,
        p99,
        "ms",
        p99 / limit,
        1.0,
        at_most=True,
        slack=2.0,  # milliseconds, and no ratio: a checkpoint of the log waits up to 40 for the disk here
    )


async def on_postgresql(server: PostgresServer) -> list[Figure]:
    """Credits and reactions on a server: short rounds in turns, so that both see the same machine."""
    product_id = await prepared(server.url("prepared"))
    figures = []
    for name in ("credit", "reaction"):
        call = calls(product_id)[name]
        recorded = await _recorded(server.url("recorded", template="prepared"), call)
        raw, own = (server.url(what, template="prepared") for what in ("by_hand", "ours"))
        database = Database(own, pool_size=POSTGRESQL_CALLERS)
        services = assemble(database, clock=lambda: NOW)
        async with _asyncpg_pool(raw) as pool:
            theirs, ours = await _in_turns(partial(_by_hand, pool, recorded), partial(call, services))
        await database.close()
        ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
        figures.append(
            Figure(
                f"{name}, PostgreSQL",
                f"asyncpg by hand, the same {len(recorded[0])} statements",
                statistics.median(theirs),
                statistics.median(ours),
                "a second",
                ratio,
                HALF,
            )
        )
    return figures


async def _in_turns(
    theirs: Callable[[int], Awaitable[object]], ours: Callable[[int], Awaitable[object]]
) -> tuple[list[float], list[float]]:
    """Calls a second of both, by rounds; the first, in which connections are opened, is left out."""
    size = MEMBERS // (POSTGRESQL_ROUNDS + 1)
    rates: tuple[list[float], list[float]] = ([], [])
    for round_ in range(POSTGRESQL_ROUNDS + 1):
        members = range(1 + round_ * size, 1 + (round_ + 1) * size)
        both = [(rates[0], theirs), (rates[1], ours)]
        for found, call in both if round_ % 2 else both[::-1]:
            gc.collect()
            found.append(await rate(POSTGRESQL_CALLERS, members, call))
    return rates[0][1:], rates[1][1:]


def _asyncpg_pool(url: str) -> asyncpg.Pool:
    address = url.replace("postgresql+asyncpg://", "postgresql://")
    return asyncpg.create_pool(
        address, min_size=POSTGRESQL_CALLERS, max_size=POSTGRESQL_CALLERS, server_settings={"timezone": "UTC"}
    )


async def _by_hand(pool: asyncpg.Pool, units: list[Unit], member: int) -> None:
    async with pool.acquire() as connection:
        await unit_on_postgresql(connection, units[member - 1])


def _copy(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    return target


async def figures() -> list[Figure]:
    """Measure everything; garbage is collected as in `besitos run`."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    with tempfile.TemporaryDirectory() as folder:
        found = await on_sqlite(Path(folder))
    server = await asyncio.to_thread(PostgresServer)
    try:
        found += await on_postgresql(server)
    finally:
        await asyncio.to_thread(server.stop)
    return found
