"""Thirty messages a second, after the answers to taps, and pauses when Telegram asks for them."""

from itertools import pairwise

import pytest

from bot.telegram.send_pace import SendPace, Traffic


class Time:
    """Seconds that pass only by sleeping."""

    def __init__(self) -> None:
        self.now = 50.0
        self.each_sleep = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + self.each_sleep


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture
def pace(time: Time, traffic: Traffic) -> SendPace:
    return SendPace(traffic, now=time, sleep=time.sleep)


async def turns(pace: SendPace, time: Time, count: int) -> list[float]:
    """When each of so many turns came."""
    came = []
    for _ in range(count):
        await pace.turn()
        came.append(time.now)
    return came


def most_in_a_second(came: list[float]) -> int:
    return max(sum(first <= one < first + 0.9999 for one in came) for first in came)


async def test_a_thousand_messages_take_a_third_of_a_hundred_seconds(pace: SendPace, time: Time) -> None:
    came = await turns(pace, time, 1_000)
    assert came[-1] - came[0] == pytest.approx(999 / 30, abs=0.2)
    assert most_in_a_second(came) <= 33


async def test_sleeps_that_last_too_long_are_made_up_for(pace: SendPace, time: Time) -> None:
    time.each_sleep = 0.02
    came = await turns(pace, time, 300)
    assert came[-1] - came[0] < 11
    assert most_in_a_second(came) <= 33


async def test_after_a_rest_there_is_no_burst(pace: SendPace, time: Time) -> None:
    await turns(pace, time, 30)
    time.now += 3_600
    assert most_in_a_second(await turns(pace, time, 60)) <= 34


async def test_a_message_waits_for_the_answer_to_a_tap_but_not_for_ever(
    pace: SendPace, time: Time, traffic: Traffic
) -> None:
    traffic.under_way = 1
    before = time.now
    await pace.turn()
    assert 0.25 <= time.now - before < 0.3


async def test_answers_count_towards_the_thirty(pace: SendPace, time: Time, traffic: Traffic) -> None:
    sent = 0
    end = time.now + 10
    while time.now < end:
        traffic.answered += 1  # as many answers as messages
        await pace.turn()
        sent += 1
    assert 140 <= sent <= 160


async def test_however_much_is_tapped_news_go_on(pace: SendPace, time: Time, traffic: Traffic) -> None:
    traffic.under_way = 50
    before = time.now
    for _ in range(20):
        traffic.answered += 100
        await pace.turn()
    assert time.now - before < 20 * 0.6


async def test_one_429_is_about_a_chat_and_two_are_about_the_bot(pace: SendPace, time: Time) -> None:
    await pace.turn()
    pace.retry_after(20)
    before = time.now
    await pace.turn()
    assert time.now - before == pytest.approx(0.5, abs=0.05)
    pace.retry_after(20)
    before = time.now
    await pace.turn()
    assert time.now - before >= 20
    pace.works()
    pace.retry_after(20)
    before = time.now
    await pace.turn()
    assert time.now - before < 1


async def test_errors_in_a_row_pause_longer_each_time(pace: SendPace, time: Time) -> None:
    pauses = []
    for _ in range(10):
        pace.failed()
        before = time.now
        await pace.turn()
        pauses.append(time.now - before)
    assert pauses[0] < 0.3
    assert all(later >= earlier * 0.9 for earlier, later in pairwise(pauses))
    assert 15 <= pauses[-1] < 17
