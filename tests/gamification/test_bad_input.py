"""Bad input to the services: each has its typed error, and nothing changes anywhere."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    ClaimExpired,
    GamificationError,
    Identity,
    InsufficientFunds,
    InvalidAmount,
    InvalidSetting,
    NotForSale,
    PriceChanged,
    RewardLocked,
    TransactionType,
    UnknownMember,
)
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import add_product
from tests.kit.clock import WallClock

EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
BAD_AMOUNTS = [0, -1, 10**9 + 1, 2**70, True, False, 1.0, 0.5, float("nan"), float("inf"), "5", None]
NOBODIES = [404, 0, -1, 2**63, 2**70, True, 1.5, "1001", None]
TABLES = [
    "users", "user_gamification_profiles", "transactions", "user_reactions", "user_streaks", "user_rewards",
    "user_content_access", "shop_products", "bot_config",
]  # fmt: skip


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.provision(Identity(1001, "Ana"))
    await gamification.wallet.credit(1001, 50, EARN, reason="x", key="start")
    return gamification


def everything(session: Session) -> list[list[str]]:
    return [
        sorted(str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {table}"))) for table in TABLES
    ]


async def refused(
    database: Database, call: Callable[[], Awaitable[Any]], error: type[GamificationError]
) -> None:
    """The call raises this error, and every table is as before."""
    before = await database.read(everything)
    with pytest.raises(error):
        await call()
    assert await database.read(everything) == before


@pytest.mark.parametrize("amount", BAD_AMOUNTS, ids=repr)
async def test_amounts(gamification: Gamification, database: Database, amount: Any) -> None:
    wallet = gamification.wallet
    await refused(database, lambda: wallet.credit(1001, amount, EARN, reason="x", key="k"), InvalidAmount)
    await refused(database, lambda: wallet.debit(1001, amount, SPEND, reason="x", key="k"), InvalidAmount)
    if amount in (True, False, 0) or amount == 1:
        return
    product = await add_product(database, "fotos", 30)
    await refused(database, lambda: gamification.shop.buy(1001, product, price=amount), GamificationError)


@pytest.mark.parametrize("user_id", NOBODIES, ids=repr)
async def test_members(gamification: Gamification, database: Database, user_id: Any) -> None:
    product = await add_product(database, "fotos", 0)
    calls: list[Callable[[], Awaitable[Any]]] = [
        lambda: gamification.wallet.credit(user_id, 5, EARN, reason="x", key="k"),
        lambda: gamification.wallet.debit(user_id, 5, SPEND, reason="x", key="k"),
        lambda: gamification.reactions.react(user_id, -100, 1, "🔥"),
        lambda: gamification.daily_gift.claim(user_id),
        lambda: gamification.daily_gift.status(user_id),
        lambda: gamification.rewards.available(user_id),
        lambda: gamification.rewards.claim(user_id, 1),
        lambda: gamification.rewards.grant(7, user_id, 1),
        lambda: gamification.shop.catalog(user_id),
        lambda: gamification.shop.buy(user_id, product, price=0),
        lambda: gamification.shop.owned(user_id),
        lambda: gamification.leaderboard.rank(user_id),
        lambda: gamification.profile_cards.of(user_id),
    ]
    for call in calls:
        await refused(database, call, UnknownMember)


@pytest.mark.parametrize("product_id", [0, -1, 99, 2**31, 2**70, True, 1.0, "1", None], ids=repr)
async def test_products(gamification: Gamification, database: Database, product_id: Any) -> None:
    await refused(database, lambda: gamification.shop.buy(1001, product_id, price=50), NotForSale)
    await refused(database, lambda: gamification.shop.refund(7, product_id), NotForSale)


@pytest.mark.parametrize("reward_id", [0, -1, 1, 99, 2**31, 2**70, True, 1.0, "1", None], ids=repr)
async def test_rewards(gamification: Gamification, database: Database, reward_id: Any) -> None:
    await refused(database, lambda: gamification.rewards.claim(1001, reward_id), RewardLocked)
    if type(reward_id) is not int or reward_id != 1:
        await refused(database, lambda: gamification.rewards.grant(7, 1001, reward_id), RewardLocked)


async def test_a_window_that_is_over(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    (reward,) = (await gamification.reactions.react(1001, -100, 1, "🔥")).unlocked
    clock.now += timedelta(hours=reward.claim_window_hours)
    await refused(database, lambda: gamification.rewards.claim(1001, reward.id), ClaimExpired)


async def test_money_that_is_not_there_and_a_price_that_is_not_the_price(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "fotos", 51)
    await refused(database, lambda: gamification.shop.buy(1001, product, price=51), InsufficientFunds)
    await refused(database, lambda: gamification.shop.buy(1001, product, price=50), PriceChanged)
    await refused(
        database, lambda: gamification.wallet.debit(1001, 51, SPEND, reason="x", key="k"), InsufficientFunds
    )


@pytest.mark.parametrize("value", [-1, 10**12, True, 1.0, "5", None], ids=repr)
async def test_settings(gamification: Gamification, database: Database, value: Any) -> None:
    economy = gamification.economy
    await refused(
        database, lambda: economy.update(7, besitos_per_reaction=3, besitos_daily_gift=value), InvalidSetting
    )
