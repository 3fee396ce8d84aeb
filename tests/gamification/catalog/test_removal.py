"""Products and content sets in pages, in another order, and deleted or hidden."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.services.gamification import (
    ChangedMeanwhile,
    Condition,
    ConditionType,
    Identity,
    InvalidSetting,
    NotForSale,
    Purchase,
    TransactionType,
)
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import add_product

ADMIN, ANA = 7, 1001
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database, clock=lambda: NOON, admin_ids=[ADMIN])
    await gamification.profiles.provision(Identity(ANA, "Ana"))
    await gamification.wallet.credit(ANA, 1_000, TransactionType.EARN_ADMIN, reason="x", key="a")
    return gamification


async def order(gamification: Gamification) -> list[int]:
    return [row.id for row in await gamification.catalog.product_page(0, 100)]


async def test_what_was_never_bought_is_deleted(gamification: Gamification, database: Database) -> None:
    catalog = gamification.catalog
    product = await add_product(database, "Pack", 10)
    content = (await catalog.product(product)).fields["content_set_id"]
    assert not await catalog.delete_content_set(ADMIN, content)  # a product sells it: hidden
    assert not (await catalog.content_set(content)).fields["is_active"]
    assert await catalog.delete_product(ADMIN, product, expected={"besitos_price": 10})
    assert await catalog.delete_content_set(ADMIN, content)
    with pytest.raises(InvalidSetting):
        await catalog.product(product)
    with pytest.raises(InvalidSetting):
        await catalog.delete_content_set(ADMIN, content)
    kinds = [(row.change.what, row.change.subject) for row in await database.read(latest_changes, 3)]
    assert kinds == [
        ("deleted", f"content set {content}"),
        ("deleted", f"product {product}"),
        ("edited", f"content set {content}"),
    ]


async def test_what_members_own_is_hidden_and_stays_theirs(
    gamification: Gamification, database: Database
) -> None:
    catalog = gamification.catalog
    product = await add_product(database, "Pack", 10)
    bought = await gamification.shop.buy(ANA, product, price=10)
    card = await catalog.content_set(bought.content_set_id)
    assert (card.owners, card.products, card.rewards) == (1, 1, 0)
    assert not await catalog.delete_product(ADMIN, product)
    assert not await catalog.delete_content_set(ADMIN, bought.content_set_id)
    assert product not in [offer.id for offer in await gamification.shop.catalog(ANA)]
    (owned,) = await gamification.shop.owned(ANA)
    assert owned.name == "Pack"
    content = await gamification.shop.files(ANA, bought.content_set_id)
    assert content is not None
    assert len(content.files) == 2
    await gamification.shop.refund(ADMIN, bought.id)
    assert not await catalog.delete_product(ADMIN, product)  # the purchase is still there


async def test_what_a_reward_gives_is_hidden(gamification: Gamification) -> None:
    content = await gamification.catalog.create_content_set(ADMIN, name="C", content_type="MIXED")
    await gamification.catalog.create_reward(
        ADMIN,
        name="R",
        reward_type="CONTENT",
        reward_value={"content_set_id": content.id},
        conditions=[Condition(ConditionType.TOTAL_POINTS, 5)],
    )
    assert (await gamification.catalog.content_set(content.id)).rewards == 1
    assert not await gamification.catalog.delete_content_set(ADMIN, content.id)


async def test_what_changed_meanwhile_is_not_deleted(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 10)
    with pytest.raises(ChangedMeanwhile):
        await gamification.catalog.delete_product(ADMIN, product, expected={"besitos_price": 9})
    assert product in await order(gamification)


async def test_the_id_of_a_deleted_product_is_never_given_to_another(
    gamification: Gamification, database: Database
) -> None:
    """The old button of a member carries it."""
    fields = {"name": "P", "content_set_id": 1, "besitos_price": 1}
    first = await gamification.catalog.create_product(ADMIN, **fields)
    assert await gamification.catalog.delete_product(ADMIN, first.id)
    assert (await gamification.catalog.create_product(ADMIN, **fields)).id > first.id


async def test_buyers_and_a_deletion_at_once_agree(gamification: Gamification, database: Database) -> None:
    for round_ in range(3):
        product = await add_product(database, f"Pack {round_}", 1)
        members = [Identity(3_000 + 10 * round_ + n, "x") for n in range(6)]
        await gamification.profiles.ensure(members)
        for member in members:
            await gamification.wallet.credit(
                member.user_id, 5, TransactionType.EARN_ADMIN, reason="x", key=f"k{member.user_id}"
            )
        *bought, deleted = await asyncio.gather(
            *(gamification.shop.buy(member.user_id, product, price=1) for member in members),
            gamification.catalog.delete_product(ADMIN, product),
            return_exceptions=True,
        )
        purchases = [one for one in bought if isinstance(one, Purchase)]
        assert all(isinstance(one, Purchase | NotForSale) for one in bought)
        assert isinstance(deleted, bool)
        assert not (deleted and purchases)


async def test_products_change_places(gamification: Gamification, database: Database) -> None:
    catalog = gamification.catalog
    await database.write(lambda session: session.execute(text("UPDATE shop_products SET sort_order = 5")))
    third = await add_product(database, "Third", 1, sort_order=5)
    assert await order(gamification) == [1, 2, third]
    assert await catalog.move_product(ADMIN, third, up=True)
    assert await order(gamification) == [1, third, 2]
    assert await catalog.move_product(ADMIN, third, up=True)
    assert await order(gamification) == [third, 1, 2]
    assert not await catalog.move_product(ADMIN, third, up=True)
    assert await catalog.move_product(ADMIN, 1, up=False)
    assert await order(gamification) == [third, 2, 1]
    assert [offer.id for offer in await gamification.shop.catalog(ANA)] == [third, 2, 1]
    with pytest.raises(InvalidSetting):
        await catalog.move_product(ADMIN, 99, up=True)
    [last] = await database.read(latest_changes, 1)
    assert last.change.after.keys() == {"sort_order"}


async def test_pages_of_many(gamification: Gamification, database: Database) -> None:
    made = [await add_product(database, f"P{n:02}", 1, sort_order=100 + n) for n in range(12)]
    assert [row.id for row in await gamification.catalog.product_page(2, 5)] == made[:5]
    assert [row.id for row in await gamification.catalog.product_page(12, 5)] == made[10:]
    sets = await gamification.catalog.content_set_page(0, 3)
    assert [row.fields["name"] for row in sets] == ["P11", "P10", "P09"]


async def test_the_preview_is_what_such_a_member_sees(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 10, discount=50, stock=3)
    seen = await gamification.shop.product(ANA, product)
    assert await gamification.shop.preview(ADMIN, product, vip=False) == seen
    vip = await gamification.shop.preview(ADMIN, product, vip=True)
    assert (vip.price, vip.normal_price, vip.stock) == (5, 10, 3)
    await gamification.catalog.update_product(ADMIN, product, is_active=False, tier="GIFT")
    with pytest.raises(NotForSale):
        await gamification.shop.preview(ADMIN, product, vip=False)


async def test_seeded_rows_are_edited_and_an_upgrade_keeps_the_edit(
    gamification: Gamification, database: Database, database_url: str
) -> None:
    catalog = gamification.catalog
    await catalog.update_product(ADMIN, 1, name="Otro", besitos_price=7, stock=3, is_active=False)
    await catalog.update_content_set(ADMIN, 1, name="Otras fotos", tier="VIP", file_ids=["AgAC1"])
    before = (await catalog.products(), await catalog.content_sets())
    assert before[0][0].fields["code"] == "welcome-pack"
    await upgrade_database(database_url)
    assert (await catalog.products(), await catalog.content_sets()) == before
