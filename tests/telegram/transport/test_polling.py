"""Long polling: what is acknowledged and when, and what a stop waits for."""

import asyncio
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.types import Message, Update

from bot.backoff import Pauses
from bot.telegram.transport import polling
from bot.telegram.transport.polling import POLL_SECONDS, Polling
from tests.kit.eventually import eventually, gone_as_far_as_they_can
from tests.kit.recording_session import RecordingSession, message, person


class UpdatesSession(RecordingSession):
    """A Bot API server with a queue of updates that forgets those below the offset, as Telegram does."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.queue = [message(person(), str(number)) for number in range(count)]
        self.offsets: list[int | None] = []
        self.failures: list[Exception] = []

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,
    ) -> Any:
        if not isinstance(method, GetUpdates):
            return await super().make_request(bot, method, timeout)
        self.offsets.append(method.offset)
        if self.failures:
            raise self.failures.pop(0)
        self.queue = [update for update in self.queue if update.update_id >= (method.offset or 0)]
        if not self.queue and method.timeout:
            await asyncio.sleep(method.timeout)
        return [update.as_(bot) for update in self.queue[: method.limit or 100]]


class Bench:
    """A bot whose handlers wait until the test lets them go."""

    def __init__(self, count: int = 3) -> None:
        self.session = UpdatesSession(count)
        self.ids = [update.update_id for update in self.session.queue]
        self.bot = Bot("42:TEST-TOKEN", session=self.session)
        self.dispatcher = Dispatcher()
        self.dispatcher.message.register(self._handle)
        self.begun: list[str | None] = []
        self.handled: list[str | None] = []
        self.go = asyncio.Event()
        self.stop = asyncio.Event()
        self.running = asyncio.get_running_loop().create_task(
            Polling(self.dispatcher, self.bot).run(self.stop)
        )

    async def _handle(self, message: Message) -> None:
        self.begun.append(message.text)
        await self.go.wait()
        self.handled.append(message.text)

    async def until_begun(self, count: int) -> None:
        await eventually(lambda: len(self.begun) >= count)

    async def ends(self) -> None:
        await asyncio.wait_for(self.running, 8)


async def test_a_stop_waits_for_the_handlers_and_then_acknowledges_them() -> None:
    bench = Bench(3)
    await bench.until_begun(3)
    bench.stop.set()
    await gone_as_far_as_they_can()
    assert not bench.running.done()
    bench.go.set()
    await bench.ends()
    assert bench.handled == ["0", "1", "2"]
    assert bench.session.offsets[-1] == bench.ids[-1] + 1
    assert bench.session.queue == []


async def test_what_was_fetched_but_not_begun_is_not_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "HANDLERS_AT_ONCE", 2)
    bench = Bench(5)
    await bench.until_begun(2)
    await gone_as_far_as_they_can()
    assert bench.begun == ["0", "1"]
    bench.stop.set()
    bench.go.set()
    await bench.ends()
    assert bench.handled == ["0", "1"]
    assert [update.update_id for update in bench.session.queue] == bench.ids[2:]


async def test_no_more_than_so_many_handlers_run_at_once_and_all_updates_are_handled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "HANDLERS_AT_ONCE", 2)
    bench = Bench(250)
    bench.go.set()
    await bench.until_begun(250)
    bench.stop.set()
    await bench.ends()
    assert bench.handled == [str(number) for number in range(250)]


async def test_a_handler_that_does_not_end_is_cut_off_and_its_update_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "FINISH_SECONDS", 0.05)
    bench = Bench(3)
    await bench.until_begun(3)
    bench.stop.set()
    with structlog.testing.capture_logs() as lines:
        await bench.ends()
    assert bench.session.offsets[-1] == bench.ids[0]
    [line] = [line for line in lines if line["event"] == "handlers_cut_off"]
    assert len(line["handlers"]) == 3


async def test_a_handler_that_fails_is_acknowledged_all_the_same() -> None:
    bench = Bench(0)
    bench.session.queue = [message(person(), "x")]

    async def fail(_message: Message) -> None:
        bench.begun.append("x")
        raise RuntimeError("a bug")

    bench.dispatcher.message.handlers.clear()
    bench.dispatcher.message.register(fail)
    with structlog.testing.capture_logs() as lines:
        await bench.until_begun(1)
        bench.stop.set()
        await bench.ends()
    assert bench.session.queue == []
    assert "task_failed" in [line["event"] for line in lines]


async def test_a_poll_under_way_does_not_hold_up_the_stop() -> None:
    bench = Bench(0)
    await eventually(lambda: bench.session.offsets)
    bench.stop.set()
    await asyncio.wait_for(bench.running, POLL_SECONDS / 2)


@pytest.mark.parametrize(
    "failure",
    [
        TelegramNetworkError(GetUpdates(), "connection reset"),
        TelegramConflictError(GetUpdates(), "terminated by other getUpdates request"),
        TelegramRetryAfter(GetUpdates(), "Flood control", retry_after=0),
        ClientDecodeError("Failed to decode object", ValueError("no JSON"), "<html>captive portal</html>"),
    ],
)
async def test_after_a_failure_polling_goes_on(failure: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PAUSES", Pauses(0.01, 0.02))
    bench = Bench(0)
    bench.session.failures = [failure, failure]
    bench.session.queue = [message(person(), "x")]
    bench.go.set()
    await bench.until_begun(1)
    bench.stop.set()
    await bench.ends()
    assert bench.handled == ["x"]


async def test_a_token_that_is_not_accepted_any_more_ends_polling() -> None:
    bench = Bench(0)
    bench.session.failures = [TelegramUnauthorizedError(GetUpdates(), "Unauthorized")]
    with pytest.raises(TelegramUnauthorizedError):
        await bench.ends()


async def test_one_update_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    bench = Bench(0)
    good = [message(person(), text).model_dump(mode="json", exclude_none=True) for text in ("a", "b")]
    bad = {"update_id": good[0]["update_id"], "message": {"chat": "no chat at all"}}
    good[0]["update_id"] -= 1
    batch = {"ok": True, "result": [good[0], bad, good[1]]}
    bench.session.failures = [ClientDecodeError("Failed to deserialize object", ValueError("x"), batch)]
    bench.go.set()
    with structlog.testing.capture_logs() as lines:
        await bench.until_begun(2)
        bench.stop.set()
        await bench.ends()
    assert bench.handled == ["a", "b"]
    assert [line["update_id"] for line in lines if line["event"] == "update_not_understood"] == [
        bad["update_id"]
    ]
    assert bench.session.offsets[-1] == good[1]["update_id"] + 1


async def test_the_last_acknowledgement_is_tried_again_while_the_server_still_sees_the_old_poll() -> None:
    bench = Bench(1)
    bench.go.set()
    await bench.until_begun(1)
    await eventually(lambda: len(bench.session.offsets) == 2)
    bench.session.failures = [TelegramConflictError(GetUpdates(), "another getUpdates request is active")]
    bench.stop.set()
    await bench.ends()
    assert bench.session.offsets[-2:] == [bench.ids[0] + 1] * 2
    assert bench.session.queue == []


def test_updates_in_these_tests_have_rising_ids() -> None:
    first, second = (message(person(), text) for text in ("a", "b"))
    assert isinstance(first, Update)
    assert first.update_id < second.update_id
