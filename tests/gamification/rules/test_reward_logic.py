"""Which rewards nobody can earn, which everybody has at once, and which conditions say nothing. The rule is
held against brute force: the numbers of every kind of member, checked by the rule that unlocks rewards."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.services.gamification.rules.levels import TOP, level_formula
from bot.services.gamification.rules.reward_logic import (
    Drafted,
    Remark,
    Remarked,
    Surroundings,
    Verdict,
    verdict,
)
from bot.services.gamification.rules.rewards import (
    NEVER,
    Condition,
    ConditionType,
    HostCondition,
    Reward,
    RewardState,
    RewardStatus,
    RewardType,
    Standing,
    conditions_hold,
)
from bot.services.gamification.rules.settings import EconomySettings

C = ConditionType
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORMULA = "min(floor(total_earned / 10), 3) + 1"
"""Levels 1 to 4, at 0, 10, 20 and 30 besitos."""
SETTINGS = EconomySettings(level_formula=FORMULA)
QUIZZES = HostCondition("QUIZZES_WON")
ALL = Surroundings(registered={QUIZZES})
NOTHING = {"for_sale": False, "for_sale_to_vips": False}


def says(*conditions: Condition, around: Surroundings = ALL, **drafted: object) -> Verdict:
    return verdict(Drafted(conditions, **drafted), SETTINGS, around)  # type: ignore[arg-type]


def remarks(verdict: Verdict) -> list[Remark]:
    return [one.remark for one in (*verdict.impossible, *verdict.warnings)]


# Against brute force

BESITOS = (0, 1, 10, 20, 25, 30, TOP)
STREAKS = (0, 1, 2, 3)


def everybody() -> Iterator[Standing]:
    """Members of every kind, as far as the conditions below can tell them apart."""
    formula = level_formula(FORMULA)
    truths = (False, True)
    for earned, spent in product(BESITOS, BESITOS):
        if spent > earned:
            continue
        for streak, gift, vip, reacted, bought, quizzes in product(
            STREAKS, truths, truths, truths, truths, (0, 1, 2)
        ):
            if streak and not gift:
                continue
            yield Standing(
                total_earned=earned, total_spent=spent, level=formula.level(earned), streak=streak,
                streak_day=TODAY if gift else None, vip=vip, has_reacted=reacted, has_claimed_gift=gift,
                has_bought=bought, host_counts={QUIZZES: quizzes},
            )  # fmt: skip


EVERYBODY = tuple(everybody())
SOME = 11
"""Of so many one: a number that divides none of the numbers of kinds above."""
LATER = tuple(
    RewardState(RewardStatus.CLAIMED, NOON, NOON, 1, NOON, earned, spent, TODAY - timedelta(days=days))
    for earned, spent, days in ((0, 0, 1), (10, 10, 2), (19, 0, 3), (20, 20, 1))
)
"""A claim before, by members who had these totals at that time."""
VALUES = {
    C.TOTAL_POINTS: (1, 10, 20, 25),
    C.BESITOS_SPENT: (1, 10, 20, 30),
    C.LEVEL_REACHED: (1, 2, 3, 4, 5),
    C.STREAK_LENGTH: (1, 2, 3, 36_526),
    QUIZZES: (1, 2),
}
CONDITIONS = st.sampled_from(
    [
        Condition(kind, value, group)
        for kind in (*C, QUIZZES)
        for value in VALUES.get(kind, (None,))
        for group in (0, 1, 2)
    ]
)


def earned_by(conditions: Sequence[Condition], *, again: bool = False) -> list[bool]:
    """Who earns a reward of these conditions: everybody for the first time, and where it is repeatable, those
    who have claimed it before."""
    reward = Reward(
        1, None, "r", None, RewardType.BESITOS, {"amount": 1}, again, False, 168, True, 1, tuple(conditions)
    )
    earned = [conditions_hold(reward, standing, NEVER) for standing in EVERYBODY]
    if again:
        earned += [
            conditions_hold(reward, standing, state)
            for state in LATER
            for standing in EVERYBODY[::SOME]
            if standing.total_earned >= (state.baseline_earned or 0)
            and standing.total_spent >= (state.baseline_spent or 0)
        ]
    return earned


def without(conditions: Sequence[Condition], remarks: Sequence[Remarked]) -> list[Condition]:
    """The conditions without those that are said to be needless."""
    left = list(conditions)
    for one in remarks:
        assert one.condition is not None
        if one.remark in (Remark.ALWAYS_MET, Remark.IMPLIED_GROUP) and one.condition.group:
            left = [other for other in left if other.group != one.condition.group]
        else:  # the last of equals
            at = len(left) - 1 - left[::-1].index(one.condition)
            del left[at]
    return left


NEEDLESS = (Remark.ALWAYS_MET, Remark.IMPLIED, Remark.IMPLIED_GROUP, Remark.NEEDLESS_ALTERNATIVE)


@settings(max_examples=60)
@given(st.lists(CONDITIONS, min_size=1, max_size=5))
def test_impossible_and_always_true_are_what_brute_force_says(conditions: list[Condition]) -> None:
    said = says(*conditions)
    earned = earned_by(conditions)
    assert bool(said.impossible) is not any(earned)
    assert said.says(Remark.EVERYBODY) is all(earned)


@settings(max_examples=60)
@given(st.lists(CONDITIONS, min_size=1, max_size=4))
def test_what_can_go_changes_nothing_and_what_stays_does(conditions: list[Condition]) -> None:
    said = says(*conditions)
    if said.impossible or said.says(Remark.EVERYBODY):
        return
    never = (Remark.LEVEL_NEVER, Remark.STREAK_NEVER)
    left = without(conditions, [one for one in said.warnings if one.remark in (*never, *NEEDLESS)])
    earned = earned_by(conditions)
    assert earned_by(left) == earned
    for one in left:
        others = list(left)
        del others[left.index(one)]
        if others:
            assert earned_by(others) != earned, f"{one} could go, too"


@settings(max_examples=60)
@given(st.lists(CONDITIONS, min_size=1, max_size=4))
@example(
    [Condition(C.STREAK_LENGTH, 36_526, 1), Condition(C.TOTAL_POINTS, 10), Condition(C.LEVEL_REACHED, 2, 1)]
)
@example([Condition(C.STREAK_LENGTH, 1), Condition(C.STREAK_LENGTH, 1, 1), Condition(C.LEVEL_REACHED, 5, 1)])
def test_of_a_repeatable_reward_nothing_is_called_needless_that_a_later_round_needs(
    conditions: list[Condition],
) -> None:
    said = says(*conditions, is_repeatable=True)
    if said.impossible:
        return
    earned = earned_by(conditions, again=True)
    for one in said.warnings:
        if one.remark is Remark.ALWAYS_MET:
            continue  # it says that everybody meets it, which is so
        if one.remark in NEEDLESS and (left := without(conditions, [one])):
            assert earned_by(left, again=True) == earned, one
            conditions = left


@given(st.lists(CONDITIONS, min_size=1, max_size=5))
def test_a_reward_of_which_it_is_said_that_it_comes_only_once_comes_only_once(
    conditions: list[Condition],
) -> None:
    if says(*conditions, is_repeatable=True).says(Remark.ONLY_ONCE):
        assert not any(earned_by(conditions, again=True)[len(EVERYBODY) :])


# Each remark


def test_a_level_that_the_formula_never_reaches() -> None:
    level = Condition(C.LEVEL_REACHED, 5)
    assert says(level).impossible == (Remarked(Remark.LEVEL_NEVER, level),)
    assert not verdict(Drafted([level]), EconomySettings()).impossible


def test_an_alternative_that_nobody_meets_is_a_warning_and_all_of_them_are_impossible() -> None:
    never = [Condition(C.STREAK_LENGTH, 36_526, 1), Condition(C.LEVEL_REACHED, 5, 1)]
    one_possible = says(*never, Condition(C.FIRST_PURCHASE, None, 1))
    assert not one_possible.impossible
    assert remarks(one_possible) == [Remark.STREAK_NEVER, Remark.LEVEL_NEVER]
    assert [one.remark for one in says(*never).impossible] == [Remark.STREAK_NEVER, Remark.LEVEL_NEVER]


def test_more_besitos_than_there_can_be() -> None:
    assert remarks(says(Condition(C.BESITOS_SPENT, TOP + 1))) == [Remark.BESITOS_NEVER]


@pytest.mark.parametrize(
    ("conditions", "remark", "condition", "by"),
    [
        ([(C.LEVEL_REACHED, 2), (C.LEVEL_REACHED, 3)], Remark.IMPLIED, 0, 1),
        ([(C.LEVEL_REACHED, 2), (C.TOTAL_POINTS, 10)], Remark.IMPLIED, 1, 0),
        ([(C.TOTAL_POINTS, 25), (C.LEVEL_REACHED, 3)], Remark.IMPLIED, 1, 0),
        ([(C.TOTAL_POINTS, 25), (C.BESITOS_SPENT, 25)], Remark.IMPLIED, 0, 1),
        ([(C.STREAK_LENGTH, 2), (C.FIRST_DAILY_GIFT, None)], Remark.IMPLIED, 1, 0),
        ([(C.NOT_VIP, None), (C.NOT_VIP, None)], Remark.IMPLIED, 1, 0),
        ([(QUIZZES, 1), (QUIZZES, 2)], Remark.IMPLIED, 0, 1),
        ([(C.STREAK_LENGTH, 3, 1), (C.STREAK_LENGTH, 2, 1)], Remark.NEEDLESS_ALTERNATIVE, 0, 1),
        ([(C.TOTAL_POINTS, 25), (C.LEVEL_REACHED, 2, 1), (C.NOT_VIP, None, 1)], Remark.IMPLIED_GROUP, 1, 0),
        ([(C.FIRST_REACTION, None), (C.NOT_CLAIMED_BEFORE, None)], Remark.ALWAYS_MET, 1, None),
    ],
)
def test_what_is_needless_is_said_with_what_makes_it_so(
    conditions: list[tuple[ConditionType, int | None]], remark: Remark, condition: int, by: int | None
) -> None:
    given = [Condition(*one) for one in conditions]
    assert says(*given).warnings == (Remarked(remark, given[condition], None if by is None else given[by]),)


def test_a_repeatable_reward_counts_besitos_from_the_last_claim_so_a_level_says_nothing_of_them() -> None:
    both = Condition(C.LEVEL_REACHED, 4), Condition(C.TOTAL_POINTS, 20)
    assert remarks(says(*both)) == [Remark.IMPLIED]
    assert remarks(says(*both, is_repeatable=True)) == []


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([Condition(C.LEVEL_REACHED, 1)], [Remark.EVERYBODY, Remark.ALWAYS_MET]),
        ([Condition(C.NOT_CLAIMED_BEFORE)], [Remark.EVERYBODY, Remark.ALWAYS_MET]),
        ([Condition(C.TOTAL_POINTS, 5)], [Remark.FIRST_BESITOS]),
        ([Condition(C.TOTAL_POINTS, 6)], []),
        ([Condition(C.NOT_VIP)], []),
        ([], [Remark.NO_CONDITIONS]),
    ],
)
def test_what_everybody_gets(conditions: list[Condition], expected: list[Remark]) -> None:
    assert remarks(says(*conditions)) == expected


def test_a_level_at_which_everybody_begins_depends_on_the_formula() -> None:
    given = replace(SETTINGS, level_formula="min(floor(total_earned / 10), 9) + 3")
    assert verdict(Drafted([Condition(C.LEVEL_REACHED, 3)]), given).says(Remark.EVERYBODY)


def test_a_repeatable_reward_that_comes_only_once() -> None:
    assert remarks(says(Condition(C.FIRST_REACTION), is_repeatable=True)) == [Remark.ONLY_ONCE]
    again = says(Condition(C.TOTAL_POINTS, 20), Condition(C.NOT_CLAIMED_BEFORE), is_repeatable=True)
    assert remarks(again) == [Remark.ONLY_ONCE]
    assert remarks(says(Condition(C.TOTAL_POINTS, 20), is_repeatable=True)) == []


def test_vip_days_for_those_who_are_no_vip_are_for_lapsed_ones() -> None:
    assert remarks(says(Condition(C.NOT_VIP), type=RewardType.VIP_EXTENSION)) == [Remark.LAPSED_ONLY]


@pytest.mark.parametrize(
    ("condition", "around", "expected"),
    [
        (Condition(C.FIRST_PURCHASE), NOTHING, Remark.NOTHING_FOR_SALE),
        (Condition(C.BESITOS_SPENT, 9), NOTHING, Remark.NOTHING_FOR_SALE),
        (Condition(C.STREAK_LENGTH, 2), {"gift": False}, Remark.NO_GIFT),
        (Condition(C.FIRST_DAILY_GIFT), {"gift": False}, Remark.NO_GIFT),
        (Condition(C.FIRST_REACTION), {"reactions": False}, Remark.NO_REACTIONS),
        (Condition(QUIZZES, 3), {"registered": ()}, Remark.NOT_REGISTERED),
    ],
)  # fmt: skip
def test_what_cannot_happen_at_present_is_a_warning(
    condition: Condition, around: dict[str, object], expected: Remark
) -> None:
    said = says(condition, around=replace(ALL, **around))  # type: ignore[arg-type]
    assert (said.impossible, said.warnings) == ((), (Remarked(expected, condition),))
    assert remarks(says(condition)) == []


def test_non_vips_cannot_buy_where_all_is_for_vips() -> None:
    purchase = Condition(C.FIRST_PURCHASE)
    around = replace(ALL, for_sale=False)
    assert remarks(says(purchase, around=around)) == []
    said = says(purchase, Condition(C.NOT_VIP), around=around)
    assert said.warnings == (Remarked(Remark.VIP_SHOP, purchase),)


def test_content_without_files() -> None:
    content = {"type": RewardType.CONTENT, "around": replace(ALL, files=0)}
    assert remarks(says(Condition(C.FIRST_REACTION), **content)) == [Remark.NO_FILES]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "years"),
    [
        (Condition(C.STREAK_LENGTH, 3_650), 10),
        (Condition(C.STREAK_LENGTH, 3_649), None),
        (Condition(C.TOTAL_POINTS, 200 * 365 * 10), 10),
        (Condition(C.LEVEL_REACHED, 1_000), 1_367),
    ],
)
def test_what_takes_ten_years_at_the_fastest_is_far(condition: Condition, years: int | None) -> None:
    said = verdict(Drafted([condition]), EconomySettings())
    expected = (Remarked(Remark.FAR, condition, years=years),) if years else ()
    assert said.warnings == expected


def test_of_alternatives_the_nearest_counts() -> None:
    conditions = [Condition(C.STREAK_LENGTH, 5_000, 1), Condition(C.TOTAL_POINTS, 100, 1)]
    assert verdict(Drafted(conditions), EconomySettings()).warnings == ()
