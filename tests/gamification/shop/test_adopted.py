"""The shop on databases that were gamified before it: content that members own already, prices that an
admin changed, purchases in a ledger without keys."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.demo.production.copy import State
from bot.services.gamification import AlreadyOwned, FileKind, Gamification, NotForSale, TransactionType
from bot.services.gamification.gamification import assemble
from tests.kit.catalog_rows import add_product
from tests.kit.production_copies import FEW, MakeCopy, upgraded

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADMIN = 7
PRODUCT = 1


@pytest.fixture
def age() -> State:
    """Which production copy a test starts from."""
    return "played"


@pytest.fixture
async def database(age: State, production_copy: MakeCopy) -> AsyncIterator[Database]:
    async with upgraded(production_copy(age, FEW)) as database:
        yield database


@pytest.fixture
def gamification(database: Database) -> Gamification:
    return assemble(database, clock=lambda: NOW, admin_ids=[ADMIN])


def owner(session: Session) -> int:
    sql = text("SELECT min(user_id) FROM user_content_access WHERE is_active")
    return int(session.execute(sql).scalar_one())


def rich_without_pack(session: Session) -> int:
    return int(
        session.execute(
            text(
                "SELECT p.user_id FROM user_gamification_profiles p JOIN users u ON u.user_id = p.user_id "
                "WHERE CAST(u.role AS VARCHAR) = 'FREE' AND p.balance >= 60 AND NOT EXISTS "
                "(SELECT 1 FROM user_content_access a WHERE a.user_id = p.user_id) AND NOT EXISTS "
                "(SELECT 1 FROM vip_subscribers v WHERE v.user_id = p.user_id) ORDER BY p.user_id LIMIT 1"
            )
        ).scalar_one()
    )


def books(session: Session, user_id: int) -> tuple[int, int, int, int]:
    row = session.execute(
        text(
            "SELECT balance, total_earned, total_spent, (SELECT sum(amount) FROM transactions t "
            "WHERE t.user_id = p.user_id) FROM user_gamification_profiles p WHERE user_id = :user_id"
        ),
        {"user_id": user_id},
    ).one()
    return row[0], row[1], row[2], int(row[3])


def sold(session: Session) -> int:
    return int(session.execute(text("SELECT purchase_count FROM shop_products WHERE id = 1")).scalar_one())


@pytest.mark.parametrize("age", ["played", "drifted"])
async def test_content_of_an_older_bot_is_owned_and_can_be_sent(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(owner)
    (owned,) = await gamification.shop.owned(member)
    assert (owned.name, owned.paid, owned.files) == ("Pack de Bienvenida", 50, 2)
    content = await gamification.shop.files(member, owned.content_set_id)
    assert content is not None
    assert [file.kind for file in content.files] == [FileKind.PHOTO, FileKind.PHOTO]
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(member, PRODUCT, price=45)
    (offer,) = [offer for offer in await gamification.shop.catalog(member) if offer.id == PRODUCT]
    assert offer.owned


@pytest.mark.parametrize("age", ["played", "drifted"])
async def test_a_member_buys_at_the_price_that_the_admin_had_set(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(rich_without_pack)
    before, count = await database.read(books, member), await database.read(sold)
    offer = await gamification.shop.product(member, PRODUCT)
    assert (offer.price, offer.vip_price) == (45, 36)
    purchase = await gamification.shop.buy(member, PRODUCT, price=45)
    balance, earned, spent, ledger = await database.read(books, member)
    assert (balance, earned, spent) == (before[0] - 45, before[1], before[2] + 45)
    assert balance == ledger == purchase.balance
    assert await database.read(sold) == count + 1
    receipt = await gamification.shop.refund(ADMIN, purchase.id)
    assert receipt.amount == 45
    assert await database.read(books, member) == before


@pytest.mark.parametrize("age", ["played", "drifted"])
async def test_a_purchase_of_an_older_bot_is_refunded_once(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(owner)
    balance, earned, spent, ledger = await database.read(books, member)
    assert balance == ledger
    count = await database.read(sold)
    (owned,) = await gamification.shop.owned(member)
    receipts = await asyncio.gather(*(gamification.shop.refund(ADMIN, owned.id) for _ in range(20)))
    assert {receipt.amount for receipt in receipts} == {50}
    assert len({receipt.entry_id for receipt in receipts}) == 1
    assert await database.read(books, member) == (balance + 50, earned, spent - 50, ledger + 50)
    assert await database.read(sold) == count - 1
    assert await gamification.shop.owned(member) == []
    again = await gamification.shop.buy(member, PRODUCT, price=await price_for(gamification, member))
    assert again.id != owned.id


async def price_for(gamification: Gamification, member: int) -> int:
    return (await gamification.shop.product(member, PRODUCT)).price


async def test_a_purchase_that_the_old_ledger_does_not_know_moves_nothing(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(owner)
    await database.write(lambda session: session.execute(text("DELETE FROM transactions WHERE amount < 0")))
    before = await gamification.wallet.balance(member)
    (owned,) = await gamification.shop.owned(member)
    receipt = await gamification.shop.refund(ADMIN, owned.id)
    assert (receipt.entry_id, receipt.amount, receipt.balance) == (0, 0, before)
    assert await gamification.shop.owned(member) == []


@pytest.mark.parametrize("age", ["halfway"])
async def test_where_nothing_was_sold_yet_the_shop_opens(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(rich_without_pack)
    offers = await gamification.shop.catalog(member)
    assert {offer.code for offer in offers} == {"welcome-pack", "vip-special"}
    assert all(offer.coming_soon for offer in offers)
    for offer in offers:
        with pytest.raises(NotForSale):
            await gamification.shop.buy(member, offer.id, price=offer.price)
    before = await database.read(books, member)
    product = await add_product(database, "Pack", 60)
    purchase = await gamification.shop.buy(member, product, price=60)
    balance, earned, spent, ledger = await database.read(books, member)
    assert (balance, earned, spent, ledger) == (before[0] - 60, before[1], before[2] + 60, balance)
    assert [owned.id for owned in await gamification.shop.owned(member)] == [purchase.id]
    await gamification.shop.refund(ADMIN, purchase.id)
    assert await database.read(books, member) == before
    entries = await gamification.wallet.history(member, limit=2)
    assert [entry.type for entry in entries] == [
        TransactionType.EARN_SHOP_REFUND, TransactionType.SPEND_SHOP,
    ]  # fmt: skip
