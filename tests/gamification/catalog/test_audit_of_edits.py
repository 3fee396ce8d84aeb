"""Every edit of the catalog is a row of the audit log, and the second of two admins is told of the first."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.database import Database
from bot.services.gamification import ChangedMeanwhile, Condition, ConditionType, InvalidSetting
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.gamification import Gamification, assemble

ADMIN, OTHER = 7, 8
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    return assemble(database, clock=lambda: NOON, admin_ids=[ADMIN, OTHER])


async def changes(database: Database) -> list[tuple[Any, ...]]:
    return [
        (row.who, row.change.what, row.change.subject, row.change.before, row.change.after)
        for row in reversed(await database.read(latest_changes, 50))
    ]


async def test_each_edit_is_recorded_with_the_fields_that_changed(
    gamification: Gamification, database: Database
) -> None:
    catalog = gamification.catalog
    await catalog.update_product(ADMIN, 1, besitos_price=45, name="Pack de Bienvenida")
    await catalog.update_content_set(OTHER, 2, tier="PREMIUM")
    await catalog.update_reward(ADMIN, 3, is_secret=True)
    await catalog.set_conditions(ADMIN, 3, [Condition(ConditionType.TOTAL_POINTS, 40)])
    assert await changes(database) == [
        ("admin 7", "edited", "product 1", {"besitos_price": 50}, {"besitos_price": 45}),
        ("admin 8", "edited", "content set 2", {"tier": "VIP"}, {"tier": "PREMIUM"}),
        ("admin 7", "edited", "reward 3", {"is_secret": False}, {"is_secret": True}),
        (
            "admin 7",
            "edited",
            "reward 3",
            {"conditions": [{"type": "STREAK_LENGTH", "value": 7, "group": 0}]},
            {"conditions": [{"type": "TOTAL_POINTS", "value": 40, "group": 0}]},
        ),
    ]


async def test_a_new_row_is_recorded_with_all_its_fields(
    gamification: Gamification, database: Database
) -> None:
    product = await gamification.catalog.create_product(ADMIN, name="P", content_set_id=1, besitos_price=1)
    [(who, what, subject, before, after)] = await changes(database)
    assert (who, what, subject, before) == ("admin 7", "created", f"product {product.id}", None)
    assert after.items() >= {"name": "P", "besitos_price": 1, "tier": "FREE", "is_active": True}.items()


async def test_what_changes_nothing_or_is_refused_is_not_recorded(
    gamification: Gamification, database: Database
) -> None:
    await gamification.catalog.update_product(ADMIN, 1, besitos_price=50)
    with pytest.raises(InvalidSetting):
        await gamification.catalog.update_product(ADMIN, 1, besitos_price=-1)
    with pytest.raises(InvalidSetting):
        await gamification.catalog.update_reward(ADMIN, 1, conditions=[Condition(ConditionType.NOT_VIP, 3)])
    assert await changes(database) == []


async def test_the_second_admin_is_told_what_it_is_now(
    gamification: Gamification, database: Database
) -> None:
    catalog = gamification.catalog
    shown = {"besitos_price": 50}
    await catalog.update_product(ADMIN, 1, expected=shown, besitos_price=45)
    with pytest.raises(ChangedMeanwhile) as told:
        await catalog.update_product(OTHER, 1, expected=shown, besitos_price=55)
    assert (told.value.name, told.value.value) == ("besitos_price", 45)
    with pytest.raises(ChangedMeanwhile) as told:
        await catalog.update_content_set(ADMIN, 1, expected={"name": "Other"}, tier="VIP")
    assert (told.value.name, told.value.value) == ("name", "Welcome Pack")
    before = (Condition(ConditionType.STREAK_LENGTH, 7),)
    after = (Condition(ConditionType.STREAK_LENGTH, 8),)
    await catalog.update_reward(ADMIN, 3, expected={"conditions": before}, conditions=after)
    with pytest.raises(ChangedMeanwhile) as told:
        await catalog.update_reward(OTHER, 3, expected={"conditions": before, "name": "x"}, conditions=())
    assert told.value.value == after
    assert len(await changes(database)) == 2


@pytest.mark.parametrize("expected", [{"nothing": 1}, 5, "besitos_price"])
async def test_what_is_no_field_cannot_be_expected(gamification: Gamification, expected: Any) -> None:
    with pytest.raises(InvalidSetting):
        await gamification.catalog.update_product(ADMIN, 1, expected=expected, besitos_price=1)


async def test_of_edits_at_once_that_were_shown_the_same_one_is_made(
    gamification: Gamification, database: Database
) -> None:
    async def edit(price: int) -> int:
        try:
            await gamification.catalog.update_product(
                ADMIN, 1, expected={"besitos_price": 50}, besitos_price=price
            )
        except ChangedMeanwhile:
            return 0
        return price

    made = [price for price in await asyncio.gather(*map(edit, range(60, 70))) if price]
    first = (await gamification.catalog.products())[0]
    assert first.fields["besitos_price"] == made[0]
    assert len(made) == 1 == len(await changes(database))
