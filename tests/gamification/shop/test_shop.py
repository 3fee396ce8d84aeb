"""The shop: what is on sale for whom at which price, buying once, and what a member owns."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    AlreadyOwned,
    ContentFile,
    FileKind,
    GamificationError,
    Identity,
    InsufficientFunds,
    InvalidAmount,
    NotForSale,
    PriceChanged,
    Purchase,
    TransactionType,
    UnknownMember,
    VipOnly,
)
from bot.services.gamification.events.content_access import give_access
from bot.services.gamification.gamification import Gamification, assemble
from tests.kit.catalog_rows import PHOTOS, add_product, add_reward
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

ANA, BEA, ADMIN = 1001, 1002, 7
EARN = TransactionType.EARN_ADMIN


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock, admin_ids=[ADMIN])
    await gamification.profiles.ensure([Identity(ANA, "Ana"), Identity(BEA, "Bea")])
    await gamification.wallet.credit(ANA, 1_000, EARN, reason="x", key="start")
    return gamification


async def run(database: Database, sql: str, **values: Any) -> None:
    await database.write(lambda session: session.execute(text(sql), values))


async def make_vip(database: Database, user_id: int = ANA, expiry: str | None = None) -> None:
    """By role, or by a subscription until `expiry`."""
    if expiry is None:
        await run(database, "UPDATE users SET role = 'VIP' WHERE user_id = :u", u=user_id)
        return
    made = "2026-01-01 00:00:00"
    for sql in (
        "INSERT INTO invitation_tokens (id, token, generated_by, created_at, duration_hours, used) "
        f"VALUES (1, 'abc', 7, '{made}', 24, true)",
        "INSERT INTO vip_subscribers (id, user_id, join_date, expiry_date, status, token_id) "
        f"VALUES (1, {user_id}, '{made}', '{expiry}', 'active', 1)",
    ):
        await run(database, sql)


def one(sql: str) -> Callable[[Session], Any]:
    return lambda session: session.execute(text(sql)).scalar_one()


def spent_entries(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(
        text("SELECT idempotency_key, amount FROM transactions WHERE type = 'SPEND_SHOP' ORDER BY id")
    )
    return [(row[0], row[1]) for row in rows]


async def state(gamification: Gamification, database: Database, product_id: int) -> tuple[int, int, int, int]:
    """Ana's balance, rows of access, charges, and the product's count: what a refused purchase leaves."""
    return (
        await gamification.wallet.balance(ANA),
        await database.read(one("SELECT count(*) FROM user_content_access")),
        len(await database.read(spent_entries)),
        await database.read(one(f"SELECT purchase_count FROM shop_products WHERE id = {product_id}")),
    )


async def test_the_seeded_products_are_coming_soon_until_they_have_files(
    gamification: Gamification, database: Database
) -> None:
    welcome, special = await gamification.shop.catalog(ANA)
    assert (welcome.code, welcome.price, welcome.vip_price, welcome.coming_soon) == (
        "welcome-pack",
        50,
        40,
        True,
    )
    assert (special.code, special.price, special.allowed) == ("vip-special", 200, False)
    with pytest.raises(NotForSale) as refused:
        await gamification.shop.buy(ANA, welcome.id, price=50)
    assert refused.value.reason == "coming_soon"
    assert await state(gamification, database, welcome.id) == (1_000, 0, 0, 0)


async def test_the_catalog_is_what_is_on_sale_in_the_creators_order(
    gamification: Gamification, database: Database
) -> None:
    await run(database, "UPDATE shop_products SET is_active = false")
    for name, order, more in (
        ("third", 3, {}),
        ("first", 1, {}),
        ("second", 2, {"files": []}),
        ("inactive", 1, {"active": False}),
        ("inactive content", 1, {"content_active": False}),
        ("a gift", 1, {"tier": "GIFT"}),
        ("gift content", 1, {"content_tier": "GIFT"}),
    ):
        await add_product(database, name, 10, sort_order=order, **more)
    offers = await gamification.shop.catalog(ANA)
    assert [(offer.name, offer.coming_soon) for offer in offers] == [
        ("first", False), ("second", True), ("third", False),
    ]  # fmt: skip


@pytest.mark.every_shape
async def test_a_purchase_charges_gives_access_and_counts(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 50)
    purchase = await gamification.shop.buy(ANA, product, price=50)
    assert (purchase.product_id, purchase.price, purchase.balance, purchase.name) == (
        product,
        50,
        950,
        "Pack",
    )
    assert purchase.files == tuple(ContentFile(file_id, FileKind.PHOTO) for file_id in PHOTOS)
    assert await state(gamification, database, product) == (950, 1, 1, 1)
    assert await database.read(spent_entries) == [(f"purchase:{purchase.content_set_id}:{ANA}:1", -50)]
    card = await gamification.profile_cards.of(ANA)
    assert (card.balance, card.total_earned, card.total_spent) == (950, 1_000, 50)
    (owned,) = await gamification.shop.owned(ANA)
    assert (owned.id, owned.content_set_id, owned.paid, owned.until) == (
        purchase.id, purchase.content_set_id, 50, None,
    )  # fmt: skip
    (offer,) = [offer for offer in await gamification.shop.catalog(ANA) if offer.id == product]
    assert offer.owned
    assert not (await gamification.shop.product(BEA, product)).owned


@pytest.mark.parametrize(
    ("price", "discount", "vip_price", "for_vip"),
    [
        (50, 20, None, 40),
        (99, 33, None, 67),  # the discount is rounded down, not the price
        (50, 0, None, 50),
        (50, 20, 45, 45),
        (50, 20, 0, 0),
        (50, 100, None, 0),
        (1_000_000_000, 50, None, 500_000_000),
    ],
)
async def test_vip_members_pay_their_price(
    gamification: Gamification,
    database: Database,
    price: int,
    discount: int,
    vip_price: int | None,
    for_vip: int,
) -> None:
    product = await add_product(database, "Pack", price, discount=discount, vip_price=vip_price)
    assert (await gamification.shop.product(ANA, product)).price == price
    await make_vip(database)
    offer = await gamification.shop.product(ANA, product)
    assert (offer.price, offer.normal_price, offer.vip_price) == (for_vip, price, for_vip)
    if for_vip != price:
        with pytest.raises(PriceChanged) as refused:
            await gamification.shop.buy(ANA, product, price=price)
        assert refused.value.price == for_vip
    await gamification.wallet.credit(ANA, max(1, for_vip), EARN, reason="x", key="enough")
    before = await gamification.wallet.balance(ANA)
    purchase = await gamification.shop.buy(ANA, product, price=for_vip)
    assert (purchase.price, purchase.balance) == (for_vip, before - for_vip)


@pytest.mark.parametrize("seconds", [0, 1])
async def test_a_subscription_counts_until_it_expires(
    gamification: Gamification, database: Database, clock: WallClock, seconds: int
) -> None:
    product = await add_product(database, "Pack", 50, discount=20)
    await make_vip(database, expiry="2026-11-22 12:00:01")
    clock.now += timedelta(seconds=seconds)
    price = 50 if seconds else 40
    assert (await gamification.shop.product(ANA, product)).price == price
    assert (await gamification.shop.buy(ANA, product, price=price)).price == price


@pytest.mark.parametrize("free", [{"price": 0}, {"price": 80, "discount": 100}])
async def test_free_content_is_given_without_a_ledger_row(
    gamification: Gamification, database: Database, free: dict[str, Any]
) -> None:
    product = await add_product(database, "Regalo", **free)
    await make_vip(database)
    purchase = await gamification.shop.buy(ANA, product, price=0)
    assert (purchase.price, purchase.balance) == (0, 1_000)
    assert await state(gamification, database, product) == (1_000, 1, 0, 1)
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(ANA, product, price=0)
    assert await state(gamification, database, product) == (1_000, 1, 0, 1)


@pytest.mark.parametrize("tier", ["VIP", "PREMIUM"])
@pytest.mark.parametrize("where", ["tier", "content_tier"])
async def test_vip_and_premium_are_for_vip_members(
    gamification: Gamification, database: Database, tier: str, where: str
) -> None:
    product = await add_product(database, "Pack", 50, **{where: tier})  # type: ignore[arg-type]
    assert not (await gamification.shop.product(ANA, product)).allowed
    with pytest.raises(VipOnly):
        await gamification.shop.buy(ANA, product, price=50)
    assert await state(gamification, database, product) == (1_000, 0, 0, 0)
    await make_vip(database)
    assert (await gamification.shop.product(ANA, product)).allowed
    assert (await gamification.shop.buy(ANA, product, price=50)).balance == 950


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"tier": "GIFT"}, "gift"),
        ({"content_tier": "GIFT"}, "gift"),
        ({"files": []}, "coming_soon"),
        ({"files": None}, "coming_soon"),
        ({"files": ["", {"file_id": None}, 7]}, "coming_soon"),
        ({"active": False}, "inactive"),
        ({"content_active": False}, "inactive"),
    ],
)
async def test_what_is_not_for_sale_is_refused_and_changes_nothing(
    gamification: Gamification, database: Database, how: dict[str, Any], reason: str
) -> None:
    await make_vip(database)
    product = await add_product(database, "Pack", 50, **how)
    with pytest.raises(NotForSale) as refused:
        await gamification.shop.buy(ANA, product, price=50)
    assert refused.value.reason == reason
    assert await state(gamification, database, product) == (1_000, 0, 0, 0)


@pytest.mark.parametrize("shown", [0, 49, 51, 1_000_000_000])
async def test_another_price_than_the_one_shown_charges_nothing(
    gamification: Gamification, database: Database, shown: int
) -> None:
    product = await add_product(database, "Pack", 50)
    with pytest.raises(PriceChanged) as refused:
        await gamification.shop.buy(ANA, product, price=shown)
    assert refused.value.price == 50
    assert await state(gamification, database, product) == (1_000, 0, 0, 0)


async def test_an_edit_of_another_process_counts_at_once(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 50)
    await gamification.shop.catalog(ANA)
    await run(database, "UPDATE shop_products SET besitos_price = 60 WHERE id = :id", id=product)
    with pytest.raises(PriceChanged):
        await gamification.shop.buy(ANA, product, price=50)
    await run(database, "UPDATE shop_products SET is_active = false WHERE id = :id", id=product)
    with pytest.raises(NotForSale):
        await gamification.shop.product(ANA, product)


async def test_a_product_that_is_edited_while_it_is_bought_is_looked_at_again(
    gamification: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = await add_product(database, "Pack", 50)
    looks = []

    def edited_before(session: Session, *args: Any, **kwargs: Any) -> int | None:
        looks.append(1)
        if len(looks) == 1:  # what another process committed between our look and our charge
            session.execute(text(f"UPDATE shop_products SET besitos_price = 60 WHERE id = {product}"))
        return give_access(session, *args, **kwargs)

    monkeypatch.setattr("bot.services.gamification.shop.purchases.give_access", edited_before)
    purchase = await gamification.shop.buy(ANA, product, price=50)
    assert len(looks) == 2
    assert await state(gamification, database, product) == (950, 1, 1, 1)
    assert purchase.price == 50


async def test_without_enough_besitos_nothing_happens(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 1_001)
    with pytest.raises(InsufficientFunds) as refused:
        await gamification.shop.buy(ANA, product, price=1_001)
    assert (refused.value.balance, refused.value.needed) == (1_000, 1_001)
    assert await state(gamification, database, product) == (1_000, 0, 0, 0)


@pytest.mark.parametrize(
    ("user_id", "product", "price", "error"),
    [
        (ANA, None, -1, InvalidAmount),
        (ANA, None, 1_000_000_001, InvalidAmount),
        (ANA, None, True, InvalidAmount),
        (ANA, None, 1.0, InvalidAmount),
        (ANA, None, "1", InvalidAmount),
        (ANA, 999, 1, NotForSale),
        (ANA, 0, 1, NotForSale),
        (ANA, -1, 1, NotForSale),
        (ANA, 2**31, 1, NotForSale),
        (ANA, 2**70, 1, NotForSale),
        (ANA, True, 1, NotForSale),
        (ANA, "1", 1, NotForSale),
        (404, None, 1, UnknownMember),
        (True, None, 1, UnknownMember),
        (2**63, None, 1, UnknownMember),
    ],
)
async def test_bad_input_gives_its_error_and_changes_nothing(
    gamification: Gamification,
    database: Database,
    user_id: int,
    product: int | None,
    price: int,
    error: type[GamificationError],
) -> None:
    cheap = await add_product(database, "Pack", 1)
    with pytest.raises(error):
        await gamification.shop.buy(user_id, cheap if product is None else product, price=price)
    assert await state(gamification, database, cheap) == (1_000, 0, 0, 0)


async def test_a_price_beyond_what_can_be_moved_is_refused(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 1_000_000_001)
    with pytest.raises(InvalidAmount):
        await gamification.shop.buy(ANA, product, price=1_000_000_001)
    with pytest.raises(PriceChanged):
        await gamification.shop.buy(ANA, product, price=1_000_000_000)


async def test_reading_the_shop_asks_who_it_is_for(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 1)
    for call in (
        gamification.shop.catalog(404),
        gamification.shop.product(404, product),
        gamification.shop.owned(404),
        gamification.shop.files(2**63, 1),
    ):
        with pytest.raises(UnknownMember):
            await call
    assert await gamification.shop.files(404, 1) is None


async def test_a_member_without_a_profile_can_look_and_take_what_is_free(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 0)
    for user_id in (2001, 2002, 2003):
        await run(
            database,
            "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
            "VALUES (:u, 'Eva', 'FREE', '2026-01-01', '2026-01-01')",
            u=user_id,
        )
    assert len(await gamification.shop.catalog(2001)) == 3
    assert await gamification.shop.owned(2002) == []
    assert (await gamification.shop.buy(2003, product, price=0)).balance == 0


async def test_owned_content_cannot_be_bought_again_even_when_a_reward_gave_it(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 50)
    offer = await gamification.shop.product(ANA, product)
    reward = await add_reward(
        database,
        "gives",
        ("TOTAL_POINTS", 1),
        type_="CONTENT",
        value={"content_set_id": offer.content_set_id},
    )
    gamification.catalog.invalidate()
    await gamification.rewards.available(ANA)
    await gamification.rewards.claim(ANA, reward)
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(ANA, product, price=50)
    assert await state(gamification, database, product) == (1_000, 1, 0, 0)
    (owned,) = await gamification.shop.owned(ANA)
    assert (owned.name, owned.paid) == ("Pack", None)
    content = await gamification.shop.files(ANA, offer.content_set_id)
    assert content is not None
    assert len(content.files) == 2


async def test_expired_access_is_not_owned_and_can_be_bought_again(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    product = await add_product(database, "Pack", 50)
    first = await gamification.shop.buy(ANA, product, price=50)
    until = clock.now + timedelta(hours=1)
    sql = "UPDATE user_content_access SET expires_at = :until"
    await run(database, sql, until=until.strftime("%Y-%m-%d %H:%M:%S.%f") if database.dialect == "sqlite"
              else until.replace(tzinfo=None))  # fmt: skip
    with pytest.raises(AlreadyOwned):
        await gamification.shop.buy(ANA, product, price=50)
    assert (await gamification.shop.owned(ANA))[0].until == until
    clock.now = until
    assert await gamification.shop.owned(ANA) == []
    assert await gamification.shop.files(ANA, first.content_set_id) is None
    second = await gamification.shop.buy(ANA, product, price=50)
    assert second.id != first.id
    assert second.balance == 900
    stem = f"purchase:{first.content_set_id}:{ANA}"
    assert await database.read(spent_entries) == [(f"{stem}:1", -50), (f"{stem}:2", -50)]
    assert (await gamification.shop.owned(ANA))[0].until is None
    assert await state(gamification, database, product) == (900, 1, 2, 2)


async def test_files_go_only_to_those_who_have_access(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "Pack", 50)
    content_set_id = (await gamification.shop.buy(ANA, product, price=50)).content_set_id
    content = await gamification.shop.files(ANA, content_set_id)
    assert content is not None
    assert [file.file_id for file in content.files] == list(PHOTOS)
    assert await gamification.shop.files(BEA, content_set_id) is None
    for forged in (0, -1, 999, 2**40, True):
        assert await gamification.shop.files(ANA, forged) is None
    await run(database, "UPDATE content_sets SET is_active = false")
    await run(database, "UPDATE shop_products SET is_active = false")
    assert await gamification.shop.files(ANA, content_set_id) == content  # what is owned stays owned
    assert [owned.content_set_id for owned in await gamification.shop.owned(ANA)] == [content_set_id]


async def test_a_purchase_unlocks_rewards_in_its_transaction_and_tells(
    gamification: Gamification, database: Database
) -> None:
    await add_reward(database, "first", ("FIRST_PURCHASE", None))
    await add_reward(database, "spender", ("BESITOS_SPENT", 50))
    await add_reward(database, "big spender", ("BESITOS_SPENT", 51))
    told: list[str] = []
    gamification.unlocks.listen(lambda _user, rewards: told.extend(reward.name for reward in rewards))
    gamification.catalog.invalidate()
    product = await add_product(database, "Pack", 50)
    purchase = await gamification.shop.buy(ANA, product, price=50)
    assert {reward.name for reward in purchase.unlocked} >= {"first", "spender"}
    assert "big spender" not in told
    assert set(told) == {reward.name for reward in purchase.unlocked}


async def test_a_purchase_costs_six_statements_and_a_free_one_four(
    gamification: Gamification, database: Database, statements: Statements
) -> None:
    await gamification.rewards.available(ANA)  # what is due by now is unlocked
    paid, free = await add_product(database, "Pack", 50), await add_product(database, "Regalo", 0)
    for n in range(30):
        await add_reward(database, f"far {n}", ("TOTAL_POINTS", 10**9))
    gamification.catalog.invalidate()
    await gamification.catalog.snapshot()
    await gamification.economy.settings()
    statements.sent()
    await gamification.shop.buy(ANA, paid, price=50)
    assert len(statements.sent()) == 6
    await gamification.shop.buy(ANA, free, price=0)
    assert len(statements.sent()) == 4
    await gamification.shop.catalog(ANA)
    assert len(statements.sent()) == 2
    await gamification.shop.owned(ANA)
    await gamification.shop.files(ANA, 1)
    assert len(statements.sent()) == 2


async def test_fifty_purchases_at_once_charge_once(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    product = await add_product(database, "Pack", 10)
    free = await add_product(database, "Regalo", 0)
    others = [Database(database.url, pool_size=3, retry_timeout_seconds=30) for _ in range(3)]
    services = [gamification, *(assemble(other, clock=clock) for other in others)]
    for bought, price, balance in ((product, 10, 990), (free, 0, 990)):
        outcomes = await asyncio.gather(
            *(services[n % 4].shop.buy(ANA, bought, price=price) for n in range(50)), return_exceptions=True
        )
        kinds = [type(outcome) for outcome in outcomes]
        assert (kinds.count(Purchase), kinds.count(AlreadyOwned)) == (1, 49)
        assert await gamification.wallet.balance(ANA) == balance
    assert await state(gamification, database, product) == (990, 2, 1, 1)
    for other in others:
        await other.close()


async def test_different_purchases_at_once_never_spend_what_is_not_there(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    products = [await add_product(database, f"Pack {n}", 300) for n in range(6)]
    other = Database(database.url, pool_size=5, retry_timeout_seconds=30)
    services = [gamification, assemble(other, clock=clock)]
    outcomes = await asyncio.gather(
        *(services[n % 2].shop.buy(ANA, product, price=300) for n, product in enumerate(products)),
        return_exceptions=True,
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert (kinds.count(Purchase), kinds.count(InsufficientFunds)) == (3, 3)
    card = await gamification.profile_cards.of(ANA)
    assert (card.balance, card.total_spent) == (100, 900)
    assert len(await gamification.shop.owned(ANA)) == 3
    await other.close()


async def test_many_members_buy_the_same_product_at_once(
    gamification: Gamification, database: Database
) -> None:
    product = await add_product(database, "Pack", 1)
    buyers = [Identity(3_000 + n, "x") for n in range(40)]
    await gamification.profiles.ensure(buyers)
    for buyer in buyers:
        await gamification.wallet.credit(buyer.user_id, 1, EARN, reason="x", key=f"k{buyer.user_id}")
    await asyncio.gather(*(gamification.shop.buy(buyer.user_id, product, price=1) for buyer in buyers))
    assert await database.read(one(f"SELECT purchase_count FROM shop_products WHERE id = {product}")) == 40
    assert len(await database.read(spent_entries)) == 40
