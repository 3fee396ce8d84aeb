"""Counts under posts: few edits, the last state in the end, and no storm whatever Telegram answers."""

import asyncio
import random
import time
from collections.abc import AsyncIterator

import pytest
import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import InlineKeyboardMarkup

from bot.services.gamification import DatabaseUnavailable
from bot.services.tasks import TaskSupervisor
from bot.telegram.keyboard_updater import KeyboardUpdater, Post, UpdateLimits
from bot.telegram.transport.outgoing import RetryAfterMiddleware
from bot.ui.reaction_keyboard import reaction_keyboard
from tests.kit.eventually import eventually
from tests.kit.posts import ImpatientTelegram

POST = Post(-100, 10)
QUICK = UpdateLimits(post_seconds=0.1, edits_per_second=1000, max_pause_seconds=0.4)
UNHURRIED = UpdateLimits(post_seconds=120, edits_per_second=1000)
"""No test lasts as long as this pause: what shows in time did not wait for it."""
EDIT = EditMessageReplyMarkup(chat_id=-100, message_id=10)


class Counting:
    """A database of taps, an updater that shows them and a Telegram that takes the edits."""

    def __init__(self, limits: UpdateLimits = QUICK) -> None:
        self.telegram = ImpatientTelegram()
        self.bot = Bot("42:TEST", session=self.telegram)
        self.taps: dict[Post, int] = {}
        self.looks = 0
        self.updater = KeyboardUpdater(self.draw, limits)

    async def draw(self, post: Post) -> InlineKeyboardMarkup | None:
        self.looks += 1
        await asyncio.sleep(0)
        return reaction_keyboard(["🔥"], {"🔥": self.taps[post]})

    def tap(self, post: Post = POST) -> None:
        self.taps[post] = self.taps.get(post, 0) + 1
        self.updater.refresh(self.bot, post)

    async def settled(self) -> None:
        await eventually(lambda: not self.updater.pending)

    def failing(self, *errors: Exception) -> None:
        """The next edits fail with these, in order."""
        left = list(errors)

        async def fail(_: EditMessageReplyMarkup) -> None:
            if left:
                self.telegram.refused += 1
                raise left.pop(0)

        self.telegram.before_edit = fail


@pytest.fixture
async def counting() -> AsyncIterator[Counting]:
    counting = Counting()
    yield counting
    await counting.updater.close()


async def test_many_taps_are_few_edits_and_the_last_state_stands_in_the_end(counting: Counting) -> None:
    began = time.monotonic()
    for _ in range(500):
        counting.tap()
        await asyncio.sleep(0.001)
    lasted = time.monotonic() - began
    await counting.settled()
    assert counting.telegram.shown() == ["🔥 500"]
    assert 2 <= len(counting.telegram.edits) <= lasted / QUICK.post_seconds + 2
    assert min(counting.telegram.gaps()) >= QUICK.post_seconds * 0.99


async def test_a_single_tap_shows_at_once_with_one_edit() -> None:
    counting = Counting(UNHURRIED)
    counting.tap()
    await eventually(lambda: counting.telegram.shown() == ["🔥 1"])  # long before the pause is over
    await counting.updater.close()
    assert len(counting.telegram.edits) == 1
    assert counting.looks == 2


async def test_a_change_while_its_edit_is_under_way_is_not_lost(counting: Counting) -> None:
    async def slow(_: EditMessageReplyMarkup) -> None:
        if counting.taps[POST] == 1:
            counting.tap()
        await asyncio.sleep(0.02)

    counting.telegram.before_edit = slow
    counting.tap()
    await counting.settled()
    assert counting.telegram.shown() == ["🔥 2"]


async def test_posts_do_not_wait_for_each_other() -> None:
    counting = Counting(UNHURRIED)
    for number in range(1, 31):
        counting.tap(Post(-100, number))
        counting.tap(Post(-200, number + 100))
    await eventually(lambda: len(counting.telegram.edits) == 60)  # long before one pause is over
    await counting.updater.close()


async def test_over_all_posts_so_many_edits_go_out_in_a_second() -> None:
    counting = Counting(UpdateLimits(post_seconds=0.1, edits_per_second=50))
    for number in range(40):
        counting.tap(Post(-100, number))
    await counting.settled()
    moments = [moment for moment, _, _ in counting.telegram.edits]
    assert len(moments) == 40
    assert moments[-1] - moments[0] >= 39 / 50 * 0.95


async def test_what_telegram_tells_to_wait_is_waited_and_then_shown_as_of_then(counting: Counting) -> None:
    counting.failing(TelegramRetryAfter(EDIT, "Too Many Requests", retry_after=1))
    began = time.monotonic()
    counting.tap()
    for _ in range(50):
        await asyncio.sleep(0.01)
        counting.tap()
    await counting.settled()
    [(moment, _, buttons)] = counting.telegram.edits
    assert moment - began >= 1
    assert buttons == ["🔥 51"]
    assert counting.telegram.refused == 1


async def test_a_refusal_is_heard_by_all_posts(counting: Counting) -> None:
    began = time.monotonic()

    async def closed(method: EditMessageReplyMarkup) -> None:
        await asyncio.sleep(0.005)
        if time.monotonic() < began + 1:
            counting.telegram.refused += 1
            raise TelegramRetryAfter(method, "Too Many Requests", retry_after=1)

    counting.telegram.before_edit = closed
    for number in range(100):
        counting.tap(Post(-100, number))
    await counting.settled()
    assert counting.telegram.refused <= QUICK.at_once
    assert len(counting.telegram.edits) == 100


@pytest.mark.parametrize(
    "error",
    [
        TelegramNetworkError(EDIT, "connection reset"),
        TelegramServerError(EDIT, "Bad Gateway"),
        DatabaseUnavailable("counts", 1, 0.1, OSError("away")),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_failures_are_tried_again_ever_more_rarely(counting: Counting, error: Exception) -> None:
    counting.failing(*[error] * 4)
    began = time.monotonic()
    counting.tap()
    await counting.settled()
    [(moment, _, buttons)] = counting.telegram.edits
    assert buttons == ["🔥 1"]
    assert moment - began >= 0.1 + 0.2 + 0.4 + 0.4
    assert counting.telegram.refused == 4


async def test_a_network_that_is_down_gets_no_storm_of_tries() -> None:
    counting = Counting(UpdateLimits(post_seconds=0.1, edits_per_second=1000, max_pause_seconds=60))
    counting.failing(*[TelegramNetworkError(EDIT, "no route") for _ in range(10_000)])
    for number in range(200):
        counting.tap(Post(-100, number))
    await asyncio.sleep(1.0)
    # Pauses of 0.1, 0.2, 0.4 ... and at most so many under way at each.
    assert counting.telegram.refused <= 5 * counting.updater._limits.at_once
    counting.telegram.before_edit = None
    await counting.updater.close(0.1)


async def test_an_edit_that_changes_nothing_is_as_good_as_any(counting: Counting) -> None:
    counting.failing(TelegramBadRequest(EDIT, "Bad Request: message is not modified: exactly the same"))
    with structlog.testing.capture_logs() as lines:
        counting.tap()
        await counting.settled()
    assert counting.telegram.edits == []
    assert counting.looks == 2
    assert lines == []


@pytest.mark.parametrize(
    "error",
    [
        TelegramBadRequest(EDIT, "Bad Request: message to edit not found"),
        TelegramBadRequest(EDIT, "Bad Request: message can't be edited"),
        TelegramForbiddenError(EDIT, "Forbidden: bot was kicked from the channel chat"),
    ],
    ids=str,
)
async def test_a_post_that_is_gone_or_not_ours_is_dropped_without_noise(
    counting: Counting, error: Exception
) -> None:
    counting.failing(error)
    with structlog.testing.capture_logs() as lines:
        counting.tap()
        await counting.settled()
    assert counting.looks == 1
    assert counting.telegram.edits == []
    assert {line["log_level"] for line in lines} == {"debug"}


async def test_a_post_without_emojis_is_left_alone(counting: Counting) -> None:
    async def nothing(_: Post) -> None:
        return None

    updater = KeyboardUpdater(nothing, QUICK)
    updater.refresh(counting.bot, POST)
    await eventually(lambda: updater.pending == 0)
    assert counting.telegram.edits == []


async def test_nothing_is_remembered_of_posts_that_are_settled_and_little_of_the_others() -> None:
    counting = Counting(UpdateLimits(post_seconds=0.05, edits_per_second=1000, max_posts=50))
    most = 0
    with structlog.testing.capture_logs() as lines:
        for number in range(200):
            counting.tap(Post(-100, number))
            most = max(most, counting.updater.pending)
    assert most == 50
    assert sum(line["event"] == "counts_not_shown" for line in lines) == 150
    await counting.settled()
    assert len(counting.updater._tasks) == 0
    counting.tap(Post(-100, 199))  # what did not fit is shown with its next tap
    await counting.settled()
    assert counting.telegram.shown(199) == ["🔥 2"]


async def test_a_stop_shows_the_last_state_at_once() -> None:
    counting = Counting(UNHURRIED)
    counting.tap()
    await eventually(lambda: counting.telegram.edits)
    counting.tap()
    await counting.updater.close(20)  # it gives up long before the pause is over
    assert counting.telegram.shown() == ["🔥 2"]
    assert len(counting.telegram.edits) == 2


async def test_a_stop_is_not_held_up_by_a_telegram_that_hangs() -> None:
    counting = Counting()

    hanging = 0

    async def hang(_: EditMessageReplyMarkup) -> None:
        nonlocal hanging
        hanging += 1
        await asyncio.Event().wait()

    counting.telegram.before_edit = hang
    for number in range(20):
        counting.tap(Post(-100, number))
    await eventually(lambda: hanging)
    with structlog.testing.capture_logs() as lines:
        async with asyncio.timeout(20):
            await counting.updater.close(0.2)
    assert [(line["pending"], line["after_seconds"]) for line in lines] == [(20, 0.2)]
    assert counting.updater.pending == 0


async def test_after_a_stop_nothing_is_begun(counting: Counting) -> None:
    await counting.updater.close()
    counting.tap()
    assert counting.updater.pending == 0


async def test_an_error_of_ours_does_not_stop_the_counts_for_good(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = counting.draw

    async def broken(post: Post) -> InlineKeyboardMarkup | None:
        if counting.taps[post] == 1:
            raise RuntimeError("a bug of ours")
        return await draw(post)

    monkeypatch.setattr(counting.updater, "_draw", broken)
    with structlog.testing.capture_logs() as lines:
        counting.tap()
        await counting.settled()
    assert [line["event"] for line in lines] == ["task_failed"]
    counting.tap()
    await counting.settled()
    assert counting.telegram.shown() == ["🔥 2"]


async def test_where_two_processes_edit_at_once_the_right_counts_stand_in_the_end() -> None:
    calm = UpdateLimits(post_seconds=0.5)
    one, other = Counting(calm), Counting(calm)
    other.telegram, other.bot, other.taps = one.telegram, one.bot, one.taps
    held = asyncio.Event()
    first = True

    async def overtaken(_: EditMessageReplyMarkup) -> None:
        nonlocal first
        if first:
            first = False
            await held.wait()

    one.telegram.before_edit = overtaken
    one.tap()  # read as 1, and on its way for so long that the other's 2 is there before it
    await eventually(lambda: not first)
    other.tap()
    await other.settled()
    assert one.telegram.shown() == ["🔥 2"]
    held.set()
    await eventually(lambda: one.telegram.shown() == ["🔥 1"])
    await one.settled()
    assert one.telegram.shown() == ["🔥 2"]


async def test_the_session_leaves_edits_of_counts_to_the_updater() -> None:
    counting = Counting()
    counting.telegram.middleware(RetryAfterMiddleware())
    counting.failing(TelegramRetryAfter(EDIT, "Too Many Requests", retry_after=1))
    with pytest.raises(TelegramRetryAfter):
        await counting.bot(EDIT)


async def test_whatever_goes_wrong_at_random_every_post_ends_right() -> None:
    seed = time.time_ns() % 1_000_000
    print(f"{seed=}")
    chance = random.Random(seed).random
    counting = Counting(UpdateLimits(post_seconds=0.03, edits_per_second=2000, max_pause_seconds=0.05))
    refusing = True

    async def moody(method: EditMessageReplyMarkup) -> None:
        await asyncio.sleep(chance() * 0.01)
        if refusing and chance() < 0.3:
            raise TelegramNetworkError(method, "connection reset")
        if refusing and chance() < 0.2:
            raise TelegramBadRequest(method, "Bad Request: message is not modified")

    counting.telegram.before_edit = moody
    posts = [Post(-100, number) for number in range(10)]
    tapping = TaskSupervisor()

    async def taps() -> None:
        for _ in range(300):
            counting.tap(posts[int(chance() * len(posts))])
            await asyncio.sleep(chance() * 0.004)

    await tapping.start("taps", taps())
    refusing = False
    for post in posts:
        counting.tap(post)
    await counting.settled()
    for post in posts:
        assert counting.telegram.shown(post.message_id) == [f"🔥 {counting.taps[post]}"]
