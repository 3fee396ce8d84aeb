"""Calendar days in zones whose days have 23, 24 and 25 hours, or no midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.gamification.errors import InvalidSetting
from bot.services.gamification.rules.days import day_of, day_starts, zone_named

ZONES = ["UTC", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut", "Pacific/Apia",
         "America/Havana", "Asia/Kathmandu"]  # fmt: skip

FIRST = datetime(2024, 1, 1, tzinfo=UTC)


def hours(day: date, zone_name: str) -> float:
    zone = zone_named(zone_name)
    return (day_starts(day + timedelta(days=1), zone) - day_starts(day, zone)) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("America/Santiago", date(2026, 9, 6), 23),  # midnight does not exist
        ("America/Santiago", date(2026, 4, 4), 25),  # 23:00 to 24:00 comes twice
        ("Asia/Beirut", date(2026, 3, 29), 23),  # midnight does not exist
        ("Asia/Beirut", date(2026, 10, 24), 25),
        ("UTC", date(2026, 3, 8), 24),
    ],
)
def test_a_day_is_as_long_as_the_clock_on_the_wall_says(zone: str, day: date, length: float) -> None:
    assert hours(day, zone) == length


@given(
    st.integers(0, 4 * 366 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds)),
    st.sampled_from(ZONES),
)
def test_the_next_day_begins_exactly_where_the_day_changes(instant: datetime, zone_name: str) -> None:
    zone = zone_named(zone_name)
    starts = day_starts(day_of(instant, zone) + timedelta(days=1), zone)
    assert starts > instant
    assert day_of(starts, zone) == day_of(instant, zone) + timedelta(days=1)
    assert day_of(starts - timedelta(microseconds=1), zone) == day_of(instant, zone)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mars/Olympus",
        "../etc/passwd",
        "/etc/localtime",
        "UTC\0",
        "x" * 500,
        "localtime",
        "posixrules",
        "posix/Europe/Madrid",
        "right/Europe/Madrid",
        "europe/madrid",
    ],
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidSetting, match="day_timezone"):
        zone_named(name)
