"""What a reaction and a daily claim cost, beside the usual way of writing a reaction, in one run.

    .venv/bin/python -m benchmarks reactions

On a SQLite file, 1,000 members who react to one post at the same time. The baseline does the same with an
ORM session for each reaction (look for the profile, the reaction and the day's count, add the reaction and
the entry, raise the balance in Python, commit), one at a time, or most of them would fail with "database is
locked". It knows no streak, no rewards and no idempotency key. Limit: 2 times faster than that, with all of
those.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bot.database import Database
from bot.database.engines import prepare_sqlite
from bot.database.tables.gamification import GamificationProfile, LedgerEntry, UserReaction
from bot.database.upgrade import upgrade_database
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity

from .figures import Figure

LIMIT = 2.0
MEMBERS = 1_000
ROUNDS = 3
CHANNEL = -1001234567890


async def usual_way(session: AsyncSession, user_id: int, post: int) -> None:
    now = datetime.now(UTC)
    profile = await session.get_one(GamificationProfile, user_id)
    before = await session.scalar(
        select(UserReaction).where(
            UserReaction.user_id == user_id,
            UserReaction.channel_id == str(CHANNEL),
            UserReaction.content_id == post,
        )
    )
    today = await session.scalar(
        select(func.count())
        .select_from(LedgerEntry)
        .where(
            LedgerEntry.user_id == user_id,
            LedgerEntry.type == "EARN_REACTION",
            LedgerEntry.created_at >= now.replace(hour=0, minute=0, second=0, microsecond=0),
        )
    )
    if before is None and (today or 0) < 20:
        session.add(
            UserReaction(
                user_id=user_id, channel_id=str(CHANNEL), content_id=post, emoji="🔥", created_at=now
            )
        )
        session.add(
            LedgerEntry(user_id=user_id, amount=5, type="EARN_REACTION", reason="reaction", created_at=now)
        )
        profile.balance += 5
        profile.total_earned += 5
        profile.updated_at = now
    await session.commit()


async def rate(work: Callable[[int], Awaitable[object]]) -> float:
    """Members a second, all at once."""
    started = time.perf_counter()
    await asyncio.gather(*(work(user_id) for user_id in range(1, MEMBERS + 1)))
    return MEMBERS / (time.perf_counter() - started)


async def measure(folder: Path) -> tuple[float, float, float]:
    url = f"sqlite+aiosqlite:///{folder / 'besitos.db'}"
    await upgrade_database(url, backup=False)
    database = Database(url)
    days = iter(range(1, 1_000))
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    gamification = assemble(database, clock=lambda: now)
    await gamification.profiles.ensure(Identity(n, f"Member {n}") for n in range(1, MEMBERS + 1))
    engine = create_async_engine(url)
    prepare_sqlite(engine.sync_engine, begin="IMMEDIATE")
    sessions = async_sessionmaker(engine)
    one_at_a_time = asyncio.Lock()
    usual, ours, claims = 0.0, 0.0, 0.0
    for day in (next(days) for _ in range(ROUNDS)):
        now = datetime(2026, 1, day, 12, tzinfo=UTC)

        async def react_the_usual_way(user_id: int, post: int = 1_000 + day) -> None:
            async with one_at_a_time, sessions() as session:
                await usual_way(session, user_id, post)

        usual = max(usual, await rate(react_the_usual_way))

        async def react(user_id: int, post: int = day) -> None:
            await gamification.reactions.react(user_id, CHANNEL, post, "🔥")

        ours = max(ours, await rate(react))
        claims = max(claims, await rate(gamification.daily_gift.claim))
    await engine.dispose()
    await database.close()
    return usual, ours, claims


async def figures() -> list[Figure]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        usual, ours, claims = await measure(Path(folder))
    at_once, usually = f"of {MEMBERS:,} members at once, SQLite", "an ORM session each, one at a time"
    return [
        Figure(f"reactions {at_once}", usually, usual, ours, "a second", ours / usual, LIMIT),
        Figure(f"daily claims {at_once}", "the same reactions", usual, claims, "a second", claims / usual),
    ]
