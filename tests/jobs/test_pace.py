"""How large batches are, and how long the rest between them."""

import pytest

from bot.services.jobs.pace import PACES, Pace, PaceSettings

SETTINGS = PaceSettings(target_seconds=0.1, duty=0.5, first=100, max_rows=10_000)


def settled(pace: Pace, seconds_a_row: float, overhead: float = 0.0, batches: int = 40) -> int:
    for _ in range(batches):
        pace.worked(pace.size, overhead + pace.size * seconds_a_row)
    return pace.size


@pytest.mark.parametrize("seconds_a_row", [0.0001, 0.00005, 0.0002])
def test_the_size_settles_where_a_batch_takes_its_target(seconds_a_row: float) -> None:
    size = settled(Pace(SETTINGS, 100), seconds_a_row)
    assert size * seconds_a_row == pytest.approx(0.1, rel=0.02)


def test_the_size_follows_a_machine_that_becomes_slow_and_fast_again() -> None:
    pace = Pace(SETTINGS, 100)
    fast = settled(pace, 0.0001)
    slow = settled(pace, 0.001)
    assert slow == pytest.approx(fast / 10, rel=0.05)
    assert settled(pace, 0.0001) == pytest.approx(fast, rel=0.05)


def test_one_slow_batch_does_not_make_the_next_ones_tiny() -> None:
    pace = Pace(SETTINGS, 100)
    usual = settled(pace, 0.0001)
    pace.worked(pace.size, 0.2)
    assert pace.size > usual / 2


def test_the_size_stays_within_its_bounds() -> None:
    assert settled(Pace(SETTINGS, 100), 1e-9) == 10_000
    assert settled(Pace(SETTINGS, 100), 10.0) == 20
    assert Pace(SETTINGS, 10**9).size == 10_000
    assert Pace(SETTINGS, 0).size == 1


def test_a_last_page_that_is_short_says_nothing_of_the_speed() -> None:
    pace = Pace(SETTINGS, 1_000)
    pace.worked(10, 0.02)
    assert pace.size == 1_000


def test_after_a_failure_the_size_is_halved_until_the_suspects_are_through() -> None:
    pace = Pace(SETTINGS, 64)
    pace.failed()
    assert pace.size == 32
    sizes = []
    while pace.size > 1:  # each half turns out well: the bad row is in the other one
        sizes.append(pace.size)
        pace.worked(pace.size, 0.001)
    assert sizes == [32, 16, 8, 4, 2]
    pace.worked(1, 0.001)
    pace.found()
    pace.worked(1, 0.0001)
    assert pace.size > 1


def test_at_most_half_of_the_time_is_work() -> None:
    assert Pace(SETTINGS, 1).rest(0.1, False) == pytest.approx(0.1)
    quarter = PaceSettings(target_seconds=0.1, duty=0.25)
    assert Pace(quarter, 1).rest(0.1, False) == pytest.approx(0.3)
    assert Pace(PaceSettings(target_seconds=0.1, duty=1.0), 1).rest(0.1, True) == 0.0


def test_the_rest_grows_while_others_wait_and_shrinks_again() -> None:
    pace = Pace(SETTINGS, 1)
    waiting = [round(pace.rest(0.1, True), 3) for _ in range(5)]
    assert waiting == [0.2, 0.4, 0.8, 0.8, 0.8]
    assert [round(pace.rest(0.1, False), 3) for _ in range(4)] == [0.4, 0.2, 0.1, 0.1]
    assert Pace(SETTINGS, 1).rest(60, False) == SETTINGS.max_rest_seconds


def test_the_paces_are_those_of_the_issue() -> None:
    assert PACES["sqlite"].target_seconds <= 0.010
    assert PACES["postgresql"].target_seconds == 0.1
    assert all(pace.duty <= 0.5 for pace in PACES.values())


@pytest.mark.parametrize("wrong", [{"target_seconds": 0}, {"duty": 0}, {"duty": 1.5}, {"first": 0}])
def test_an_impossible_pace_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="impossible pace"):
        PaceSettings(**{"target_seconds": 0.1} | wrong)  # type: ignore[arg-type]


def test_a_batch_that_was_cut_short_for_its_time_makes_the_next_one_smaller() -> None:
    pace = Pace(SETTINGS, 3_000)
    pace.worked(1_000, 0.12)
    assert pace.size < 1_500
