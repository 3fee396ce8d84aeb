"""The profile card in words, and its progress bar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.member.profile import card_text
from bot.services.gamification import Member
from bot.ui.progress import bar, percent_of
from tests.kit.voice import texts_in
from tests.ui.cards import card


def test_a_card_shows_a_name_of_angle_brackets_exactly_so() -> None:
    text = card_text(card(), Member(1, "<b>Tag</b> & Co", "es"), texts_in("es"))
    assert "<b>&lt;b&gt;Tag&lt;/b&gt; &amp; Co</b>" in text


def test_the_streak_is_shown_the_way_the_admin_chose_and_escaped() -> None:
    text = card_text(card(streak_text="<3 3 días>"), Member(1, "Ana", "es"), texts_in("es"))
    assert "Racha: &lt;3 3 días&gt; · la mejor, 12" in text


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [("es", 1, "🔥 1 día"), ("es", 3, "🔥 3 días"), ("en", 1, "🔥 1 day"), ("en", 3, "🔥 3 days")],
)
def test_a_streak_that_no_admin_restyled_is_shown_in_the_members_language(
    language: str, days: int, said: str
) -> None:
    shown = card_text(
        card(streak=days, streak_text=f"🔥 {days} days"), Member(1, "Ana", language), texts_in(language)
    )
    assert f": {said} · " in shown


def test_the_best_streak_is_not_said_twice() -> None:
    text = card_text(card(streak=12), Member(1, "Ana", "es"), texts_in("es"))
    assert "la mejor" not in text


@pytest.mark.parametrize(
    ("language", "missing", "said"),
    [
        ("es", 1, "Te falta 1 besito para el nivel 5"),
        ("es", 1_000, "Te faltan 1.000 besitos para el nivel 5"),
        ("en", 1, "1 besito to go to level 5"),
        ("en", 1_000, "1,000 besitos to go to level 5"),
    ],
)
def test_what_is_missing_to_the_next_level(language: str, missing: int, said: str) -> None:
    shown = card_text(
        card(level_starts_at=0, next_level_at=2_000, total_earned=2_000 - missing),
        Member(1, "Ana", language),
        texts_in(language),
    )
    assert said in shown


def test_the_top_level_has_a_full_bar_and_nothing_missing() -> None:
    shown = card_text(card(next_level_at=None), Member(1, "Ana", "en"), texts_in("en"))
    assert "▰▰▰▰▰▰▰▰▰▰\nThat’s as high as it gets!" in shown
    assert "to go" not in shown


def test_amounts_of_64_bits_are_written_out() -> None:
    shown = card_text(card(balance=2**63 - 1), Member(1, "Ana", "es"), texts_in("es"))
    assert "<b>9.223.372.036.854.775.807</b> besitos" in shown


@pytest.mark.parametrize(
    ("value", "percent", "shown"),
    [(0, 0, "▱▱▱▱▱▱▱▱▱▱"), (50, 50, "▰▰▰▰▰▱▱▱▱▱"), (99, 99, "▰▰▰▰▰▰▰▰▰▱"), (100, 100, "▰▰▰▰▰▰▰▰▰▰")],
)
def test_the_bar(value: int, percent: int, shown: str) -> None:
    assert percent_of(value, 0, 100) == percent
    assert bar(percent) == shown


@given(st.integers(), st.integers(0, 2**63), st.integers(1, 2**63))
def test_the_bar_always_has_ten_segments_and_is_full_only_at_the_end(
    value: int, start: int, length: int
) -> None:
    percent = percent_of(value, start, start + length)
    assert 0 <= percent <= 100
    assert (percent == 100) == (value >= start + length)
    assert len(bar(percent)) == 10
