"""Brief units of work in the event loop's own thread, beside the same ones in threads.

    .venv/bin/python -m benchmarks hops

A balance is read, and a member is credited, by the same units of work on one file: `read_briefly` beside
`read`, `write_briefly` beside `write`. First as fast as callers can; then 250 of each a second while the
event loop asks to be woken each millisecond: how late it is. The last is measured once more while the system
forgets the file every 20 ms, so that reads meet the disk.
"""

import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity

from .figures import Figure

MEMBERS = 20_000
CALLERS = 64
SECONDS = 2.0
ROUNDS = 3
PACE = 500
"""Calls a second while the loop's lag is measured."""
FORGET_SECONDS = 0.02

_MEMBER = bindparam("user_id", type_=BigInteger)
_BALANCE = text("SELECT balance FROM user_gamification_profiles WHERE user_id = :user_id").bindparams(_MEMBER)
_CREDIT = text(
    "UPDATE user_gamification_profiles SET balance = balance + 1, total_earned = total_earned + 1 "
    "WHERE user_id = :user_id RETURNING balance"
).bindparams(_MEMBER)
_ENTRY = text(
    "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at) "
    "VALUES (:user_id, 1, 'EARN_ADMIN', 'load', :key, CURRENT_TIMESTAMP)"
).bindparams(_MEMBER)
Call = Callable[[int], Coroutine[Any, Any, object]]


def read_balance(session: Session, user_id: int) -> int:
    """A unit of work: one statement."""
    return int(session.execute(_BALANCE, {"user_id": user_id}).scalar_one())


def credit(session: Session, user_id: int) -> int:
    """A unit of work: two statements."""
    balance = session.execute(_CREDIT, {"user_id": user_id}).scalar_one()
    session.execute(_ENTRY, {"user_id": user_id, "key": f"load:{user_id}:{balance}"})
    return int(balance)


@contextmanager
def thread(step: Callable[[], None], pause: float) -> Iterator[None]:
    """Repeat a step in a thread of its own."""
    over = threading.Event()

    def repeat() -> None:
        while not over.wait(pause):
            step()

    one = threading.Thread(target=repeat)
    one.start()
    try:
        yield
    finally:
        over.set()
        one.join()


async def rate(call: Call, callers: int) -> float:
    """Calls a second by so many callers, each one after the other."""
    over, done = time.perf_counter() + SECONDS / 2, 0

    async def caller(n: int) -> None:
        nonlocal done
        while time.perf_counter() < over:
            n = n * 7919 % MEMBERS + 1
            await call(n)
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(caller(n + 1) for n in range(callers)))
    return done / (time.perf_counter() - started)


async def lag(calls: tuple[Call, ...]) -> list[float]:
    """How late the event loop was, in milliseconds, while members call in turn at a pace."""
    late: list[float] = []
    over = time.perf_counter() + SECONDS
    async with asyncio.TaskGroup() as group:
        if calls:
            group.create_task(members(calls, group, over))
        while (due := time.perf_counter() + 0.001) < over:
            await asyncio.sleep(0.001)
            late.append((time.perf_counter() - due) * 1000)
    return late


async def members(calls: tuple[Call, ...], group: asyncio.TaskGroup, over: float) -> None:
    due, n = time.perf_counter(), 1
    while due < over:
        due += 1 / PACE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        n = n * 7919 % MEMBERS + 1
        group.create_task(calls[n % len(calls)](n))


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
    in_threads: tuple[Call, ...] = (
        lambda n: database.read(read_balance, n), lambda n: database.write(credit, n)
    )  # fmt: skip
    in_the_loop: tuple[Call, ...] = (
        lambda n: database.read_briefly(read_balance, n), lambda n: database.write_briefly(credit, n)
    )  # fmt: skip
    figures = []
    for what, threads, loop in zip(("balances", "credits"), in_threads, in_the_loop, strict=True):
        for callers in (1, CALLERS):
            best = [0.0, 0.0]
            for _ in range(ROUNDS):
                for n, call in enumerate((threads, loop)):
                    best[n] = max(best[n], await rate(call, callers))
            name = f"{what} in the event loop, callers: {callers}"
            theirs, ours = best
            figures.append(Figure(name, "in threads", theirs, ours, "a second", ours / theirs))
    figures += await lags(in_threads, in_the_loop, "")
    with thread(lambda: forget(path), FORGET_SECONDS):
        figures += await lags(in_threads, in_the_loop, ", reads meet the disk")
    await database.close()
    return figures


async def lags(in_threads: tuple[Call, ...], in_the_loop: tuple[Call, ...], when: str) -> list[Figure]:
    waits: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        for n, calls in enumerate((in_threads, in_the_loop, ())):
            waits[n] += await lag(calls)
    figures = []
    for name, of in (("p99", lambda one: quantiles(one, n=100)[98]), ("longest", max)):
        threads, loop, nobody = (float(of(one)) for one in waits)
        what = f"{name} lag of the event loop, units in it{when}"
        figures.append(Figure(what, "units in threads", threads, loop, "ms", loop / threads))
        figures.append(Figure(what, "nobody calls", nobody, loop, "ms", loop / nobody))
    return figures


async def figures() -> list[Figure]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "besitos.db"
        await upgrade_database(f"sqlite:///{path}", backup=False)
        return await measure(path)
