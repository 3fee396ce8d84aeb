"""What a preview says, without a database: days, levels by ranges, the end of a day by two zones."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.gamification.rules.levels import DEFAULT_FORMULA, LevelFormula, level_formula
from bot.services.gamification.rules.preview import (
    differing_ranges,
    preview_of,
    reactions_pay_a_day,
)
from bot.services.gamification.rules.settings import EconomySettings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BEFORE = EconomySettings()


def test_the_defaults_pay_what_the_rules_page_says() -> None:
    preview = preview_of(BEFORE, replace(BEFORE, besitos_daily_gift=70), NOW)
    assert [(one.day, one.before, one.after) for one in preview.claims] == [
        (1, 50, 70), (7, 70, 90), (30, 100, 120),
    ]  # fmt: skip
    assert [(one.total_earned, one.before, one.after) for one in preview.levels] == [
        (100, 2, 2), (1_000, 4, 4), (10_000, 11, 11),
    ]  # fmt: skip
    assert preview.changed == ("besitos_daily_gift",)
    assert (preview.zone, preview.level_changes) == (None, None)


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({}, 100),
        ({"max_reactions_per_day": 0}, 0),
        ({"besitos_per_reaction": 7}, 140),
        ({"reaction_cooldown_seconds": 86_400}, 5),
        ({"reaction_cooldown_seconds": 43_199}, 15),
        ({"reaction_cooldown_seconds": 43_200}, 10),
        ({"reaction_cooldown_seconds": 0, "max_reactions_per_day": 10_000}, 50_000),
    ],
)
def test_the_most_of_a_day_counts_limit_and_cooldown(changes: dict[str, Any], most: int) -> None:
    assert reactions_pay_a_day(replace(BEFORE, **changes)) == most


def test_a_new_zone_says_when_the_day_under_way_ends_by_both() -> None:
    preview = preview_of(BEFORE, replace(BEFORE, day_timezone="America/Santiago"), NOW)
    assert preview.zone is not None
    assert preview.zone.day_ends_before.isoformat() == "2026-11-23T00:00:00+00:00"
    assert preview.zone.day_ends_after.isoformat() == "2026-11-23T00:00:00-03:00"


FORMULAS = [
    DEFAULT_FORMULA,
    "min(floor(sqrt(total_earned / 101)) + 1, 9000)",
    "1",
    "12",
    "1 + min(total_earned // 100, 99)",
    "1 + min(total_earned // 30, 500)",
    "floor(log(total_earned + 1)) + 1",
    "max(1, total_earned // 10**9)",
]


@settings(max_examples=60)
@given(
    st.sampled_from(FORMULAS),
    st.sampled_from(FORMULAS),
    st.integers(0, 30_000),
    st.lists(st.integers(0, 30_000), min_size=1),
)
def test_a_sum_is_in_a_range_exactly_if_its_level_changes(
    before: str, after: str, highest: int, sums: list[int]
) -> None:
    old, new = level_formula(before), level_formula(after)
    ranges, unknown_from = differing_ranges(old, new, highest)
    assert unknown_from is None
    ends = [(one.first, one.last) for one in ranges]
    assert all(first <= last for first, last in ends)
    assert all(one[1] < other[0] for one, other in pairwise(ends))
    edges = [sum_ for first, last in ends for sum_ in (first - 1, first, last, last + 1)]
    for total in {*sums, *edges}:
        if 0 <= total <= highest:
            higher = [one.higher for one in ranges if one.first <= total <= one.last]
            a, b = old.level(total), new.level(total)
            assert higher == ([] if a == b else [a < b]), total


def test_formulas_with_too_many_steps_say_from_where_it_is_not_known() -> None:
    old = LevelFormula("1 + min(total_earned // 10, 9000)")
    new = LevelFormula("1 + min(total_earned // 10, 9001)")
    ranges, unknown_from = differing_ranges(old, new, 1_000_000, max_steps=100)
    assert (list(ranges), unknown_from) == ([], 1_000)
    assert differing_ranges(old, new, 999, max_steps=101) == ([], None)


def test_distant_formulas_are_compared_in_few_steps() -> None:
    ranges, unknown_from = differing_ranges(level_formula(DEFAULT_FORMULA), LevelFormula("1"), 10**12, 10)
    assert unknown_from is None
    assert [(one.first, one.last, one.higher) for one in ranges] == [(100, 10**12, False)]
