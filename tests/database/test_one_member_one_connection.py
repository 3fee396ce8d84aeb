"""A member whose rows somebody else holds keeps one connection of the pool waiting, not all of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from bot.database import Database, DatabaseUnavailable
from bot.services.gamification import Identity, TransactionType
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import add_product
from tests.kit.databases import Kind
from tests.kit.holding_rows import holding, waited_for

HELD, OTHERS = 1, range(2, 12)
BOUND = 5.0


async def pay(gamification: Gamification, user_id: int, key: str) -> None:
    await gamification.wallet.credit(user_id, 5, TransactionType.EARN_ADMIN, reason="x", key=key)


async def test_updates_of_one_member_at_once_all_count(database: Database, kind: Kind) -> None:
    gamification = assemble(database)
    await gamification.profiles.ensure([Identity(HELD, "Ana")])
    await asyncio.gather(*(pay(gamification, HELD, f"k{n}") for n in range(20)))
    assert await gamification.wallet.balance(HELD) == 100
    assert len(database.turns) == 0


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
class TestOnPostgresql:
    async def test_others_are_served_while_one_members_row_is_held(self, database: Database) -> None:
        small = Database(database.url, pool_size=5, retry_timeout_seconds=BOUND)
        gamification = assemble(small)
        await gamification.profiles.ensure([Identity(user_id, "Ana") for user_id in (HELD, *OTHERS)])
        await pay(gamification, HELD, "before")
        started = time.monotonic()

        async def timed(user_id: int, key: str) -> float:
            await pay(gamification, user_id, key)
            return time.monotonic() - started

        row = f"SELECT 1 FROM user_gamification_profiles WHERE user_id = {HELD} FOR UPDATE"
        async with holding(small.url, row):
            waiting = asyncio.gather(*(timed(HELD, f"held{n}") for n in range(20)), return_exceptions=True)
            await waited_for(database)
            served = await asyncio.gather(*(timed(user_id, f"other{user_id}") for user_id in OTHERS))
            assert max(served) < BOUND
            assert not waiting.done()  # they were served beside those who wait, not after them
            ends = await waiting
        assert {type(end) for end in ends} == {DatabaseUnavailable}
        assert time.monotonic() - started < 1.8 * BOUND
        assert await gamification.wallet.balance(HELD) == 5
        await pay(gamification, HELD, "after")
        assert len(small.turns) == 0
        await small.close()

    async def test_what_does_not_go_by_the_members_id_neither(self, database: Database) -> None:
        """Refunds by the purchase, reactions that are taken back, and profiles that are made."""
        small = Database(database.url, pool_size=3, retry_timeout_seconds=BOUND)
        gamification = assemble(small)
        await gamification.profiles.ensure([Identity(user_id, "Ana") for user_id in (HELD, *OTHERS)])
        await gamification.wallet.credit(HELD, 500, TransactionType.EARN_ADMIN, reason="x", key="k")
        products = [await add_product(database, f"p{n}", 10) for n in range(4)]
        bought = [await gamification.shop.buy(HELD, product, price=10) for product in products]
        owned = await gamification.shop.owned(HELD)
        assert len(bought) == len(owned) == 4
        calls: list[Callable[[], Awaitable[object]]] = [
            *(lambda one=one: gamification.shop.refund(99, one.id) for one in owned),
            *(lambda n=n: gamification.profiles.ensure([Identity(HELD, f"Eva {n}")]) for n in range(4)),
        ]
        rows = (
            f"SELECT 1 FROM user_gamification_profiles p JOIN users u USING (user_id) "
            f"WHERE user_id = {HELD} FOR UPDATE"
        )
        async with holding(small.url, rows):
            waiting = asyncio.gather(*(call() for call in calls), return_exceptions=True)
            await waited_for(database)
            await asyncio.gather(*(gamification.wallet.balance(user_id) for user_id in OTHERS))
            assert not waiting.done()
            await waiting
        assert await small.read(lambda session: session.execute(text("SELECT 1")).scalar_one()) == 1
        await small.close()

    async def test_nor_a_profile_that_is_made_on_the_way_of_a_reading(self, database: Database) -> None:
        small = Database(database.url, pool_size=3, retry_timeout_seconds=BOUND)
        gamification = assemble(small)
        await gamification.profiles.ensure([Identity(user_id, "Ana") for user_id in (HELD, *OTHERS)])
        await small.write(
            lambda session: session.execute(
                text("DELETE FROM user_gamification_profiles WHERE user_id = :user_id"), {"user_id": HELD}
            )
        )
        readings: list[Callable[[int], Awaitable[object]]] = [
            gamification.wallet.balance, gamification.wallet.history, gamification.profile_cards.of,
            gamification.daily_gift.status, gamification.shop.catalog, gamification.shop.owned,
            gamification.leaderboard.rank,
        ]  # fmt: skip
        async with holding(small.url, f"SELECT 1 FROM users WHERE user_id = {HELD} FOR UPDATE"):
            waiting = asyncio.gather(*(read(HELD) for read in readings), return_exceptions=True)
            await waited_for(database)
            await asyncio.gather(*(gamification.wallet.balance(user_id) for user_id in OTHERS))
            assert not waiting.done()
            await waiting
        await small.close()
