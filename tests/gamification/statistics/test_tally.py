"""Counting in any order, in pages of any size, gives what counting all at once gives."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.services.gamification.statistics.activity import Activity, stored_activity, week_of
from bot.services.gamification.statistics.tally import EntryRow, count, tally
from tests.gamification.statistics.by_hand import by_hand

TYPES = (
    "EARN_REACTION", "EARN_DAILY", "EARN_STREAK", "EARN_REWARD", "EARN_ADMIN", "EARN_SHOP_REFUND",
    "SPEND_SHOP", "SPEND_ADMIN",
)  # fmt: skip
START = datetime(2025, 12, 20, tzinfo=UTC)
ZONES = st.sampled_from(["UTC", "America/Mexico_City", "Asia/Kathmandu", "America/Santiago"]).map(ZoneInfo)


def entry(user_id: int, kind: int, source: str | None, amount: int, minutes: int) -> EntryRow:
    type_ = TYPES[kind]
    with_source = source if type_ in ("EARN_ADMIN", "SPEND_ADMIN") else None
    signed = amount if type_.startswith("EARN_") else -amount
    return user_id, signed, type_, with_source, START + timedelta(minutes=minutes)


ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(1, 4),
        st.integers(0, len(TYPES) - 1),
        st.sampled_from([None, "quiz"]),
        st.integers(1, 50),
        st.integers(0, 60 * 24 * 120),
    ),
    max_size=40,
)


@given(ENTRIES, st.lists(st.integers(1, 9), max_size=12), ZONES)
def test_pages_of_any_size_in_any_order_come_to_the_same(
    rows: list[EntryRow], sizes: list[int], zone: ZoneInfo
) -> None:
    known = {user_id: Activity() for user_id in range(1, 5)}
    amounts: Counter[tuple[date, str, str]] = Counter()
    members: Counter[date] = Counter()
    cohorts: Counter[tuple[date, date]] = Counter()
    left = rows
    for size in [*sizes, len(rows) or 1]:
        page, left = left[:size], left[size:]
        counted = count(tally(page, zone), known)
        for key, total in counted.totals.items():
            amounts[key] += total.amount
        members.update(counted.members)
        cohorts.update(counted.cohorts)
        for user_id, one in counted.activity.items():
            known[user_id] = stored_activity(one.first_day, one.to_bytes(), one.month, one.earned)
    expected = by_hand(rows, zone)
    assert (amounts, members, cohorts) == (expected.amounts, expected.members, expected.cohorts)
    for user_id, one in known.items():
        last = max((month for of, month in expected.earned if of == user_id), default=0)
        assert (one.month, one.earned) == (last, expected.earned[user_id, last])


def test_a_member_who_was_deleted_counts_for_no_day_but_the_besitos_do() -> None:
    counted = count(tally([entry(9, 0, None, 5, 0)], ZoneInfo("UTC")), {})
    assert [total.amount for total in counted.totals.values()] == [5]
    assert not counted.members
    assert not counted.activity


def test_impossible_days_make_no_long_row() -> None:
    late: EntryRow = (1, 5, "EARN_DAILY", None, datetime(9000, 1, 1, tzinfo=UTC))
    early: EntryRow = (1, 5, "EARN_DAILY", None, datetime(1, 1, 2, tzinfo=UTC))
    counted = count(tally([late, early], ZoneInfo("UTC")), {1: Activity()})
    assert sum(total.entries for total in counted.totals.values()) == 2
    assert not counted.members
    assert counted.activity[1].days == 0


def test_weeks_begin_on_monday() -> None:
    assert week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 23)) == date(2026, 11, 23)
