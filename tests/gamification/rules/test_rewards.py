"""Conditions of rewards: what holds, in which groups, and what a repeatable reward asks on top."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.gamification.rules.rewards import (
    Condition,
    ConditionType,
    Reward,
    RewardState,
    RewardStatus,
    RewardType,
    Standing,
    conditions_hold,
    may_unlock,
    progress_of,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
C = ConditionType


def standing(**changes: Any) -> Standing:
    numbers: dict[str, Any] = {
        "total_earned": 0, "total_spent": 0, "level": 1, "streak": 0, "streak_day": None, "vip": False,
        "has_reacted": False, "has_claimed_gift": False, "has_bought": False,
    }  # fmt: skip
    return Standing(**numbers | changes)


def reward(*conditions: Condition, repeatable: bool = False, active: bool = True) -> Reward:
    return Reward(
        1, None, "r", None, RewardType.BESITOS, {"amount": 1}, repeatable, False, 168, active, 1, conditions
    )


@pytest.mark.parametrize(
    ("condition", "below", "at"),
    [
        (Condition(C.TOTAL_POINTS, 100), standing(total_earned=99), standing(total_earned=100)),
        (Condition(C.BESITOS_SPENT, 100), standing(total_spent=99), standing(total_spent=100)),
        (Condition(C.LEVEL_REACHED, 3), standing(level=2), standing(level=3)),
        (
            Condition(C.STREAK_LENGTH, 7),
            standing(streak=6, streak_day=TODAY),
            standing(streak=7, streak_day=TODAY),
        ),
        (Condition(C.FIRST_REACTION), standing(), standing(has_reacted=True)),
        (Condition(C.FIRST_DAILY_GIFT), standing(), standing(has_claimed_gift=True)),
        (Condition(C.FIRST_PURCHASE), standing(), standing(has_bought=True)),
        (Condition(C.NOT_VIP), standing(vip=True), standing()),
    ],
)
def test_each_condition_holds_from_its_value_on(condition: Condition, below: Standing, at: Standing) -> None:
    assert not conditions_hold(reward(condition), below, RewardState())
    assert conditions_hold(reward(condition), at, RewardState())


def test_not_claimed_before_fails_after_a_claim() -> None:
    rule = reward(Condition(C.NOT_CLAIMED_BEFORE), Condition(C.TOTAL_POINTS, 10), repeatable=True)
    rich = standing(total_earned=100)
    assert conditions_hold(rule, rich, RewardState())
    claimed = RewardState(RewardStatus.CLAIMED, NOW, None, 1, NOW, 0, 0, None)
    assert not conditions_hold(rule, rich, claimed)


def test_a_reward_without_conditions_never_fires_by_itself() -> None:
    assert not conditions_hold(reward(), standing(total_earned=10**9), RewardState())
    assert not may_unlock(reward(), RewardState(), NOW)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=8))
def test_group_0_needs_all_and_each_other_group_one(parts: list[tuple[int, bool]]) -> None:
    conditions = [Condition(C.TOTAL_POINTS, 1 if holds else 1_000, group) for group, holds in parts]
    expected = all(holds for group, holds in parts if group == 0) and all(
        any(holds for g, holds in parts if g == group) for group in {g for g, _ in parts} - {0}
    )
    assert conditions_hold(reward(*conditions), standing(total_earned=500), RewardState()) is expected


def claimed(**baselines: Any) -> RewardState:
    numbers: dict[str, Any] = {"baseline_earned": 0, "baseline_spent": 0, "baseline_day": None} | baselines
    return RewardState(RewardStatus.CLAIMED, NOW, None, 1, NOW, **numbers)


def test_points_and_spending_count_from_the_last_claim() -> None:
    rule = reward(Condition(C.TOTAL_POINTS, 100), repeatable=True)
    assert not conditions_hold(rule, standing(total_earned=249), claimed(baseline_earned=150))
    assert conditions_hold(rule, standing(total_earned=250), claimed(baseline_earned=150))
    rule = reward(Condition(C.BESITOS_SPENT, 100), repeatable=True)
    assert not conditions_hold(rule, standing(total_spent=249), claimed(baseline_spent=150))
    assert conditions_hold(rule, standing(total_spent=250), claimed(baseline_spent=150))


@pytest.mark.parametrize(
    ("streak", "days_since_claim", "holds"),
    [
        (13, 6, False),  # six days on top of the seven
        (14, 7, True),
        (7, 20, True),  # a streak that began after the claim counts whole
        (6, 20, False),
        (7, 0, False),  # claimed today: not at once again
    ],
)
def test_a_streak_needs_the_same_days_on_top(streak: int, days_since_claim: int, holds: bool) -> None:
    rule = reward(Condition(C.STREAK_LENGTH, 7), repeatable=True)
    state = claimed(baseline_day=TODAY - timedelta(days=days_since_claim))
    assert conditions_hold(rule, standing(streak=streak, streak_day=TODAY), state) is holds


@pytest.mark.parametrize(
    "conditions",
    [
        (Condition(C.LEVEL_REACHED, 2),),
        (Condition(C.FIRST_REACTION),),
        (Condition(C.NOT_VIP),),
        (Condition(C.LEVEL_REACHED, 2, 1), Condition(C.TOTAL_POINTS, 100, 1)),
    ],
)
def test_what_stays_true_does_not_unlock_a_repeatable_reward_again(conditions: tuple[Condition, ...]) -> None:
    rule = reward(*conditions, repeatable=True)
    now = standing(total_earned=500, level=3, has_reacted=True)
    assert conditions_hold(rule, now, RewardState())
    assert not conditions_hold(rule, now, claimed(baseline_earned=500))


@pytest.mark.parametrize(
    ("state", "repeatable", "expected"),
    [
        (RewardState(), False, True),
        (RewardState(RewardStatus.UNLOCKED, NOW, NOW + timedelta(hours=1)), True, False),
        (RewardState(RewardStatus.UNLOCKED, NOW, NOW), True, True),  # its window is over
        (RewardState(RewardStatus.UNLOCKED, NOW, NOW), False, False),
        (RewardState(RewardStatus.EXPIRED, NOW, NOW), False, False),
        (RewardState(RewardStatus.CLAIMED, NOW, None, 1, NOW), False, False),
        (RewardState(RewardStatus.CLAIMED, NOW, None, 1, NOW), True, True),
    ],
)
def test_which_states_can_unlock(state: RewardState, repeatable: bool, expected: bool) -> None:
    rule = reward(Condition(C.TOTAL_POINTS, 1), repeatable=repeatable)
    assert may_unlock(rule, state, NOW) is expected
    assert not may_unlock(reward(Condition(C.TOTAL_POINTS, 1), active=False), state, NOW)


def test_progress_is_a_number_of_the_target() -> None:
    progress = progress_of(Condition(C.TOTAL_POINTS, 100), standing(total_earned=40), RewardState())
    assert (progress.current, progress.target, progress.holds) == (40, 100, False)
    progress = progress_of(Condition(C.FIRST_REACTION), standing(has_reacted=True), RewardState())
    assert (progress.current, progress.target, progress.holds) == (1, 1, True)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"badge_name": "saver", "emoji": "💰"}, "💰 El ahorrador"),
        ({"badge_name": "top_fan-2", "emoji": "⭐"}, "⭐ El ahorrador"),
        ({"emoji": "⭐"}, "⭐ El ahorrador"),
        ({}, "El ahorrador"),
        ({"badge_name": "Saver", "emoji": "💰"}, "💰 Saver"),
        ({"badge_name": "gran fan", "emoji": "⭐"}, "⭐ gran fan"),
        ({"badge_name": "campeón", "emoji": "🏆"}, "🏆 campeón"),
    ],
)
def test_a_badge_with_an_identifier_for_a_name_is_shown_by_its_rewards_name(
    value: dict[str, str], shown: str
) -> None:
    badge = Reward(1, None, "El ahorrador", None, RewardType.BADGE, value, False, False, 168, True, 1, ())
    assert badge.badge == shown
