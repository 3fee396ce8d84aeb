"""What an admin is told of a reward: how many members would get it at once, who has it, and what to mind."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import (
    Condition,
    ConditionType,
    Drafted,
    HostCondition,
    Identity,
    InvalidSetting,
    NotAllowed,
    Remark,
    RewardHolders,
    RewardType,
    TransactionType,
)
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.reward_reviews import reach
from tests.kit.statements import Statements

ADMIN = 7
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
C = ConditionType
CHANNEL = -100123


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    now = [NOON]
    made = assemble(database, clock=lambda: now[0], admin_ids=[ADMIN])
    await made.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 9))
    await lived(made, now)
    return made


async def lived(made: Gamification, now: list[datetime]) -> None:
    """1 has earned 120 and a streak of 2; 2 a streak of 1, lapsed; 3 reacted; 4 bought for 50 of 60; 5 is
    VIP; 6 has earned 500; 7 and 8 have done nothing."""
    now[0] = NOON - timedelta(days=5)
    await made.daily_gift.claim(2)
    for day in (NOON - timedelta(days=1), NOON):
        now[0] = day
        await made.daily_gift.claim(1)
    await made.reactions.react(3, CHANNEL, 1, "❤️")
    await made.catalog.update_content_set(ADMIN, 1, file_ids=["AgAC1"])
    for member, amount in ((4, 60), (6, 500), (1, 10)):
        await made.wallet.credit(member, amount, TransactionType.EARN_ADMIN, reason="x", key=f"k{member}")
    await made.shop.buy(4, 1, price=50)
    await made.members.set_vip(5, until=NOON + timedelta(days=3))
    await made.catalog.delete_reward(ADMIN, 3)


async def due(gamification: Gamification, *conditions: Condition, reward_id: int | None = None) -> int:
    review = await gamification.reward_reviews.review(ADMIN, Drafted(conditions), reward_id=reward_id)
    assert not review.due.or_more
    return review.due.members


CASES: list[tuple[Sequence[Condition], int]] = [
    ([Condition(C.TOTAL_POINTS, 60)], 3),
    ([Condition(C.TOTAL_POINTS, 1)], 5),
    ([Condition(C.BESITOS_SPENT, 50)], 1),
    ([Condition(C.LEVEL_REACHED, 3)], 1),
    ([Condition(C.LEVEL_REACHED, 1)], 8),
    ([Condition(C.LEVEL_REACHED, 200_000)], 0),
    ([Condition(C.STREAK_LENGTH, 2)], 1),
    ([Condition(C.STREAK_LENGTH, 1)], 1),
    ([Condition(C.FIRST_DAILY_GIFT)], 2),
    ([Condition(C.FIRST_REACTION)], 1),
    ([Condition(C.FIRST_PURCHASE)], 1),
    ([Condition(C.NOT_VIP)], 7),
    ([Condition(C.NOT_CLAIMED_BEFORE)], 8),
    ([Condition(C.TOTAL_POINTS, 60), Condition(C.FIRST_REACTION, None, 1), Condition(C.NOT_VIP, None, 1)], 3),
    ([Condition(C.FIRST_REACTION, None, 1), Condition(C.STREAK_LENGTH, 2, 1)], 2),
    ([], 0),
]


async def test_who_would_get_it_at_once_is_counted_as_the_rule_unlocks_it(gamification: Gamification) -> None:
    """Each is held against the real thing: the reward is made, and every member opens the list."""
    for n, (conditions, expected) in enumerate(CASES):
        assert await due(gamification, *conditions) == expected, conditions
        fields: dict[str, Any] = {"reward_type": "BADGE", "reward_value": {"badge_name": "x", "emoji": "x"}}
        reward = await gamification.catalog.create_reward(
            ADMIN, name=f"R{n}", conditions=conditions, **fields,
            is_active=conditions != [Condition(C.LEVEL_REACHED, 200_000)],
        )  # fmt: skip
        got = [await gamification.rewards.claimable(m, [reward.id]) for m in range(1, 9)
               if await gamification.rewards.available(m)]  # fmt: skip
        assert sum(map(bool, got)) == expected, conditions
        assert await due(gamification, *conditions, reward_id=reward.id) == 0


async def test_what_only_the_host_counts_may_be_fewer(gamification: Gamification) -> None:
    quizzes = Condition(HostCondition("QUIZZES_WON"), 3)
    review = await gamification.reward_reviews.review(
        ADMIN, Drafted([quizzes, Condition(C.TOTAL_POINTS, 60)])
    )
    assert (review.due.members, review.due.at_most) == (3, True)
    assert review.verdict.says(Remark.NOT_REGISTERED)
    gamification.conditions.register("QUIZZES_WON", count=lambda session, user_id: 3)
    review = await gamification.reward_reviews.review(ADMIN, Drafted([quizzes]))
    assert not review.verdict.says(Remark.NOT_REGISTERED)


async def test_of_very_many_members_only_some_are_looked_at(
    gamification: Gamification, monkeypatch: pytest.MonkeyPatch, statements: Statements
) -> None:
    monkeypatch.setattr(reach, "MAX_EXAMINED", 4)
    await gamification.reward_reviews.review(ADMIN, Drafted([Condition(C.NOT_VIP)]))
    statements.sent()
    review = await gamification.reward_reviews.review(ADMIN, Drafted([Condition(C.TOTAL_POINTS, 10)]))
    assert (review.due.members, review.due.or_more) == (4, True)
    assert len([sent for sent in statements.sent() if sent.upper().startswith("SELECT")]) <= 4


async def test_the_shop_decides_whether_a_purchase_can_be_made(gamification: Gamification) -> None:
    purchase = [Condition(C.FIRST_PURCHASE), Condition(C.NOT_VIP)]

    async def remarks(off: Sequence[str] = ()) -> list[Remark]:
        review = await gamification.reward_reviews.review(ADMIN, Drafted(purchase), off=off)
        return [one.remark for one in review.verdict.warnings]

    assert await remarks() == []
    assert await remarks(["shop"]) == [Remark.NOTHING_FOR_SALE]
    await gamification.catalog.update_product(ADMIN, 1, tier="VIP")
    assert await remarks() == [Remark.VIP_SHOP]
    for nothing in ({"tier": "GIFT"}, {"tier": "FREE", "stock": 0}, {"stock": 3, "ends_at": NOON}):
        await gamification.catalog.update_product(ADMIN, 1, **nothing)
        assert await remarks() == [Remark.NOTHING_FOR_SALE]


async def test_features_that_are_off(gamification: Gamification) -> None:
    both = Drafted([Condition(C.STREAK_LENGTH, 3), Condition(C.FIRST_REACTION)])
    review = await gamification.reward_reviews.review(ADMIN, both, off=["gift", "reactions"])
    assert [one.remark for one in review.verdict.warnings] == [Remark.NO_GIFT, Remark.NO_REACTIONS]


async def test_content_without_files_is_told(gamification: Gamification) -> None:
    for content_set_id, empty in ((1, False), (2, True), (99, True)):
        given = Drafted([Condition(C.NOT_VIP)], RewardType.CONTENT, {"content_set_id": content_set_id})
        review = await gamification.reward_reviews.review(ADMIN, given)
        assert review.verdict.says(Remark.NO_FILES) is empty


async def test_the_holders_of_a_reward_by_what_they_did(
    gamification: Gamification, database: Database
) -> None:
    reward = await gamification.catalog.create_reward(
        ADMIN, name="R", reward_type="BESITOS", reward_value={"amount": 5}, is_repeatable=True,
        conditions=[Condition(C.TOTAL_POINTS, 50)],
    )  # fmt: skip
    reviews = gamification.reward_reviews
    assert await reviews.holders(ADMIN, reward.id) == RewardHolders(0, 0, 0, 0, 8)
    for member in (1, 4, 6, 7):
        await gamification.rewards.grant(ADMIN, member, reward.id)
    await gamification.rewards.claim(1, reward.id)
    await gamification.rewards.claim(6, reward.id)
    await gamification.wallet.credit(6, 60, TransactionType.EARN_ADMIN, reason="x", key="again")
    over = "UPDATE user_rewards SET expires_at = '2026-01-01 00:00:00' WHERE user_id = 7 AND reward_id = :id"
    await database.write(lambda s: s.execute(text(over), {"id": reward.id}))
    assert await reviews.holders(ADMIN, reward.id) == RewardHolders(
        waiting=2, claimed=2, claims=2, missed=1, others=4
    )


async def test_only_admins_ask_and_only_what_can_be(gamification: Gamification) -> None:
    reviews = gamification.reward_reviews
    with pytest.raises(NotAllowed):
        await reviews.review(1, Drafted([]))
    with pytest.raises(NotAllowed):
        await reviews.holders(1, 1)
    for condition in (Condition(C.TOTAL_POINTS), Condition(C.TOTAL_POINTS, 2**70), "FIRST_REACTION"):
        with pytest.raises(InvalidSetting):
            await reviews.review(ADMIN, Drafted([condition]))  # type: ignore[list-item]
    for nothing in (0, -1, 2**70, True, "1"):
        with pytest.raises(InvalidSetting):
            await reviews.review(ADMIN, Drafted([]), reward_id=nothing)  # type: ignore[arg-type]
        with pytest.raises(InvalidSetting):
            await reviews.holders(ADMIN, nothing)  # type: ignore[arg-type]
