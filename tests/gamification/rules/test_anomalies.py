"""What is far from what the others do, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.gamification.rules.anomalies import (
    MIN_OTHERS,
    MIN_REACTIONS_A_SECOND,
    MIN_SET_ASIDE,
    Anomaly,
    AnomalyKind,
    Observed,
    anomalies_of,
    one_day,
)
from bot.services.gamification.rules.settings import EconomySettings

SETTINGS = EconomySettings()
AT = "2026-11-22 12:00:00"


def found(observed: Observed) -> list[Anomaly]:
    return anomalies_of(observed, SETTINGS)


def earned(*amounts: int, stored: str = "EARN_REACTION", source: str | None = None) -> Observed:
    observed = Observed()
    for user_id, amount in enumerate(amounts, 1):
        observed.entry(f"2026-11-22 12:00:{user_id % 60:02}", user_id, stored, source, amount)
    return observed


def test_a_day_pays_200_by_default() -> None:
    assert one_day(SETTINGS) == 100 + 100


@pytest.mark.parametrize(
    ("amount", "others", "is_found"),
    [
        (501, [100] * 15, True),
        (500, [100] * 15, False),  # not more than 5 times what they earned
        (200, [5] * 15, False),  # a member may earn as much in a day
        (201, [5] * 15, True),
        (9_000, [5] * (MIN_OTHERS + MIN_SET_ASIDE - 2), False),  # too few to compare with
        (9_000, [5] * (MIN_OTHERS + MIN_SET_ASIDE - 1), True),
        (9_000, [9_000] * 3 + [5] * 15, False),  # four of a kind are no exception
    ],
)
def test_far_beyond_the_others(amount: int, others: list[int], is_found: bool) -> None:
    assert [one.user_id for one in found(earned(amount, *others)) if one.user_id == 1] == [1] * is_found


def test_accomplices_do_not_hide_each_other() -> None:
    anomalies = found(earned(9_000, 8_000, 7_000, *[5] * 20))
    assert [(one.user_id, one.amount, one.others_at_most, one.others) for one in anomalies] == [
        (1, 9_000, 5, 20), (2, 8_000, 5, 20), (3, 7_000, 5, 20),
    ]  # fmt: skip


def test_each_source_is_compared_apart_and_admins_and_purchases_are_left_out() -> None:
    assert found(earned(9_000, *[5] * 20, stored="EARN_ADMIN")) == []
    assert found(earned(-9_000, *[-5] * 20, stored="SPEND_SHOP")) == []
    assert found(earned(9_000, *[5] * 20, stored="EARN_FUTURE")) == []
    (of_host,) = found(earned(9_000, *[5] * 20, stored="EARN_ADMIN", source="quiz"))
    (gift,) = found(earned(9_000, *[5] * 20, stored="EARN_STREAK"))
    assert (of_host.source, gift.source) == ("quiz", "gift")
    assert of_host.key == "earned quiz 1"


def test_reactions_within_a_second_count_paid_or_not_removed_or_not() -> None:
    observed = Observed()
    for _ in range(MIN_REACTIONS_A_SECOND):
        observed.reaction(f"{AT}.250000", 1)
        observed.entry(f"{AT}.5", 2, "EARN_REACTION", None, 5)
    observed.entry(f"{AT}.25", 1, "EARN_REACTION", None, 5)
    for second in range(MIN_REACTIONS_A_SECOND * 2):
        observed.reaction(f"2026-11-22 12:01:{second:02}", 3)
    assert [(one.user_id, one.kind, one.times, one.amount, one.in_a_second) for one in found(observed)] == [
        (2, AnomalyKind.REACTIONS, 5, 25, 5), (1, AnomalyKind.REACTIONS, 5, 5, 5),
    ]  # fmt: skip


def test_refunds_of_members_and_by_admins() -> None:
    observed = Observed()
    for user_id, admin in ((1, 7), (1, 7), (1, 8), (2, 7)):
        observed.entry(AT, user_id, "EARN_SHOP_REFUND", None, 50, {"admin_id": admin})
    observed.entry(AT, 2, "EARN_SHOP_REFUND", None, 10, "not ours")
    assert [(one.kind, one.user_id, one.times, one.amount) for one in found(observed)] == [
        (AnomalyKind.REFUNDS, 1, 3, 150),
        (AnomalyKind.REFUNDED, 7, 3, 150),
        (AnomalyKind.REFUNDED, 8, 1, 50),
        (AnomalyKind.REFUNDED, 0, 1, 10),
    ]


@given(st.lists(st.integers(1, 10_000), max_size=400))
def test_the_order_of_rows_does_not_matter_and_most_members_are_never_found(
    amounts: list[int],
) -> None:
    forwards = found(earned(*amounts))
    backwards = Observed()
    for user_id, amount in reversed(list(enumerate(amounts, 1))):
        backwards.entry(f"2026-11-22 12:00:{user_id % 60:02}", user_id, "EARN_REACTION", None, amount)
    assert found(backwards) == forwards
    assert len(forwards) <= max(MIN_SET_ASIDE, -(-len(amounts) // 100))
    for one in forwards:
        assert one.amount > one.others_at_most * 5
        assert one.amount > one_day(SETTINGS)
