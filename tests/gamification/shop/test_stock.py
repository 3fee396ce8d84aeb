"""Products with a stock and an end date: exactly as many are sold, and none after the end."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    AlreadyOwned,
    GamificationError,
    Identity,
    NotForSale,
    OfferChanged,
    Purchase,
    TransactionType,
    VipOnly,
)
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import add_product
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

ANA, BEA, ADMIN = 1001, 1002, 7
EARN = TransactionType.EARN_ADMIN


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock, admin_ids=[ADMIN])
    await gamification.profiles.ensure([Identity(ANA, "Ana"), Identity(BEA, "Bea")])
    for member in (ANA, BEA):
        await gamification.wallet.credit(member, 1_000, EARN, reason="x", key=f"start{member}")
    return gamification


async def stock_and_count(database: Database, product_id: int) -> tuple[int | None, int]:
    sql = text("SELECT stock, purchase_count FROM shop_products WHERE id = :id").bindparams(id=product_id)
    return await database.read(lambda session: tuple(session.execute(sql).one()))


def count(session: Session, sql: str) -> int:
    return int(session.execute(text(sql)).scalar_one())


async def refusal(gamification: Gamification, user_id: int, product_id: int, price: int) -> str:
    with pytest.raises(NotForSale) as refused:
        await gamification.shop.buy(user_id, product_id, price=price)
    return refused.value.reason


@pytest.mark.every_shape
async def test_a_purchase_takes_one_and_a_refund_puts_it_back(
    gamification: Gamification, database: Database
) -> None:
    pack = await add_product(database, "Pack", 50, stock=1)
    purchase = await gamification.shop.buy(ANA, pack, price=50)
    assert await stock_and_count(database, pack) == (0, 1)
    assert await refusal(gamification, BEA, pack, 50) == "sold_out"
    with pytest.raises(AlreadyOwned):  # not "sold out": it is hers
        await gamification.shop.buy(ANA, pack, price=50)
    assert await gamification.wallet.balance(BEA) == 1_000
    await gamification.shop.refund(ADMIN, purchase.id)
    await gamification.shop.refund(ADMIN, purchase.id)  # the second one changes nothing
    assert await stock_and_count(database, pack) == (1, 0)
    await gamification.shop.buy(BEA, pack, price=50)
    assert await stock_and_count(database, pack) == (0, 1)


async def test_a_replayed_purchase_takes_no_second_one(
    gamification: Gamification, database: Database
) -> None:
    pack = await add_product(database, "Pack", 50, stock=5)
    purchase = await gamification.shop.buy(ANA, pack, price=50, bought=0)
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(ANA, pack, price=50, bought=0)
    await gamification.shop.refund(ADMIN, purchase.id)
    with pytest.raises(OfferChanged):
        await gamification.shop.buy(ANA, pack, price=50, bought=0)
    assert await stock_and_count(database, pack) == (5, 0)


@pytest.mark.parametrize("price", [1, 0])
async def test_fifty_buyers_of_five_make_five_purchases(
    gamification: Gamification, database: Database, clock: WallClock, price: int
) -> None:
    pack = await add_product(database, "Pack", price, stock=5)
    buyers = [Identity(3_000 + n, "x") for n in range(50)]
    await gamification.profiles.ensure(buyers)
    for buyer in buyers:
        await gamification.wallet.credit(buyer.user_id, 1, EARN, reason="x", key=f"k{buyer.user_id}")
    other = Database(database.url, pool_size=5, retry_timeout_seconds=30)
    services = [gamification, assemble(other, clock=clock)]
    outcomes = await asyncio.gather(
        *(services[n % 2].shop.buy(buyer.user_id, pack, price=price) for n, buyer in enumerate(buyers)),
        return_exceptions=True,
    )
    await other.close()
    assert [type(one) for one in outcomes].count(Purchase) == 5
    refused = [one for one in outcomes if not isinstance(one, Purchase)]
    assert {one.reason for one in refused if isinstance(one, NotForSale)} == {"sold_out"}
    assert len(refused) == 45
    assert await stock_and_count(database, pack) == (0, 5)
    charged = "SELECT count(*) FROM transactions WHERE type = 'SPEND_SHOP'"
    owned = "SELECT count(*) FROM user_content_access"
    for sql, many in ((charged, 5 if price else 0), (owned, 5)):
        assert await database.read(count, sql) == many


async def test_refunds_and_purchases_at_once_lose_none(
    gamification: Gamification, database: Database
) -> None:
    pack = await add_product(database, "Pack", 1, stock=10)
    buyers = [Identity(3_000 + n, "x") for n in range(20)]
    await gamification.profiles.ensure(buyers)
    for buyer in buyers:
        await gamification.wallet.credit(buyer.user_id, 5, EARN, reason="x", key=f"k{buyer.user_id}")
    first = [await gamification.shop.buy(buyer.user_id, pack, price=1) for buyer in buyers[:10]]
    outcomes = await asyncio.gather(
        *(gamification.shop.refund(ADMIN, purchase.id) for purchase in first),
        *(gamification.shop.buy(buyer.user_id, pack, price=1) for buyer in buyers[10:]),
        return_exceptions=True,
    )
    sold = len([one for one in outcomes if isinstance(one, Purchase)])
    assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, NotForSale)]
    assert await stock_and_count(database, pack) == (10 - sold, sold)


async def test_without_a_stock_nothing_is_counted_down(
    gamification: Gamification, database: Database
) -> None:
    pack = await add_product(database, "Pack", 50)
    purchase = await gamification.shop.buy(ANA, pack, price=50)
    await gamification.shop.refund(ADMIN, purchase.id)
    assert await stock_and_count(database, pack) == (None, 0)


async def test_a_purchase_of_a_limited_product_needs_no_further_statement(
    gamification: Gamification, database: Database, statements: Statements
) -> None:
    made = {}
    for name, stock in (("free", None), ("limited", 5)):
        pack = await add_product(database, name, 5, stock=stock)
        statements.sent()
        await gamification.shop.buy(ANA, pack, price=5)
        made[name] = len(statements.sent())
    assert made["free"] == made["limited"]


async def test_after_its_end_a_product_is_neither_shown_nor_sold(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    pack = await add_product(database, "Pack", 50, ends_at=clock() + timedelta(hours=1))
    await gamification.shop.buy(ANA, pack, price=50)
    offer = await gamification.shop.product(BEA, pack)
    assert offer.buyable
    assert offer.ends_at == clock() + timedelta(hours=1)
    clock.passes(hours=1)
    assert pack not in [offer.id for offer in await gamification.shop.catalog(BEA)]
    assert await refusal(gamification, BEA, pack, 50) == "ended"
    ended = await gamification.shop.product(BEA, pack)
    assert (ended.ended, ended.buyable) == (True, False)
    (owned,) = await gamification.shop.owned(ANA)  # what is hers stays
    assert owned.name == "Pack"


@pytest.mark.parametrize("stored", ["2026-12-31 18:00:00", "2026-12-31 18:00:00.000000"])
async def test_an_end_date_written_by_sql_does_not_stop_the_sale(
    gamification: Gamification, database: Database, stored: str
) -> None:
    pack = await add_product(database, "Pack", 50)
    sql = text("UPDATE shop_products SET ends_at = :at WHERE id = :id")
    if database.dialect == "sqlite":  # PostgreSQL has one form
        await database.write(lambda session: session.execute(sql, {"at": stored, "id": pack}))
    assert (await gamification.shop.buy(ANA, pack, price=50)).price == 50


async def test_what_is_sold_out_is_shown_as_such(gamification: Gamification, database: Database) -> None:
    pack = await add_product(database, "Pack", 50, stock=0)
    shown = {offer.id: offer for offer in await gamification.shop.catalog(BEA)}
    assert (shown[pack].sold_out, shown[pack].buyable, shown[pack].stock) == (True, False, 0)


async def test_vip_only_is_said_only_of_what_is_left(gamification: Gamification, database: Database) -> None:
    pack = await add_product(database, "Pack", 50, tier="VIP", stock=1)
    with pytest.raises(VipOnly):
        await gamification.shop.buy(BEA, pack, price=50)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stock", -1),
        ("stock", 1_000_000_001),
        ("stock", "5"),
        ("stock", True),
        ("ends_at", "2026-12-31"),
        ("ends_at", datetime(2026, 12, 31)),  # noqa: DTZ001 - without a zone
        ("ends_at", datetime(1999, 12, 31, tzinfo=UTC)),
        ("ends_at", datetime(2100, 1, 1, tzinfo=UTC)),
    ],
)
async def test_stock_and_end_date_have_limits(gamification: Gamification, field: str, value: Any) -> None:
    with pytest.raises(GamificationError) as refused:
        await gamification.catalog.update_product(ADMIN, 1, **{field: value})
    assert getattr(refused.value, "name", None) == field
