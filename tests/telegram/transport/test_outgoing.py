"""Calls that Telegram tells to wait."""

import time
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetUpdates, SendMessage, TelegramMethod

from bot.telegram.transport import outgoing
from bot.telegram.transport.outgoing import RetryAfterMiddleware
from tests.kit.recording_session import RecordingSession

SEND = SendMessage(chat_id=1, text="hola")


class Flooded(RecordingSession):
    """Refuses the first calls."""

    def __init__(self, *refusals: Exception) -> None:
        super().__init__()
        self.left = list(refusals)
        self.middleware(RetryAfterMiddleware())

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,
    ) -> Any:
        if self.left:
            raise self.left.pop(0)
        if isinstance(method, GetUpdates):
            return []
        return await super().make_request(bot, method, timeout)


@pytest.fixture(autouse=True)
def _together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "SPREAD_SECONDS", 0.0)


def wait(seconds: int, method: TelegramMethod[Any] = SEND) -> TelegramRetryAfter:
    return TelegramRetryAfter(method, "Too Many Requests", retry_after=seconds)


async def test_a_call_refused_with_429_waits_and_is_repeated() -> None:
    session = Flooded(wait(1))
    began = time.monotonic()
    await Bot("42:TEST", session=session)(SEND)
    assert time.monotonic() - began >= 1
    assert session.sent == [SEND]


async def test_a_wait_beyond_the_limit_is_an_error() -> None:
    with pytest.raises(TelegramRetryAfter):
        await Bot("42:TEST", session=Flooded(wait(61)))(SEND)


async def test_waits_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "MAX_WAIT_SECONDS", 1.5)
    session = Flooded(wait(1), wait(1))
    with pytest.raises(TelegramRetryAfter):
        await Bot("42:TEST", session=session)(SEND)
    assert session.sent == []


async def test_polling_waits_by_itself() -> None:
    with pytest.raises(TelegramRetryAfter):
        await Bot("42:TEST", session=Flooded(wait(1, GetUpdates())))(GetUpdates())


async def test_a_call_that_may_have_had_an_effect_is_not_repeated() -> None:
    session = Flooded(TelegramNetworkError(SEND, "connection reset"))
    with pytest.raises(TelegramNetworkError):
        await Bot("42:TEST", session=session)(SEND)
    assert session.sent == []
