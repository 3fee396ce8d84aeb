"""Refunds by an admin: money back, access off, the product's count down; once, whoever asks how often."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    AlreadyOwned,
    GamificationError,
    Identity,
    NotAllowed,
    NotForSale,
    Receipt,
    TransactionType,
)
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import add_product, add_reward

ANA, ADMIN = 1001, 7
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database, clock=lambda: NOW, admin_ids=[ADMIN])
    await gamification.profiles.ensure([Identity(ANA, "Ana")])
    await gamification.wallet.credit(ANA, 1_000, TransactionType.EARN_ADMIN, reason="x", key="start")
    return gamification


async def run(database: Database, sql: str, **values: Any) -> None:
    await database.write(lambda session: session.execute(text(sql), values))


def books(session: Session) -> tuple[int, int, int, int, list[str]]:
    """Balance, earned, spent, sum of the ledger, and the keys of refunds."""
    row = session.execute(
        text(
            "SELECT balance, total_earned, total_spent, (SELECT sum(amount) FROM transactions t "
            f"WHERE t.user_id = p.user_id) FROM user_gamification_profiles p WHERE user_id = {ANA}"
        )
    ).one()
    keys = session.execute(
        text("SELECT idempotency_key FROM transactions WHERE type = 'EARN_SHOP_REFUND' ORDER BY id")
    )
    return row[0], row[1], row[2], int(row[3]), list(keys.scalars())


def count_of(session: Session, product_id: int) -> int:
    sql = text("SELECT purchase_count FROM shop_products WHERE id = :id")
    return int(session.execute(sql, {"id": product_id}).scalar_one())


def charge_of(session: Session) -> int:
    """The id of the newest charge."""
    sql = text("SELECT max(id) FROM transactions WHERE type = 'SPEND_SHOP'")
    return int(session.execute(sql).scalar_one())


async def test_a_refund_gives_the_money_back_and_takes_the_access(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 300)
    purchase = await gamification.shop.buy(ANA, product, price=300)
    level = (await gamification.profile_cards.of(ANA)).level
    receipt = await gamification.shop.refund(ADMIN, purchase.id)
    assert (receipt.amount, receipt.balance, receipt.levelled_up, receipt.replayed) == (
        300,
        1_000,
        False,
        False,
    )
    refund_key = f"refund:{await database.read(charge_of)}"
    assert await database.read(books) == (1_000, 1_000, 0, 1_000, [refund_key])
    assert (await gamification.profile_cards.of(ANA)).level == level
    assert await gamification.shop.owned(ANA) == []
    assert await gamification.shop.files(ANA, purchase.content_set_id) is None
    assert await database.read(count_of, product) == 0


async def test_a_second_refund_returns_the_first_receipt(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 300)
    purchase = await gamification.shop.buy(ANA, product, price=300)
    first = await gamification.shop.refund(ADMIN, purchase.id)
    await gamification.wallet.credit(ANA, 5, TransactionType.EARN_ADMIN, reason="x", key="later")
    second = await gamification.shop.refund(ADMIN, purchase.id)
    assert (second.entry_id, second.amount, second.balance, second.replayed) == (
        first.entry_id, 300, 1_000, True,
    )  # fmt: skip
    assert await gamification.wallet.balance(ANA) == 1_005
    assert await database.read(count_of, product) == 0


async def test_fifty_refunds_at_once_pay_once(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 300)
    await run(database, "UPDATE shop_products SET purchase_count = 10")
    purchase = await gamification.shop.buy(ANA, product, price=300)
    other = Database(database.url, pool_size=5, retry_timeout_seconds=30)
    services = [gamification, assemble(other, clock=lambda: NOW, admin_ids=[ADMIN])]
    receipts = await asyncio.gather(*(services[n % 2].shop.refund(ADMIN, purchase.id) for n in range(50)))
    assert len({receipt.entry_id for receipt in receipts}) == 1
    assert [receipt.replayed for receipt in receipts].count(False) == 1
    assert (await database.read(books))[:4] == (1_000, 1_000, 0, 1_000)
    assert await database.read(count_of, product) == 10
    await other.close()


async def test_purchases_and_refunds_at_once_keep_the_books(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 300)
    purchase = await gamification.shop.buy(ANA, product, price=300)
    other = Database(database.url, pool_size=5, retry_timeout_seconds=30)
    services = [gamification, assemble(other, clock=lambda: NOW, admin_ids=[ADMIN])]
    outcomes = await asyncio.gather(
        *(
            services[n % 2].shop.refund(ADMIN, purchase.id)
            if n % 4 < 2
            else services[n % 2].shop.buy(ANA, product, price=300)
            for n in range(40)
        ),
        return_exceptions=True,
    )
    wrong = {type(one) for one in outcomes if isinstance(one, BaseException)}
    assert wrong <= {AlreadyOwned}
    balance, earned, spent, ledger, _ = await database.read(books)
    owned = await gamification.shop.owned(ANA)
    assert balance == earned - spent == ledger == 1_000 - 300 * len(owned)
    assert await database.read(count_of, product) == len(owned)
    await other.close()


@pytest.mark.every_shape
async def test_what_was_refunded_can_be_bought_and_refunded_again(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 300)
    for _ in range(3):
        purchase = await gamification.shop.buy(ANA, product, price=300)
        assert purchase.balance == 700
        assert (await gamification.shop.refund(ADMIN, purchase.id)).balance == 1_000
    _, _, spent, _, keys = await database.read(books)
    assert (spent, len(set(keys))) == (0, 3)


async def test_a_free_purchase_is_taken_back_without_moving_anything(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Regalo", 0)
    purchase = await gamification.shop.buy(ANA, product, price=0)
    first = await gamification.shop.refund(ADMIN, purchase.id)
    again = await gamification.shop.refund(ADMIN, purchase.id)
    assert first == Receipt(0, 0, 1_000, first.level, levelled_up=False, replayed=False)
    assert again == Receipt(0, 0, 1_000, first.level, levelled_up=False, replayed=True)
    assert await gamification.shop.owned(ANA) == []
    assert await database.read(count_of, product) == 0
    assert (await database.read(books))[4] == []


async def test_access_that_ran_out_is_refunded_all_the_same(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 300)
    purchase = await gamification.shop.buy(ANA, product, price=300)
    await run(
        database, "UPDATE user_content_access SET expires_at = '2026-01-01 00:00:00', is_active = false"
    )
    assert (await gamification.shop.refund(ADMIN, purchase.id)).balance == 1_000


async def test_only_admins_refund(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 300)
    purchase = await gamification.shop.buy(ANA, product, price=300)
    with pytest.raises(NotAllowed):
        await gamification.shop.refund(ANA, purchase.id)
    assert len(await gamification.shop.owned(ANA)) == 1
    assert await gamification.wallet.balance(ANA) == 700


@pytest.mark.parametrize("purchase_id", [0, -1, 999, 2**63 - 1, 2**63, True, "1", 1.0, None])
async def test_an_unknown_purchase_cannot_be_refunded(
    gamification: Gamification, database: Database, purchase_id: Any
) -> None:
    product = await add_product(database, "Pack", 300)
    purchase = await gamification.shop.buy(ANA, product, price=300)
    assert purchase_id != purchase.id or type(purchase_id) is not int
    with pytest.raises(GamificationError) as refused:
        await gamification.shop.refund(ADMIN, purchase_id)
    assert isinstance(refused.value, NotForSale)
    assert refused.value.reason == "unknown_purchase"
    assert await gamification.wallet.balance(ANA) == 700


async def test_what_a_reward_gave_cannot_be_refunded(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 300)
    content = (await gamification.shop.product(ANA, product)).content_set_id
    reward = await add_reward(
        database, "gives", ("TOTAL_POINTS", 1), type_="CONTENT", value={"content_set_id": content}
    )
    gamification.catalog.invalidate()
    await gamification.rewards.available(ANA)
    await gamification.rewards.claim(ANA, reward)
    (owned,) = await gamification.shop.owned(ANA)
    with pytest.raises(NotForSale):
        await gamification.shop.refund(ADMIN, owned.id)
    assert len(await gamification.shop.owned(ANA)) == 1
