"""Rewards that nobody could earn are refused, and deleting hides what members have."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import (
    ChangedMeanwhile,
    Condition,
    ConditionType,
    Identity,
    ImpossibleReward,
    InvalidSetting,
    NotAllowed,
    Reward,
    RewardLocked,
    RewardStatus,
    TransactionType,
)
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.gamification import Gamification, assemble

ADMIN = 7
ANA = 1001
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
C = ConditionType
NEVER = Condition(C.LEVEL_REACHED, 200_000)
POINTS = Condition(C.TOTAL_POINTS, 50)
FIELDS: dict[str, Any] = {"name": "R", "reward_type": "BESITOS", "reward_value": {"amount": 5}}


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database, clock=lambda: NOON, admin_ids=[ADMIN])
    await gamification.profiles.provision(Identity(ANA, "Ana"))
    return gamification


async def stored(gamification: Gamification, reward_id: int) -> Reward | None:
    return next((one for one in await gamification.catalog.rewards() if one.id == reward_id), None)


# Impossible


async def test_a_reward_that_nobody_can_earn_is_refused_with_the_reason(gamification: Gamification) -> None:
    before = await gamification.catalog.rewards()
    with pytest.raises(ImpossibleReward) as caught:
        await gamification.catalog.create_reward(ADMIN, conditions=[POINTS, NEVER], **FIELDS)
    assert [(one.remark, one.condition) for one in caught.value.remarks] == [("level-never", NEVER)]
    assert str(caught.value) == "conditions: can never be met: LEVEL_REACHED 200000 (level-never)"
    assert isinstance(caught.value, InvalidSetting)
    assert await gamification.catalog.rewards() == before


async def test_an_alternative_that_nobody_meets_is_not_refused(gamification: Gamification) -> None:
    either = [Condition(C.LEVEL_REACHED, 200_000, 1), Condition(C.TOTAL_POINTS, 50, 1)]
    reward = await gamification.catalog.create_reward(ADMIN, conditions=either, **FIELDS)
    assert reward.conditions == tuple(either)


async def test_a_reward_that_is_off_may_be_impossible_until_it_is_switched_on(
    gamification: Gamification,
) -> None:
    catalog = gamification.catalog
    reward = await catalog.create_reward(ADMIN, conditions=[NEVER], is_active=False, **FIELDS)
    with pytest.raises(ImpossibleReward):
        await catalog.update_reward(ADMIN, reward.id, is_active=True)
    changed = await catalog.update_reward(ADMIN, reward.id, is_active=True, conditions=[POINTS])
    assert changed.is_active


async def test_a_new_formula_that_makes_a_reward_impossible_leaves_it_editable(
    gamification: Gamification,
) -> None:
    catalog = gamification.catalog
    reward = await catalog.create_reward(ADMIN, conditions=[Condition(C.LEVEL_REACHED, 9)], **FIELDS)
    await gamification.economy.update(ADMIN, level_formula="min(total_earned // 10, 3) + 1")
    assert (await catalog.update_reward(ADMIN, reward.id, name="Otro")).name == "Otro"
    with pytest.raises(ImpossibleReward):
        await catalog.set_conditions(ADMIN, reward.id, [Condition(C.LEVEL_REACHED, 5)])
    assert not (await catalog.update_reward(ADMIN, reward.id, is_active=False)).is_active


# Order


async def test_rewards_are_moved_one_place_and_each_row_that_changed_is_recorded(
    gamification: Gamification, database: Database
) -> None:
    catalog = gamification.catalog

    async def order() -> list[int]:
        return [one.id for one in await catalog.rewards()]

    await catalog.create_reward(ADMIN, **FIELDS)
    before = await order()
    last = before[-1]
    assert await catalog.move_reward(ADMIN, last, up=True)
    assert await order() == [*before[:-2], last, before[-2]]
    assert await catalog.move_reward(ADMIN, last, up=False)
    assert await order() == before
    assert not await catalog.move_reward(ADMIN, last, up=False)
    assert not await catalog.move_reward(ADMIN, before[0], up=True)
    [newest, *_] = await database.read(latest_changes, 1)
    assert newest.change.after.keys() == {"sort_order"}
    with pytest.raises(NotAllowed):
        await catalog.move_reward(ANA, 1, up=True)
    for nothing in (99, 0, "1"):
        with pytest.raises(InvalidSetting):
            await catalog.move_reward(ADMIN, nothing, up=True)  # type: ignore[arg-type]


# Delete


async def test_a_reward_that_nobody_had_is_deleted_with_its_conditions(
    gamification: Gamification, database: Database
) -> None:
    reward = await gamification.catalog.create_reward(ADMIN, conditions=[POINTS], **FIELDS)
    before = (await gamification.catalog.snapshot()).version
    assert await gamification.catalog.delete_reward(ADMIN, reward.id) is True
    assert await stored(gamification, reward.id) is None
    left = "SELECT count(*) FROM reward_conditions WHERE reward_id = :id"
    assert await database.read(lambda s: s.execute(text(left), {"id": reward.id}).scalar_one()) == 0
    assert (await gamification.catalog.snapshot()).version > before
    [newest, *_] = await database.read(latest_changes, 1)
    assert (newest.who, newest.change.what, newest.change.subject) == (
        "admin 7", "deleted", f"reward {reward.id}",
    )  # fmt: skip
    assert newest.change.before["conditions"] == [{"type": "TOTAL_POINTS", "value": 50, "group": 0}]
    assert (newest.change.before["name"], newest.change.after) == ("R", None)


async def test_a_seed_is_deleted_as_freely(gamification: Gamification) -> None:
    assert await gamification.catalog.delete_reward(ADMIN, 3) is True
    assert [one.id for one in await gamification.catalog.rewards()] == [1, 2]


async def test_what_a_member_may_claim_is_hidden_and_still_paid(
    gamification: Gamification, database: Database
) -> None:
    reward = await gamification.catalog.create_reward(ADMIN, conditions=[POINTS], **FIELDS)
    await gamification.wallet.credit(ANA, 60, TransactionType.EARN_ADMIN, reason="x", key="a")
    assert await gamification.catalog.delete_reward(ADMIN, reward.id) is False
    hidden = await stored(gamification, reward.id)
    assert hidden is not None
    assert not hidden.is_active
    assert (await gamification.rewards.claim(ANA, reward.id)).amount == 5
    assert await gamification.catalog.delete_reward(ADMIN, reward.id) is False
    views = {view.id: view.status for view in await gamification.rewards.available(ANA)}
    assert views[reward.id] is RewardStatus.CLAIMED
    [newest, *_] = await database.read(latest_changes, 1)
    assert (newest.change.what, newest.change.after) == ("edited", {"is_active": False})


async def test_the_id_of_a_deleted_reward_does_not_come_back(gamification: Gamification) -> None:
    """Its payments would be those of the new one."""
    reward = await gamification.catalog.create_reward(ADMIN, conditions=[POINTS], **FIELDS)
    assert await gamification.catalog.delete_reward(ADMIN, reward.id) is True
    again = await gamification.catalog.create_reward(ADMIN, conditions=[POINTS], **FIELDS)
    assert again.id > reward.id


async def test_delete_and_unlock_at_once_leave_no_member_without_what_was_unlocked(
    gamification: Gamification, database: Database
) -> None:
    elsewhere = Database(database.url)
    other = assemble(elsewhere, clock=lambda: NOON)
    await gamification.profiles.ensure(Identity(n, "x") for n in range(1, 6))
    for round_ in range(3):
        points = Condition(C.TOTAL_POINTS, 10 * (round_ + 1))
        reward = await gamification.catalog.create_reward(
            ADMIN, conditions=[points], **FIELDS | {"name": f"R{round_}"}
        )
        credits_ = [
            other.wallet.credit(n, 10, TransactionType.EARN_ADMIN, reason="x", key=f"{round_} {n}")
            for n in range(1, 6)
        ]
        deleted, receipts = await asyncio.gather(
            gamification.catalog.delete_reward(ADMIN, reward.id), asyncio.gather(*credits_)
        )
        unlocked = [one for receipt in receipts for one in receipt.unlocked if one.id == reward.id]
        assert not (deleted and unlocked)
        assert (await stored(gamification, reward.id) is None) is deleted
    await elsewhere.close()


async def test_what_was_changed_meanwhile_is_not_deleted(gamification: Gamification) -> None:
    shown = {"name": "Primeros Pasos", "is_active": True, "conditions": [Condition(C.FIRST_REACTION)]}
    await gamification.catalog.set_conditions(ADMIN, 1, [POINTS])
    with pytest.raises(ChangedMeanwhile) as caught:
        await gamification.catalog.delete_reward(ADMIN, 1, expected=shown)
    assert (caught.value.name, caught.value.value) == ("conditions", (POINTS,))
    await gamification.catalog.update_reward(ADMIN, 1, name="Otro")
    with pytest.raises(ChangedMeanwhile, match="name"):
        await gamification.catalog.delete_reward(ADMIN, 1, expected={"name": "Primeros Pasos"})
    assert await stored(gamification, 1) is not None


async def test_only_admins_delete_and_only_what_is_there(gamification: Gamification) -> None:
    with pytest.raises(NotAllowed):
        await gamification.catalog.delete_reward(ANA, 1)
    for nothing in (99, 0, -1, 2**70, True, "1", None):
        with pytest.raises(InvalidSetting, match="there is no row"):
            await gamification.catalog.delete_reward(ADMIN, nothing)  # type: ignore[arg-type]
    assert len(await gamification.catalog.rewards()) == 3


async def test_a_button_of_a_deleted_reward_finds_it_locked(gamification: Gamification) -> None:
    await gamification.catalog.delete_reward(ADMIN, 1)
    with pytest.raises(RewardLocked):
        await gamification.rewards.claim(ANA, 1)
