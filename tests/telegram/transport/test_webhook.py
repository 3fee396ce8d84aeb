"""The webhook: who may post, and what the status tells Telegram."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.methods import SetWebhook
from aiogram.types import Message
from aiohttp import ClientSession

from bot.services.tasks import TaskSupervisor
from bot.telegram.transport.webhook import SECRET_HEADER, Webhook
from tests.kit.recording_session import RecordingSession, message, person


class Hook:
    """A running webhook whose handler notes what it got."""

    def __init__(self, port: int, **more: Any) -> None:
        self.port = port
        self.session = RecordingSession()
        self.dispatcher = Dispatcher()
        self.dispatcher.message.register(self._handle)
        self.handled: list[str | None] = []
        self.stop = asyncio.Event()
        self.url = f"http://127.0.0.1:{port}/hook"
        bot = Bot("42:TEST", session=self.session)
        self._webhook = Webhook(
            self.dispatcher,
            bot,
            url="https://bot.example/hook",
            secret="geheim",
            host="127.0.0.1",
            port=port,
            **more,
        )

    async def _handle(self, message: Message) -> None:
        self.handled.append(message.text)

    async def __aenter__(self) -> "Hook":
        self.running = TaskSupervisor().start("serving", self._webhook.run(self.stop))
        async with asyncio.timeout(5):
            while not self.session.sent:
                await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await asyncio.wait_for(self.running, 5)

    async def post(self, body: Any, secret: str | None = "geheim") -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with ClientSession() as client, client.post(self.url, data=body, headers=headers) as response:
            return response.status


@pytest.fixture
async def hook(unused_tcp_port: int) -> AsyncIterator[Hook]:
    async with Hook(unused_tcp_port) as hook:
        yield hook


def update(text: str = "hola") -> str:
    return message(person(), text).model_dump_json(exclude_none=True)


async def test_telegram_is_told_address_secret_and_types(hook: Hook) -> None:
    [told] = hook.session.sent
    assert isinstance(told, SetWebhook)
    assert (told.url, told.secret_token, told.allowed_updates) == (
        "https://bot.example/hook", "geheim", ["message"],
    )  # fmt: skip


async def test_an_update_is_answered_with_200_after_it_was_handled(hook: Hook) -> None:
    assert await hook.post(update("hola")) == 200
    assert hook.handled == ["hola"]


@pytest.mark.parametrize("secret", [None, "", "falsch", "gehe\u00edm"])
async def test_without_the_secret_nobody_gets_in(hook: Hook, secret: str | None) -> None:
    assert await hook.post(update(), secret) == 401
    assert hook.handled == []


async def test_what_is_no_json_is_refused(hook: Hook) -> None:
    assert await hook.post("{") == 400


async def test_an_update_that_cannot_be_read_is_not_asked_for_again(hook: Hook) -> None:
    with structlog.testing.capture_logs() as lines:
        assert await hook.post('{"update_id": 5, "message": {"chat": "none"}}') == 200
    assert [line["update_id"] for line in lines if line["event"] == "update_not_understood"] == [5]
    assert hook.handled == []
