"""Pauses double up to the longest, start anew after a success, and are spread by the randomness given."""

import pytest

from bot.backoff import Backoff, Pauses, Uniform


def least(low: float, _high: float) -> float:
    return low


def most(_low: float, high: float) -> float:
    return high


def test_pauses_double_up_to_the_longest() -> None:
    backoff = Backoff(Pauses(0.5, 3.0), least)
    assert [backoff.failed() for _ in range(5)] == [0.5, 1.0, 2.0, 3.0, 3.0]
    assert backoff.tries == 5


def test_after_a_success_the_next_failure_is_a_first_one() -> None:
    backoff = Backoff(Pauses(0.5, 3.0), least)
    assert [backoff.failed(), backoff.failed()] == [0.5, 1.0]
    backoff.works()
    assert backoff.tries == 0
    assert backoff.failed() == 0.5


@pytest.mark.parametrize(
    ("uniform", "expected"), [(least, [0.0, 0.0, 0.0]), (most, [1.0, 2.0, 2.0])], ids=["least", "most"]
)
def test_full_jitter_draws_from_nothing_up_to_the_whole_pause(
    uniform: Uniform, expected: list[float]
) -> None:
    backoff = Backoff(Pauses(1.0, 2.0, least=0.0, most=1.0), uniform)
    assert [backoff.failed() for _ in range(3)] == expected


def test_by_default_a_pause_is_never_shorter_and_a_tenth_longer_at_most() -> None:
    drawn = [Backoff(Pauses(1.0, 8.0)).failed() for _ in range(200)]
    assert 1.0 <= min(drawn) < max(drawn) <= 1.1


def test_failures_without_end_neither_overflow_nor_grow_past_the_longest() -> None:
    backoff = Backoff(Pauses(0.1, 5.0), least)
    assert {backoff.failed() for _ in range(5_000)} - {0.1, 0.2, 0.4, 0.8, 1.6, 3.2} == {5.0}
