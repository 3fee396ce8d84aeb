"""What each operation costs in a club of 1,000, 100,000 and 1,000,000 members with 5,000,000 ledger entries
each, and for a member with 100,000 entries beside one with 10.

    .venv/bin/python -m benchmarks growth

On SQLite files, in short turns, so that all see the same machine. In each club the same number of members is
active, spread over all its members by their ids: the same traffic in a club that has grown. Cost is work of
the process, so that a shared machine's other work counts little. Limit: a fifth more. Beside them, for
orientation, a young club: 1,000 members with 5 entries each.
"""

import asyncio
import gc
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.garbage import GC_THRESHOLDS
from bot.services.gamification import TransactionType
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import add_product, add_reward

from .figures import Figure
from .money import rate

ENTRIES = 5_000_000
SIZES = ((1_000, ENTRIES), (100_000, ENTRIES), (1_000_000, ENTRIES))
YOUNG = (1_000, 5_000)
ACTIVE = 1_000
BATCH = 100
"""Calls in one club before it is the turn of the next."""
ROUNDS = 8
"""Each has a call of every active member; the first warms up and does not count."""
WRITES = ("credit", "reaction", "claim", "purchase")
READS_FOR_A_WRITE = 4
"""Reads are short: so many calls of each member take about as long as one that writes."""
CALLERS = 64
FLAT = 1.2
PRICE = 10
BALANCE = 1_000
CHANNEL = -1001234567890
MANY, FEW = 100_000, 10
CALLS_A_ROUND = 200
START = datetime(2026, 1, 5, 12, tzinfo=UTC)
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
BEFORE = "'2025-06-01 12:00:00.000000'"

Call = Callable[[Gamification, int, int], Awaitable[object]]
numbers = count()


@dataclass
class Club:
    """A database of so many members; `now` is the time of the services on it."""

    members: int
    entries: int
    database: Database
    products: list[int]
    now: datetime = START

    def __post_init__(self) -> None:
        self.services = assemble(self.database, clock=lambda: self.now)
        self.active = [1 + n * (self.members // ACTIVE) for n in range(ACTIVE)]


def fill(path: Path, members: int, entries: int) -> None:
    """Members who earned the same each, and whose entries lie apart.

    The ledger's indexes are made when its rows are there, which is quick. Those of the profiles grow with
    them, as in a club: the pages of an index that was just made are full, and members whose totals move
    would split one each time.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    run = connection.execute
    run("PRAGMA synchronous = OFF")
    run("PRAGMA cache_size = -500000")
    run("BEGIN")
    indexes = run(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name = 'transactions'"
    ).fetchall()
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    many, each = NUMBERS.format(members), entries // members
    for statement in (
        "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
        f"{many} SELECT i, 'x', 'FREE', {BEFORE}, {BEFORE} FROM n",
        # Spread totals, or everybody would share a place.
        "INSERT INTO user_gamification_profiles (user_id, balance, total_earned, total_spent, level, "
        f"created_at, updated_at) {many} SELECT i, {BALANCE}, {BALANCE} + i * 7919 % 100003, "
        f"i * 7919 % 100003, 1, {BEFORE}, {BEFORE} FROM n",
        "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at, "
        f"balance_after, earned_after) {NUMBERS.format(entries)} SELECT 1 + i * 7919 % {members}, 5, "
        f"'EARN_REACTION', 'x', 'k:' || i, {BEFORE}, {BALANCE} * (1 + (i - 1) / {members}) / {each}, "
        f"{BALANCE} * (1 + (i - 1) / {members}) / {each} FROM n",
    ):
        run(statement)
    for _, definition in indexes:
        run(definition)
    run("COMMIT")
    run("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def club(folder: Path, members: int, entries: int) -> Club:
    """A club with a shop and with rewards that nobody reaches, so that each event has to look."""
    path = folder / f"{members}-{entries}.db"
    url = f"sqlite:///{path}"
    await upgrade_database(url, backup=False)
    await asyncio.to_thread(fill, path, members, entries)
    database = Database(url)
    products = [await add_product(database, f"Photos {n}", price=PRICE) for n in range(ROUNDS)]
    far = ("TOTAL_POINTS", 2_000_000_000)
    for name, condition in (
        ("streak", ("STREAK_LENGTH", 900)),
        ("bought", ("FIRST_PURCHASE", None)),
        ("reacted", ("FIRST_REACTION", None)),
    ):
        await add_reward(database, name, condition, far)
    return Club(members, entries, database, products)


def operations(of: Club) -> dict[str, Call]:
    """What members do, by name; a round each, on a day of its own."""
    return {
        "credit": lambda services, member, _round: services.wallet.credit(
            member, 20, TransactionType.EARN_OTHER, reason="benchmark", key=f"bench:{next(numbers)}"
        ),
        "reaction": lambda services, member, round_: services.reactions.react(
            member, CHANNEL, round_ + 1, "🔥"
        ),
        "claim": lambda services, member, _round: services.daily_gift.claim(member),
        "purchase": lambda services, member, round_: services.shop.buy(
            member, of.products[round_], price=PRICE
        ),
        "balance": lambda services, member, _round: services.wallet.balance(member),
        "history": lambda services, member, _round: services.wallet.history(member),
        "ranking, the first ten": lambda services, _member, _round: services.leaderboard.top(),
        "profile card": lambda services, member, _round: services.profile_cards.of(member),
    }


async def microseconds(of: Club, name: str, round_: int, members: list[int]) -> float:
    """Work of the process for one call, when these members call, 64 at a time."""
    call = operations(of)[name]
    each = members if name in WRITES else members * READS_FOR_A_WRITE
    started = time.process_time()
    await rate(CALLERS, each, lambda member: call(of.services, member, round_))
    return (time.process_time() - started) / len(each) * 1e6


def flat(what: str, beside: str, theirs: float, ours: float) -> Figure:
    """A call's microseconds in the larger beside those in the smaller."""
    return Figure(what, beside, theirs, ours, "µs", ours / theirs, FLAT, at_most=True)


async def by_size(clubs: list[Club]) -> list[Figure]:
    """Each operation in each club: the median of its rounds, in which the clubs take turns."""
    taken: dict[tuple[str, int], list[float]] = {}
    for round_ in range(ROUNDS):
        for one in clubs:
            one.now = START + timedelta(days=round_)
        for name in operations(clubs[0]):
            gc.collect()
            sums = [0.0] * len(clubs)
            for turn, first in enumerate(range(0, ACTIVE, BATCH)):
                # Whoever begins pays for what the last one left to be done: each in its turn.
                for n in range(len(clubs)):
                    place = (n + turn + round_) % len(clubs)
                    one = clubs[place]
                    sums[place] += await microseconds(one, name, round_, one.active[first : first + BATCH])
            for place, total in enumerate(sums):
                taken.setdefault((name, place), []).append(total * BATCH / ACTIVE)
    small, *larger = clubs[:-1]
    found, young = [], []
    for name in operations(small):
        costs = [statistics.median(taken[name, place][1:]) for place in range(len(clubs))]
        for cost, one in zip(costs[1:], larger, strict=False):
            what, beside = f"{name}, {one.members:,} members", f"{small.members:,} members"
            found.append(flat(what, beside, costs[0], cost))
        what, beside = f"{name}, {larger[-1].members:,} members", "1,000 members with 5 entries each"
        ratio = costs[-2] / costs[-1]
        young.append(Figure(what, beside, costs[-1], costs[-2], "µs", ratio))
    return found + young


async def own_place(of: Club) -> Figure:
    """A member's own place is a count of those above in the index: printed for orientation."""
    middle, first = of.members // 2, 1
    await of.services.leaderboard.rank(of.members)  # reads the whole index once
    taken = []
    for user_id in (first, middle):
        started = time.perf_counter()
        await of.services.leaderboard.rank(user_id)
        taken.append((time.perf_counter() - started) * 1e3)
    place = await of.services.leaderboard.rank(middle)
    return Figure(
        f"own place, {place:,} of {of.members:,}", f"own place of member {first}", taken[0], taken[1], "ms",
        taken[1] / taken[0],
    )  # fmt: skip


def enter(session: Session, user_id: int, entries: int) -> None:
    """A member's entries, besides those of the club."""
    session.execute(
        text(
            "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at, "
            f"balance_after, earned_after) {NUMBERS.format(entries)} "
            f"SELECT {user_id}, 5, 'EARN_REACTION', 'x', 'many:{user_id}:' || i, {BEFORE}, i * 5, i * 5 "
            "FROM n"
        )
    )
    session.execute(
        text(
            f"UPDATE user_gamification_profiles SET balance = {entries * 5}, total_earned = {entries * 5} "
            f"WHERE user_id = {user_id}"
        )
    )


async def by_entries(of: Club) -> list[Figure]:
    """The same calls of a member with few entries and of one with many, in turns, one after the other."""
    few, many = 2, 3
    before = of.entries // of.members
    await of.database.write(enter, few, FEW - before)
    await of.database.write(enter, many, MANY - before)
    wallet = of.services.wallet
    keys = {user_id: [f"replayed:{user_id}:{n}" for n in range(CALLS_A_ROUND)] for user_id in (few, many)}

    async def credit(user_id: int, key: str) -> None:
        await wallet.credit(user_id, 5, TransactionType.EARN_OTHER, reason="benchmark", key=key)

    calls: dict[str, Callable[[int, int], Awaitable[object]]] = {
        # What adds entries comes last, and what is replayed was posted before.
        "history": lambda user_id, _n: wallet.history(user_id, limit=FEW),
        "balance": lambda user_id, _n: wallet.balance(user_id),
        "profile card": lambda user_id, _n: of.services.profile_cards.of(user_id),
        "replayed credit": lambda user_id, n: credit(user_id, keys[user_id][n]),
        "credit": lambda user_id, _n: credit(user_id, f"bench:{next(numbers)}"),
    }
    taken: dict[tuple[str, int], list[float]] = {}
    for name, call in calls.items():
        if name == "replayed credit":
            for user_id in (few, many):
                for key in keys[user_id]:
                    await credit(user_id, key)
        for _round in range(ROUNDS):
            for user_id in (few, many):
                each = taken.setdefault((name, user_id), [])
                for n in range(CALLS_A_ROUND):
                    started = time.process_time()
                    await call(user_id, n)
                    each.append((time.process_time() - started) * 1e6)
    found = []
    for name in calls:
        theirs, ours = (statistics.median(taken[name, user_id]) for user_id in (few, many))
        what, beside = f"{name} of a member with {MANY:,} entries", f"a member with {FEW}"
        found.append(flat(what, beside, theirs, ours))
    return found


async def figures() -> list[Figure]:
    """Measure everything; garbage is collected as in `besitos run`."""
    with tempfile.TemporaryDirectory() as folder:
        clubs = await asyncio.gather(*(club(Path(folder), *size) for size in (*SIZES, YOUNG)))
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        found = await by_size(clubs)
        found.append(await own_place(clubs[2]))
        found += await by_entries(clubs[2])
        await asyncio.gather(*(one.database.close() for one in clubs))
    return found
