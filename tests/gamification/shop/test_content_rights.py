"""Rights to content by their source: what a refund ends and what stays, ids of purchases, and what an older
bot wrote or writes meanwhile."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import (
    AlreadyOwned,
    GamificationError,
    Identity,
    NotForSale,
    OfferChanged,
    TransactionType,
)
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.corruption import wrong_of

ANA, BEN, ADMIN = 1001, 1002, 7
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STILL = "2026-11-20 10:00:00.000000"
OVER = "2026-11-21 10:00:00.000000"


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database, clock=lambda: NOW, admin_ids=[ADMIN])
    await gamification.profiles.ensure([Identity(ANA, "Ana"), Identity(BEN, "Ben")])
    await gamification.wallet.credit(ANA, 1_000, TransactionType.EARN_ADMIN, reason="x", key="start")
    return gamification


@pytest.fixture
async def pack(gamification: Gamification, database: Database) -> int:
    return await add_product(database, "Pack", 300)


async def content_of(gamification: Gamification, pack: int) -> int:
    return (await gamification.shop.product(ANA, pack)).content_set_id


@pytest.fixture
async def reward(gamification: Gamification, database: Database, pack: int) -> int:
    """Gives the content of the pack; unlocked for Ana."""
    content = await content_of(gamification, pack)
    reward = await add_reward(
        database, "gives", ("TOTAL_POINTS", 1), type_="CONTENT", value={"content_set_id": content}
    )
    gamification.catalog.invalidate()
    await gamification.rewards.available(ANA)
    return reward


async def run(database: Database, sql: str, **values: Any) -> None:
    await database.write(lambda session: session.execute(text(sql), values))


async def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    return await database.read(lambda session: [tuple(row) for row in session.execute(text(sql))])


async def sell_as_an_older_bot(
    database: Database, content: int, pack: int, *, paid: int = 50, access_type: str = "shop_purchase"
) -> None:
    """What the models of older bots send."""
    await run(
        database,
        "INSERT INTO user_content_access (user_id, content_set_id, shop_product_id, access_type, "
        f"besitos_paid, is_active, accessed_at) VALUES ({ANA}, {content}, {pack}, '{access_type}', {paid}, "
        f"true, '{STILL}')",
    )
    await run(
        database,
        "INSERT INTO transactions (user_id, amount, type, reason, created_at) "
        f"VALUES ({ANA}, -{paid}, 'SPEND_SHOP', 'compra', '{STILL}')",
    )
    await run(
        database,
        f"UPDATE user_gamification_profiles SET balance = balance - {paid}, "
        f"total_spent = total_spent + {paid} WHERE user_id = {ANA}",
    )


async def test_a_refund_of_the_first_purchase_touches_nothing_of_the_second(
    gamification: Gamification, database: Database, pack: int
) -> None:
    first = await gamification.shop.buy(ANA, pack, price=300)
    receipt = await gamification.shop.refund(ADMIN, first.id)
    second = await gamification.shop.buy(ANA, pack, price=300)
    assert second.id != first.id
    again = await gamification.shop.refund(ADMIN, first.id)
    assert (again.entry_id, again.amount, again.replayed) == (receipt.entry_id, 300, True)
    assert await gamification.wallet.balance(ANA) == 700
    (owned,) = await gamification.shop.owned(ANA)
    assert (owned.id, owned.paid) == (second.id, 300)
    assert await rows(database, f"SELECT purchase_count FROM shop_products WHERE id = {pack}") == [(1,)]
    assert (await gamification.shop.refund(ADMIN, second.id)).replayed is False
    assert await gamification.wallet.balance(ANA) == 1_000
    assert await gamification.shop.owned(ANA) == []
    assert await wrong_of(database) == []


async def test_the_same_of_what_was_free(gamification: Gamification, database: Database) -> None:
    free = await add_product(database, "Regalo", 0)
    first = await gamification.shop.buy(ANA, free, price=0)
    await gamification.shop.refund(ADMIN, first.id)
    second = await gamification.shop.buy(ANA, free, price=0)
    assert (await gamification.shop.refund(ADMIN, first.id)).replayed
    assert [owned.id for owned in await gamification.shop.owned(ANA)] == [second.id]


async def test_an_id_of_a_purchase_never_comes_back(
    gamification: Gamification, database: Database, pack: int
) -> None:
    first = await gamification.shop.buy(ANA, pack, price=300)
    await run(database, f"DELETE FROM transactions WHERE user_id = {ANA}")
    await run(database, f"DELETE FROM users WHERE user_id = {ANA}")
    assert await rows(database, "SELECT count(*) FROM content_rights") == [(0,)]
    await gamification.wallet.credit(BEN, 300, TransactionType.EARN_ADMIN, reason="x", key="ben")
    other = await gamification.shop.buy(BEN, pack, price=300)
    assert other.id > first.id
    with pytest.raises(NotForSale):
        await gamification.shop.refund(ADMIN, first.id)
    assert len(await gamification.shop.owned(BEN)) == 1


async def test_content_of_a_reward_survives_the_refund_of_a_purchase(
    gamification: Gamification, database: Database, pack: int, reward: int
) -> None:
    purchase = await gamification.shop.buy(ANA, pack, price=300)
    await gamification.rewards.claim(ANA, reward)
    (owned,) = await gamification.shop.owned(ANA)
    assert (owned.id, owned.paid) == (purchase.id, 300)
    assert (await gamification.shop.refund(ADMIN, purchase.id)).balance == 1_000
    (owned,) = await gamification.shop.owned(ANA)
    assert (owned.paid, owned.product_id, owned.until) == (None, None, None)
    assert await gamification.shop.files(ANA, purchase.content_set_id) is not None
    shown = "SELECT access_type, besitos_paid, shop_product_id, is_active FROM user_content_access"
    assert [tuple(row) for row in await rows(database, shown)] == [("reward", None, None, True)]
    assert (await gamification.shop.refund(ADMIN, purchase.id)).replayed
    with pytest.raises(NotForSale):
        await gamification.shop.refund(ADMIN, owned.id)
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(ANA, pack, price=300)
    assert len(await gamification.shop.owned(ANA)) == 1
    assert await rows(database, f"SELECT purchase_count FROM shop_products WHERE id = {pack}") == [(0,)]
    assert await wrong_of(database) == []


async def test_what_was_refunded_and_then_earned_stays(
    gamification: Gamification, database: Database, pack: int, reward: int
) -> None:
    purchase = await gamification.shop.buy(ANA, pack, price=300)
    await gamification.shop.refund(ADMIN, purchase.id)
    await gamification.rewards.claim(ANA, reward)
    assert (await gamification.shop.refund(ADMIN, purchase.id)).replayed
    assert len(await gamification.shop.owned(ANA)) == 1
    assert await wrong_of(database) == []


async def test_a_reward_that_pays_again_gives_one_right(
    gamification: Gamification, database: Database, pack: int
) -> None:
    content = await content_of(gamification, pack)
    reward = await add_reward(
        database, "again", ("TOTAL_POINTS", 1), type_="CONTENT", value={"content_set_id": content},
        repeatable=True,
    )  # fmt: skip
    gamification.catalog.invalidate()
    for n in range(2):
        await gamification.wallet.credit(ANA, 5, TransactionType.EARN_ADMIN, reason="x", key=f"k{n}")
        await gamification.rewards.claim(ANA, reward)
    assert await rows(database, "SELECT source FROM content_rights") == [("reward",)]


async def test_each_right_has_its_own_end(
    gamification: Gamification, database: Database, pack: int, reward: int
) -> None:
    purchase = await gamification.shop.buy(ANA, pack, price=300)
    await gamification.rewards.claim(ANA, reward)
    await run(database, "UPDATE content_rights SET expires_at = '2026-12-01 00:00:00' "
              "WHERE source = 'reward'")  # fmt: skip
    assert (await gamification.shop.owned(ANA))[0].until is None
    await gamification.shop.refund(ADMIN, purchase.id)
    assert (await gamification.shop.owned(ANA))[0].until == datetime(2026, 12, 1, tzinfo=UTC)


async def test_an_order_of_another_state_buys_nothing(
    gamification: Gamification, database: Database, pack: int
) -> None:
    assert (await gamification.shop.product(ANA, pack)).bought == 0
    purchase = await gamification.shop.buy(ANA, pack, price=300, bought=0)
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(ANA, pack, price=300, bought=0)
    await gamification.shop.refund(ADMIN, purchase.id)
    assert (await gamification.shop.product(ANA, pack)).bought == 1
    odd: list[Any] = [0, 2, -1, True, "1", 1.0, 2**80]
    for bought in odd:
        with pytest.raises(OfferChanged) as refused:
            await gamification.shop.buy(ANA, pack, price=300, bought=bought)
        assert refused.value.bought == 1
    assert await gamification.wallet.balance(ANA) == 1_000
    assert (await gamification.shop.buy(ANA, pack, price=300, bought=1)).balance == 700


async def test_two_products_of_one_set_count_together(
    gamification: Gamification, database: Database, pack: int
) -> None:
    content = await content_of(gamification, pack)
    await run(
        database,
        "INSERT INTO shop_products (name, content_set_id, besitos_price, vip_discount_percentage, tier, "
        "is_active, sort_order, purchase_count, created_at, updated_at) "
        f"VALUES ('Other', {content}, 20, 0, 'FREE', true, 1, 0, '{STILL}', '{STILL}')",
    )
    ((other,),) = await rows(database, "SELECT id FROM shop_products WHERE name = 'Other'")
    purchase = await gamification.shop.buy(ANA, pack, price=300, bought=0)
    await gamification.shop.refund(ADMIN, purchase.id)
    assert (await gamification.shop.product(ANA, other)).bought == 1


async def test_what_an_older_bot_sold_is_refunded_by_an_id_of_its_own(
    gamification: Gamification, database: Database, pack: int
) -> None:
    content = await content_of(gamification, pack)
    await sell_as_an_older_bot(database, content, pack)
    assert (await gamification.shop.product(ANA, pack)).bought == 1
    (owned,) = await gamification.shop.owned(ANA)
    assert (await gamification.shop.owned(ANA))[0].id == owned.id
    assert (await gamification.shop.product(ANA, pack)).bought == 1
    receipt = await gamification.shop.refund(ADMIN, owned.id)
    assert (receipt.amount, receipt.balance) == (50, 1_000)
    second = await gamification.shop.buy(ANA, pack, price=300)
    assert second.id != owned.id
    assert (await gamification.shop.refund(ADMIN, owned.id)).entry_id == receipt.entry_id
    assert await gamification.wallet.balance(ANA) == 700
    assert [one.id for one in await gamification.shop.owned(ANA)] == [second.id]


async def test_looking_at_what_is_owned_at_once_makes_one_right(
    gamification: Gamification, database: Database, pack: int
) -> None:
    await sell_as_an_older_bot(database, await content_of(gamification, pack), pack)
    seen = await asyncio.gather(*(gamification.shop.owned(ANA) for _ in range(8)))
    assert len({owned.id for (owned,) in seen}) == 1
    assert await rows(database, "SELECT count(*) FROM content_rights") == [(1,)]


async def test_a_reward_in_addition_to_what_an_older_bot_sold(
    gamification: Gamification, database: Database, pack: int, reward: int
) -> None:
    await sell_as_an_older_bot(database, await content_of(gamification, pack), pack)
    await gamification.rewards.claim(ANA, reward)
    (owned,) = await gamification.shop.owned(ANA)
    assert owned.paid == 50
    assert (await gamification.shop.refund(ADMIN, owned.id)).amount == 50
    assert len(await gamification.shop.owned(ANA)) == 1
    sources = await rows(database, "SELECT source FROM content_rights ORDER BY id")
    assert sources == [("shop_purchase",), ("reward",)]


async def test_what_an_older_bot_gave_stays_whatever_it_called_it(
    gamification: Gamification, database: Database, pack: int
) -> None:
    content = await content_of(gamification, pack)
    await sell_as_an_older_bot(database, content, pack, access_type="admin_grant")
    (owned,) = await gamification.shop.owned(ANA)
    with pytest.raises(NotForSale):
        await gamification.shop.refund(ADMIN, owned.id)
    assert len(await gamification.shop.owned(ANA)) == 1
    assert await rows(database, "SELECT source FROM content_rights") == [("admin_grant",)]


async def test_a_lapsed_purchase_of_an_older_bot_is_kept_when_it_is_bought_again(
    gamification: Gamification, database: Database, pack: int
) -> None:
    content = await content_of(gamification, pack)
    await sell_as_an_older_bot(database, content, pack)
    await run(database, f"UPDATE user_content_access SET expires_at = '{OVER}'")
    second = await gamification.shop.buy(ANA, pack, price=300, bought=1)
    ((old,),) = await rows(database, "SELECT id FROM content_rights WHERE adopted_from IS NOT NULL")
    assert (await gamification.shop.refund(ADMIN, old)).amount == 50
    (owned,) = await gamification.shop.owned(ANA)
    assert (owned.id, owned.until) == (second.id, None)
    assert await gamification.wallet.balance(ANA) == 700


async def test_what_an_older_bot_ended_does_not_come_back_with_a_refund(
    gamification: Gamification, database: Database, pack: int, reward: int
) -> None:
    purchase = await gamification.shop.buy(ANA, pack, price=300)
    await gamification.rewards.claim(ANA, reward)
    await run(database, "UPDATE user_content_access SET is_active = false")
    assert await gamification.shop.owned(ANA) == []
    assert (await gamification.shop.refund(ADMIN, purchase.id)).amount == 300
    assert await gamification.shop.owned(ANA) == []
    second = await gamification.shop.buy(ANA, pack, price=300)
    await gamification.shop.refund(ADMIN, second.id)
    assert await gamification.shop.owned(ANA) == []
    assert await wrong_of(database) == []


async def test_what_an_older_bot_opened_again_outlives_the_refund(
    gamification: Gamification, database: Database, pack: int
) -> None:
    purchase = await gamification.shop.buy(ANA, pack, price=300)
    await gamification.shop.refund(ADMIN, purchase.id)
    await run(database, "UPDATE user_content_access SET is_active = true")
    assert (await gamification.shop.refund(ADMIN, purchase.id)).replayed
    (owned,) = await gamification.shop.owned(ANA)
    assert owned.id != purchase.id
    with pytest.raises(NotForSale):
        await gamification.shop.refund(ADMIN, owned.id)


async def test_purchases_of_our_own_earlier_versions_are_refunded_by_their_charge(
    gamification: Gamification, database: Database, pack: int
) -> None:
    purchase = await gamification.shop.buy(ANA, pack, price=300)
    await run(database, "DELETE FROM content_rights")  # as they left it: only the row of access
    (owned,) = await gamification.shop.owned(ANA)
    assert owned.id != purchase.id
    first = await gamification.shop.refund(ADMIN, owned.id)
    assert (first.amount, first.balance) == (300, 1_000)
    await run(database, "DELETE FROM content_rights")  # refunded by them, too
    second = await gamification.shop.buy(ANA, pack, price=300, bought=1)
    ((refunded,),) = await rows(database, "SELECT id FROM content_rights WHERE refunded_at IS NOT NULL")
    assert (await gamification.shop.refund(ADMIN, refunded)).entry_id == first.entry_id
    assert [one.id for one in await gamification.shop.owned(ANA)] == [second.id]
    assert await gamification.wallet.balance(ANA) == 700


async def test_refunds_purchases_and_claims_at_once_keep_rights_and_books(
    gamification: Gamification, database: Database, pack: int, reward: int
) -> None:
    first = await gamification.shop.buy(ANA, pack, price=300)
    other = Database(database.url, pool_size=4, retry_timeout_seconds=30)
    services = [gamification, assemble(other, clock=lambda: NOW, admin_ids=[ADMIN])]
    outcomes = await asyncio.gather(
        *(services[n % 2].shop.refund(ADMIN, first.id) for n in range(8)),
        *(services[n % 2].rewards.claim(ANA, reward) for n in range(8)),
        *(services[n % 2].shop.buy(ANA, pack, price=300, bought=1) for n in range(8)),
        return_exceptions=True,
    )
    await other.close()
    failed = [one for one in outcomes if isinstance(one, BaseException)]
    assert [repr(one) for one in failed if not isinstance(one, GamificationError)] == []
    owned = await gamification.shop.owned(ANA)
    assert len(owned) == 1
    bought = [one for one in owned if one.paid is not None]
    assert await gamification.wallet.balance(ANA) == 1_000 - 300 * len(bought)
    assert await rows(database, "SELECT count(*) FROM content_rights WHERE source = 'reward'") == [(1,)]
    assert await rows(database, f"SELECT purchase_count FROM shop_products WHERE id = {pack}") == [
        (len(bought),)
    ]
    assert await wrong_of(database) == []
