"""What a day pays, and when a streak goes on, starts again or is over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.gamification.rules.settings import EconomySettings
from bot.services.gamification.rules.streaks import gift_for, live_streak, next_streak

TODAY = date(2026, 11, 22)
DEFAULTS = EconomySettings()


@pytest.mark.parametrize(
    ("day", "total"), [(1, 50), (2, 60), (3, 62), (4, 64), (21, 98), (22, 100), (23, 100), (10_000, 100)]
)
def test_a_claim_pays_more_each_day_up_to_a_hundred(day: int, total: int) -> None:
    parts = gift_for(day, DEFAULTS)
    assert parts.gift == 50
    assert parts.gift + parts.streak_bonus == total


def test_a_claim_never_pays_less_than_the_base() -> None:
    poor = replace(DEFAULTS, besitos_daily_gift=5, besitos_daily_base=20)
    assert [(gift_for(day, poor).gift, gift_for(day, poor).streak_bonus) for day in (1, 2, 8)] == [
        (20, 0), (10, 10), (5, 22),
    ]  # fmt: skip


@given(
    st.integers(1, 10**6), st.integers(1, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200)
)
def test_the_parts_keep_their_limits(day: int, gift: int, bonus: int, most: int, base: int) -> None:
    settings = replace(
        DEFAULTS, besitos_daily_gift=gift, besitos_daily_streak_bonus=bonus, besitos_streak_bonus_max=most,
        besitos_daily_base=base,
    )  # fmt: skip
    parts = gift_for(day, settings)
    assert 0 <= parts.streak_bonus <= most
    assert parts.gift >= gift
    assert parts.gift + parts.streak_bonus >= base


@pytest.mark.parametrize(
    ("current", "days_ago", "following"),
    [(0, None, 1), (5, 1, 6), (5, 0, 5), (5, 2, 1), (5, 400, 1), (5, -1, 5), (0, 1, 1)],
)
def test_the_next_streak(current: int, days_ago: int | None, following: int) -> None:
    last = None if days_ago is None else TODAY - timedelta(days=days_ago)
    assert next_streak(current, last, TODAY) == following


@pytest.mark.parametrize(("days_ago", "shown"), [(None, 0), (0, 5), (1, 5), (2, 0), (-1, 5)])
def test_a_streak_that_is_over_shows_as_zero(days_ago: int | None, shown: int) -> None:
    last = None if days_ago is None else TODAY - timedelta(days=days_ago)
    assert live_streak(5, last, TODAY) == shown
