"""A balance read on the event loop itself, beside the same through a reading thread.

    .venv/bin/python -m benchmarks hops

Meanwhile a thread of the same process credits as fast as it can, and another copies the write-ahead log into
the file, as our own threads do. Both ways read by the same unit of work, on a connection of the same kind and
with the same checks of the file. How late the event loop is: it asks to be woken each millisecond, while
members read 500 times a second; measured once more while the system forgets the file every 20 ms, so that
reads meet the disk.
"""

import asyncio
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.engines import ThreadDeadline
from bot.database.sqlite_connection import SqliteConnection
from bot.database.sqlite_runner import SqliteRunner
from bot.database.tables.gamification import GamificationProfile
from bot.database.upgrade import upgrade_database
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity

from .figures import Figure

MEMBERS = 20_000
CALLERS = 64
SECONDS = 2.0
ROUNDS = 3
PACE = 500
"""Reads a second while the loop's lag is measured."""
CREDITS_AT_ONCE = 8
CHECKPOINT_SECONDS = 0.1
FORGET_SECONDS = 0.02

_BALANCE = select(GamificationProfile.__table__.c.balance).where(
    GamificationProfile.__table__.c.user_id == bindparam("user_id", type_=BigInteger)
)
Read = Callable[[int], Coroutine[Any, Any, int]]


def read_balance(session: Session, user_id: int) -> int:
    """A unit of work: one statement."""
    return int(session.execute(_BALANCE, {"user_id": user_id}).scalar_one())


class OnTheLoop:
    """Reads with a connection of the event loop's own, by what a reading thread does but the thread."""

    def __init__(self, url: str) -> None:
        runner = SqliteRunner(url, 1)
        self._file = runner._file  # noqa: SLF001 - it stands in for the runner's own thread
        self._connection = SqliteConnection(runner._reader, "DEFERRED", ThreadDeadline())  # noqa: SLF001

    async def read(self, user_id: int) -> int:
        self._file.check()
        self._connection.begin()
        found = self._connection.run(lambda session: read_balance(session, user_id))
        self._connection.commit()
        self._file.check_after()
        await asyncio.sleep(0)
        return found

    def close(self) -> None:
        self._connection.close()


@contextmanager
def thread(step: Callable[[], None], pause: float = 0.0) -> Iterator[None]:
    """Repeat a step in a thread of its own."""
    over = threading.Event()

    def repeat() -> None:
        while not over.is_set():
            step()
            over.wait(pause) if pause else None

    one = threading.Thread(target=repeat)
    one.start()
    try:
        yield
    finally:
        over.set()
        one.join()


class Credits:
    """A writer at full load: transactions of some credits each."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA wal_autocheckpoint = 0")
        self.done = 0

    def some(self) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        for _ in range(CREDITS_AT_ONCE):
            self.done += 1
            user_id = self.done * 7919 % MEMBERS + 1
            execute(
                "UPDATE user_gamification_profiles SET balance = balance + 1, "
                "total_earned = total_earned + 1 WHERE user_id = ? RETURNING balance", (user_id,),
            ).fetchall()  # fmt: skip
            execute(
                "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at) "
                "VALUES (?, 1, 'EARN_ADMIN', 'load', ?, CURRENT_TIMESTAMP)", (user_id, f"load:{self.done}"),
            )  # fmt: skip
        execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


async def rate(read: Read, callers: int) -> float:
    """Reads a second by so many callers, each one after the other."""
    over, done = time.perf_counter() + SECONDS / 2, 0

    async def caller(n: int) -> None:
        nonlocal done
        while time.perf_counter() < over:
            n = n * 7919 % MEMBERS + 1
            await read(n)
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(caller(n + 1) for n in range(callers)))
    return done / (time.perf_counter() - started)


async def lag(read: Read | None) -> list[float]:
    """How late the event loop was, in milliseconds, while members read at a pace (None: nobody)."""
    late: list[float] = []
    over = time.perf_counter() + SECONDS
    async with asyncio.TaskGroup() as group:
        if read is not None:
            group.create_task(members(read, group, over))
        while (due := time.perf_counter() + 0.001) < over:
            await asyncio.sleep(0.001)
            late.append((time.perf_counter() - due) * 1000)
    return late


async def members(read: Read, group: asyncio.TaskGroup, over: float) -> None:
    due, n = time.perf_counter(), 1
    while due < over:
        due += 1 / PACE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        n = n * 7919 % MEMBERS + 1
        group.create_task(read(n))


def forget(path: Path) -> None:
    """Have the system forget what it keeps of the file."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)


async def measure(path: Path) -> list[Figure]:
    database = Database(f"sqlite:///{path}")
    services = assemble(database)
    await services.profiles.ensure(Identity(n, f"Member {n}", None, None) for n in range(1, MEMBERS + 1))
    on_the_loop = OnTheLoop(database.url)

    async def through_the_thread(user_id: int) -> int:
        return await database.read(read_balance, user_id)

    kinds: tuple[Read, Read] = (through_the_thread, on_the_loop.read)
    log = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    writer = Credits(path)
    figures = []
    with (
        thread(writer.some),
        thread(lambda: log.execute("PRAGMA wal_checkpoint(PASSIVE)").close(), CHECKPOINT_SECONDS),
    ):
        for callers in (1, CALLERS):
            best = [0.0, 0.0]
            for _ in range(ROUNDS):
                for n, read in enumerate(kinds):
                    best[n] = max(best[n], await rate(read, callers))
            what = f"balances read on the event loop, callers: {callers}"
            threads, loop = best
            figures.append(Figure(what, "through reading threads", threads, loop, "a second", loop / threads))
        figures += await lags(kinds, "")
        with thread(lambda: forget(path), FORGET_SECONDS):
            figures += await lags(kinds, ", reads meet the disk")
    for one in (writer, log, on_the_loop):
        one.close()
    await database.close()
    return figures


async def lags(kinds: tuple[Read, Read], when: str) -> list[Figure]:
    waits: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        for n, read in enumerate((*kinds, None)):
            waits[n] += await lag(read)
    figures = []
    for name, of in (("p99", lambda one: quantiles(one, n=100)[98]), ("longest", max)):
        thread, loop, nobody = (float(of(one)) for one in waits)
        what = f"{name} lag of the event loop, reads on it{when}"
        figures.append(Figure(what, "reads through a thread", thread, loop, "ms", loop / thread))
        figures.append(Figure(what, "nobody reads", nobody, loop, "ms", loop / nobody))
    return figures


async def figures() -> list[Figure]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "besitos.db"
        await upgrade_database(f"sqlite:///{path}", backup=False)
        return await measure(path)
