"""What admins edit: legal values only, all or nothing, logged, and seen by the next update."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services import cached_read
from bot.services.gamification import (
    Condition,
    ConditionType,
    Identity,
    InvalidSetting,
    NotAllowed,
    RewardType,
    TransactionType,
)
from bot.services.gamification.gamification import Gamification, assemble

ADMIN = 7
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
POINTS = (Condition(ConditionType.TOTAL_POINTS, 50),)


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database, clock=lambda: NOON, admin_ids=[ADMIN])
    await gamification.profiles.provision(Identity(1001, "Ana"))
    return gamification


def everything(session: Session) -> list[list[Any]]:
    tables = ("rewards", "reward_conditions", "content_sets", "shop_products")
    return [
        [tuple(map(str, row)) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]
        for table in tables
    ]


async def test_a_new_reward_fires_at_the_next_event(gamification: Gamification) -> None:
    await gamification.catalog.snapshot()
    reward = await gamification.catalog.create_reward(
        ADMIN,
        name="Cincuenta",
        reward_type="BESITOS",
        reward_value={"amount": 5},
        conditions=POINTS,
        is_repeatable=True,
    )
    assert (reward.type, reward.conditions, reward.claim_window_hours) == (RewardType.BESITOS, POINTS, 168)
    receipt = await gamification.wallet.credit(1001, 60, TransactionType.EARN_ADMIN, reason="x", key="a")
    assert [unlocked.id for unlocked in receipt.unlocked] == [reward.id]


async def test_an_edited_condition_holds_from_the_next_event_on(gamification: Gamification) -> None:
    await gamification.catalog.snapshot()
    reward = await gamification.catalog.set_conditions(
        ADMIN, 1, [Condition(ConditionType.TOTAL_POINTS, 40), Condition(ConditionType.NOT_VIP)]
    )
    assert [condition.type for condition in reward.conditions] == ["TOTAL_POINTS", "NOT_VIP"]
    receipt = await gamification.wallet.credit(1001, 40, TransactionType.EARN_ADMIN, reason="x", key="a")
    assert [unlocked.id for unlocked in receipt.unlocked] == [1]


async def test_fields_that_are_not_named_stay(gamification: Gamification) -> None:
    before = next(reward for reward in (await gamification.catalog.snapshot()).rewards if reward.id == 1)
    after = await gamification.catalog.update_reward(ADMIN, 1, is_active=False)
    assert (after.name, after.value, after.conditions) == (before.name, before.value, before.conditions)
    assert not after.is_active


@pytest.mark.every_shape
async def test_a_product_is_made_sold_and_switched_off(gamification: Gamification) -> None:
    catalog = gamification.catalog
    content = await catalog.create_content_set(
        ADMIN, name="Fotos", content_type="PHOTO_SET", file_ids=["AgAC1", {"file_id": "AgAC2"}]
    )
    product = await catalog.create_product(
        ADMIN, name="Fotos", content_set_id=content.id, besitos_price=30, vip_discount_percentage=50
    )
    await gamification.wallet.credit(1001, 60, TransactionType.EARN_ADMIN, reason="x", key="a")
    await catalog.update_product(ADMIN, product.id, besitos_price=40)
    purchase = await gamification.shop.buy(1001, product.id, price=40)
    assert (purchase.price, purchase.balance) == (40, 20)
    await catalog.update_product(ADMIN, product.id, is_active=False)
    assert product.id not in [offer.id for offer in await gamification.shop.catalog(1001)]
    assert [row.fields["name"] for row in await catalog.content_sets()][-1] == "Fotos"
    assert [row.fields["besitos_price"] for row in await catalog.products()][-1] == 40


async def test_another_process_sees_an_edit_within_five_seconds(
    gamification: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = assemble(Database(database.url), clock=lambda: NOON)
    before = await other.catalog.snapshot()
    await gamification.catalog.update_reward(ADMIN, 1, name="Otro nombre")
    assert cached_read.REREAD_AFTER_SECONDS < 5
    monkeypatch.setattr(other.catalog._rewards, "_fresh_until", 0.0)  # as after these seconds
    after = await other.catalog.snapshot()
    assert after.version == before.version + 1
    assert after.rewards[0].name == "Otro nombre"


async def test_what_did_not_change_keeps_its_version(
    gamification: Gamification, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await gamification.catalog.snapshot()
    monkeypatch.setattr(gamification.catalog._rewards, "_fresh_until", 0.0)
    assert await gamification.catalog.snapshot() is before


async def test_every_edit_is_logged_with_who_made_it(gamification: Gamification) -> None:
    with structlog.testing.capture_logs() as logs:
        await gamification.catalog.update_product(ADMIN, 1, besitos_price=45)
    assert logs == [
        {
            "event": "catalog_changed",
            "log_level": "info",
            "admin_id": ADMIN,
            "table": "shop_products",
            "id": 1,
            "changes": {"besitos_price": [50, 45]},
        }
    ]


REWARD: dict[str, Any] = {"name": "R", "reward_type": "BESITOS", "reward_value": {"amount": 1}}
PRODUCT: dict[str, Any] = {"name": "P", "content_set_id": 1, "besitos_price": 1}
CONTENT: dict[str, Any] = {"name": "C", "content_type": "VIDEO"}


@pytest.mark.parametrize(
    ("call", "fields", "name"),
    [
        ("create_reward", REWARD | {"reward_value": {"amount": 0}}, "amount"),
        ("create_reward", REWARD | {"reward_value": {"amount": 100_001}}, "amount"),
        ("create_reward", REWARD | {"reward_value": {"amount": True}}, "amount"),
        ("create_reward", REWARD | {"reward_value": {}}, "reward_value"),
        ("create_reward", REWARD | {"reward_value": [5]}, "reward_value"),
        ("create_reward", REWARD | {"reward_type": "MONEY"}, "reward_type"),
        ("create_reward", REWARD | {"reward_type": "VIP_EXTENSION", "reward_value": {"days": 366}}, "days"),
        (
            "create_reward",
            REWARD | {"reward_type": "CONTENT", "reward_value": {"content_set_id": 99}},
            "reward_value",
        ),
        (
            "create_reward",
            REWARD | {"reward_type": "BADGE", "reward_value": {"badge_name": "", "emoji": "x"}},
            "badge_name",
        ),
        ("create_reward", REWARD | {"claim_window_hours": 0}, "claim_window_hours"),
        ("create_reward", REWARD | {"claim_window_hours": 8_761}, "claim_window_hours"),
        ("create_reward", REWARD | {"name": ""}, "name"),
        ("create_reward", REWARD | {"name": "x" * 201}, "name"),
        ("create_reward", REWARD | {"name": "Primeros Pasos"}, "name"),
        ("create_reward", REWARD | {"code": "first-steps"}, "code"),
        ("create_reward", REWARD | {"is_active": 1}, "is_active"),
        ("create_reward", REWARD | {"color": "red"}, "color"),
        (
            "create_reward",
            REWARD | {"conditions": [Condition(ConditionType.TOTAL_POINTS)]},
            "condition_value",
        ),
        (
            "create_reward",
            REWARD | {"conditions": [Condition(ConditionType.FIRST_REACTION, 3)]},
            "condition_value",
        ),
        (
            "create_reward",
            REWARD | {"conditions": [Condition(ConditionType.NOT_VIP, group=-1)]},
            "condition_group",
        ),
        ("create_reward", REWARD | {"conditions": ["FIRST_REACTION"]}, "conditions"),
        ("create_product", PRODUCT | {"besitos_price": -1}, "besitos_price"),
        ("create_product", PRODUCT | {"besitos_price": 10**9 + 1}, "besitos_price"),
        ("create_product", PRODUCT | {"besitos_price": 1.5}, "besitos_price"),
        ("create_product", PRODUCT | {"vip_discount_percentage": 101}, "vip_discount_percentage"),
        ("create_product", PRODUCT | {"vip_besitos_price": -1}, "vip_besitos_price"),
        ("create_product", PRODUCT | {"content_set_id": 99}, "content_set_id"),
        ("create_product", PRODUCT | {"content_set_id": None}, "content_set_id"),
        ("create_product", PRODUCT | {"tier": "GOLD"}, "tier"),
        ("create_content_set", CONTENT | {"content_type": "SONG"}, "content_type"),
        ("create_content_set", CONTENT | {"file_ids": "AgAC"}, "file_ids"),
        ("create_content_set", CONTENT | {"file_ids": [5]}, "file_ids"),
        ("create_content_set", CONTENT | {"name": "a\0b"}, "name"),
        ("create_content_set", CONTENT | {"name": "\ud800"}, "name"),
    ],
)
async def test_illegal_values_are_refused_by_name_and_change_nothing(
    gamification: Gamification, database: Database, call: str, fields: dict[str, Any], name: str
) -> None:
    before = await database.read(everything)
    with pytest.raises(InvalidSetting) as caught:
        await getattr(gamification.catalog, call)(ADMIN, **fields)
    assert caught.value.name == name
    assert await database.read(everything) == before


@pytest.mark.parametrize("call", ["update_reward", "update_content_set", "update_product"])
async def test_a_row_that_is_not_there_cannot_be_edited(gamification: Gamification, call: str) -> None:
    for nothing in (99, 0, -1, 2**70, True, None, "1"):
        if nothing is None:
            continue
        with pytest.raises(InvalidSetting, match="there is no row"):
            await getattr(gamification.catalog, call)(ADMIN, nothing, name="x")


async def test_an_edit_that_fits_no_type_is_refused_as_a_whole(gamification: Gamification) -> None:
    with pytest.raises(InvalidSetting, match="reward_value"):
        await gamification.catalog.update_reward(ADMIN, 1, reward_type="BADGE")
    badge = {"badge_name": "fan", "emoji": "⭐"}
    changed = await gamification.catalog.update_reward(ADMIN, 1, reward_type="BADGE", reward_value=badge)
    assert changed.value == badge


async def test_only_admins_edit(gamification: Gamification, database: Database) -> None:
    before = await database.read(everything)
    for call, args, fields in (
        ("create_reward", (), REWARD),
        ("update_reward", (1,), {"name": "x"}),
        ("create_content_set", (), CONTENT),
        ("update_content_set", (1,), {"name": "x"}),
        ("create_product", (), PRODUCT),
        ("update_product", (1,), {"name": "x"}),
    ):
        with pytest.raises(NotAllowed):
            await getattr(gamification.catalog, call)(1001, *args, **fields)
    assert await database.read(everything) == before


async def test_of_two_rewards_of_one_name_at_once_one_is_made(gamification: Gamification) -> None:
    made = await asyncio.gather(
        *(gamification.catalog.create_reward(ADMIN, **REWARD) for _ in range(5)), return_exceptions=True
    )
    assert sum(not isinstance(one, BaseException) for one in made) == 1
    assert {type(one) for one in made if isinstance(one, BaseException)} == {InvalidSetting}
