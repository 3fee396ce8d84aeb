"""What a team would use instead: the usual bot's own code, and ledger libraries, with the same credits.

    make bench-peers

On SQLite files, with WAL and synchronous=NORMAL for all. The usual bot has an ORM session for each update: it
selects and then inserts who is missing, reads the balance, raises it in Python and commits; as bots have it,
with 64 updates at once, and one at a time, which loses nothing. The libraries post in environments of their
own (benchmarks/peer_programs), one posting a transaction, one caller: they block, and SQLite has one writer.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bot.database import Database
from bot.database.engines import prepare_sqlite
from bot.database.tables.gamification import GamificationProfile, LedgerEntry
from bot.database.tables.host import User
from bot.database.upgrade import upgrade_database
from bot.services.gamification import TransactionType
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity

from .figures import Figure
from .money import rate
from .peer_programs.measured import AMOUNT, CREDITS, MEMBERS

CALLERS = 64
SAME_MEMBERS = 20
ROOT = Path(__file__).parents[1]
LIBRARIES = {
    "django-ledger": ("by_django_ledger", ".venv-peers"),
    "python-accounting": ("by_python_accounting", ".venv-peers"),
    "piecash": ("by_piecash", ".venv-peers-piecash"),
    "a-ledger": ("by_a_ledger", ".venv-peers-a-ledger"),
}
"""By name: the program that posts with it, and its environment. They exclude each other's SQLAlchemy."""
USUAL_TARGET = 3.0
LIBRARY_TARGET = 10.0

Credit = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Counted:
    """Increments of so many calls, a second; how many raised, and how many reported success and are gone."""

    rate: float
    failed: int
    lost: int

    @property
    def missing(self) -> int:
        """How many of all increments are not in the balances."""
        return self.failed + self.lost


async def usual_way(session: AsyncSession, user_id: int) -> None:
    """A credit as bots of this kind write it."""
    now = datetime.now(UTC)
    if await session.get(User, user_id) is None:
        session.add(User(user_id=user_id, first_name="x", role="FREE", created_at=now, updated_at=now))
        await session.flush()
    profile = await session.get(GamificationProfile, user_id)
    if profile is None:
        profile = GamificationProfile(
            user_id=user_id, balance=0, total_earned=0, total_spent=0, level=1, created_at=now, updated_at=now
        )
        session.add(profile)
    profile.balance += AMOUNT
    profile.total_earned += AMOUNT
    profile.updated_at = now
    session.add(
        LedgerEntry(user_id=user_id, amount=AMOUNT, type="EARN_REACTION", reason="reaction", created_at=now)
    )
    await session.commit()


async def counted(url: str, members: int, credit: Credit) -> Counted:
    """So many increments by 64 callers, of members in turn, and what is in the balances afterwards."""
    failed = 0

    async def one(number: int) -> None:
        nonlocal failed
        try:
            await credit(number)
        except (OperationalError, PoolTimeout):
            failed += 1

    before = await _total(url)
    measured = await rate(CALLERS, range(CREDITS), one)
    kept = (await _total(url) - before) // AMOUNT
    return Counted(measured * (CREDITS - failed) / CREDITS, failed, CREDITS - failed - kept)


async def _total(url: str) -> int:
    database = Database(url)
    total = await database.read(lambda session: session.scalar(select(func.sum(GamificationProfile.balance))))
    await database.close()
    return int(total or 0)


async def _prepared(path: Path) -> str:
    url = f"sqlite+aiosqlite:///{path}"
    await upgrade_database(url, backup=False)
    database = Database(url)
    await assemble(database).profiles.ensure(Identity(n, f"Member {n}") for n in range(1, MEMBERS + 1))
    await database.close()
    return url


async def by_the_usual_bot(path: Path, members: int, *, one_at_a_time: bool) -> Counted:
    """The usual bot's increments; `one_at_a_time`: a lock, and BEGIN IMMEDIATE."""
    url = await _prepared(path)
    engine = create_async_engine(url)
    if one_at_a_time:
        prepare_sqlite(engine.sync_engine, begin="IMMEDIATE")
    else:
        event.listen(
            engine.sync_engine,
            "connect",
            lambda connection, _record: connection.execute("PRAGMA synchronous = NORMAL"),
        )
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    lock: AbstractAsyncContextManager[object] = asyncio.Lock() if one_at_a_time else nullcontext()

    async def credit(number: int) -> None:
        async with lock, sessions() as session:
            await usual_way(session, 1 + number * 7 % members)

    found = await counted(url, members, credit)
    await engine.dispose()
    return found


async def by_us(path: Path, members: int) -> Counted:
    """Our increments."""
    url = await _prepared(path)
    database = Database(url)
    services = assemble(database)

    async def credit(number: int) -> None:
        await services.wallet.credit(
            1 + number * 7 % members, AMOUNT, TransactionType.EARN_OTHER, reason="reaction", key=f"b:{number}"
        )

    found = await counted(url, members, credit)
    await database.close()
    return found


async def by_library(folder: Path, name: str) -> float:
    """Credits a second with a library."""
    program, environment = LIBRARIES[name]
    python = ROOT / environment / "bin" / "python"
    if not python.exists():
        sys.exit(f"{environment} is missing: make bench-peers makes it")
    command = [
        str(python),
        "-W",
        "ignore",
        "-m",
        f"benchmarks.peer_programs.{program}",
        str(folder / f"{program}.db"),
    ]
    # Blocks: nothing else is to run meanwhile.
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return float(json.loads(said.splitlines()[-1])["rate"])


async def beside_the_usual_bot(folder: Path) -> list[Figure]:
    """How many times faster, the better of two for all; and what is missing afterwards."""
    ours = max([(await by_us(folder / f"ours{n}.db", MEMBERS)).rate for n in range(2)])
    found = []
    for beside, one_at_a_time in (
        ("the usual bot: an ORM session each, read-check-write", False),
        ("the same, one at a time (loses nothing)", True),
    ):
        theirs = 0.0
        for n in range(2):
            path = folder / f"usual-{one_at_a_time}-{n}.db"
            theirs = max(theirs, (await by_the_usual_bot(path, MEMBERS, one_at_a_time=one_at_a_time)).rate)
        found.append(Figure("credits, SQLite", beside, theirs, ours, "a second", ours / theirs, USUAL_TARGET))
    usual = await by_the_usual_bot(folder / "same-usual.db", SAME_MEMBERS, one_at_a_time=False)
    own = await by_us(folder / "same-ours.db", SAME_MEMBERS)
    found.append(
        Figure(
            f"increments of {CREDITS:,} that are missing, to the same {SAME_MEMBERS} members, SQLite",
            f"the usual bot: {usual.lost} lost, {usual.failed} failed (database is locked)",
            usual.missing, own.missing, "missing", own.missing / max(usual.missing, 1), 0.0, at_most=True,
        )
    )  # fmt: skip
    return found


async def beside_libraries(folder: Path) -> list[Figure]:
    """How many times faster than each, ours before and after it."""
    found = []
    for library in LIBRARIES:
        before = (await by_us(folder / f"before-{library}.db", MEMBERS)).rate
        theirs = await by_library(folder, library)
        ours = (before + (await by_us(folder / f"after-{library}.db", MEMBERS)).rate) / 2
        found.append(
            Figure(
                "credits, SQLite", f"{library}, a transaction each", theirs, ours, "a second",
                ours / theirs, LIBRARY_TARGET,
            )
        )  # fmt: skip
    return found


async def figures() -> list[Figure]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return await beside_the_usual_bot(folder) + await beside_libraries(folder)
