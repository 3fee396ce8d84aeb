"""Updates delivered to a webhook: with the secret, in order within a chat, again after a failure."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiohttp import web

from tests.kit.bot_api_description import check_object
from tests.kit.telegram_client import TelegramClient


@dataclass
class Receiver:
    """A bot's side of a webhook; answers with the next of `statuses`, then with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    pause: float = 0.0
    at_once: int = 0
    max_at_once: int = 0

    async def receive(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.max_at_once = max(self.max_at_once, self.at_once)
        await asyncio.sleep(self.pause)
        self.at_once -= 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.updates.append(await request.json())
        return web.Response(status=status)

    async def until(self, total: int) -> None:
        """Wait until so many updates were taken."""
        async with asyncio.timeout(8):
            while len(self.updates) < total:
                await asyncio.sleep(0.01)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = "http://{}:{}/hook".format(*runner.addresses[0][:2])
    yield receiver
    await runner.cleanup()


async def test_updates_are_delivered_with_the_secret(
    bot: Bot, telegram: TelegramClient, receiver: Receiver
) -> None:
    ana = await telegram.member("Ana")
    await ana.send("before")
    assert await bot.set_webhook(receiver.url, secret_token="s3cret-token")
    await ana.send("after")
    await receiver.until(2)
    assert receiver.texts() == ["before", "after"]
    assert set(receiver.secrets) == {"s3cret-token"}
    for update in receiver.updates:
        check_object("Update", update)
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.last_error_message) == (receiver.url, 0, None)


async def test_a_failed_delivery_is_tried_again(
    bot: Bot, telegram: TelegramClient, receiver: Receiver
) -> None:
    receiver.statuses = [401, 500]
    ana, bea = await telegram.member("Ana"), await telegram.member("Bea")
    await bot.set_webhook(receiver.url)
    await ana.send("one")
    await ana.send("two")
    async with asyncio.timeout(20):
        while len(receiver.secrets) < 1:
            await asyncio.sleep(0.01)
    await bea.send("does not wait for Ana's")
    await receiver.until(3)
    assert [text for text in receiver.texts() if len(text) == 3] == ["one", "two"]
    info = await bot.get_webhook_info()
    assert info.last_error_message is not None
    assert info.last_error_message.startswith("Wrong response from the webhook: ")
    assert info.pending_update_count == 0


async def test_chats_are_served_at_the_same_time_and_each_in_order(
    bot: Bot, telegram: TelegramClient, receiver: Receiver
) -> None:
    receiver.pause = 0.05
    people = [await telegram.member(f"Fan {number}") for number in range(5)]
    for text in ("a", "b", "c"):
        for person in people:
            await person.send(f"{person.id} {text}")
    await bot.set_webhook(receiver.url, max_connections=3)
    await receiver.until(15)
    assert receiver.max_at_once == 3
    for person in people:
        assert [text[-1] for text in receiver.texts() if text.startswith(str(person.id))] == ["a", "b", "c"]


async def test_a_webhook_and_polling_exclude_each_other(
    bot: Bot, telegram: TelegramClient, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    ana = await telegram.member("Ana")
    await ana.send("hello")
    assert [update.event_type for update in await bot.get_updates()] == ["message"]
    assert receiver.updates == []
    assert (await bot.get_webhook_info()).url == ""


async def test_pending_updates_can_be_dropped(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    await ana.send("hello")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def test_only_kinds_that_were_asked_for_are_delivered(
    bot: Bot, telegram: TelegramClient, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, allowed_updates=["edited_message"])
    ana = await telegram.member("Ana")
    await (await ana.send("hello")).edit("bye")
    await receiver.until(1)
    [update] = receiver.updates
    assert set(update) == {"update_id", "edited_message"}
    assert (await bot.get_webhook_info()).allowed_updates == ["edited_message"]


@pytest.mark.parametrize(
    ("url", "secret", "reason"),
    [
        ("ftp://127.0.0.1/hook", None, "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://example.com/hook", None, "bad webhook: the playground delivers on this machine only"),
        ("http://127.0.0.1:1/hook", "sp ace", "secret token contains unallowed characters"),
        ("http://127.0.0.1:1/hook", "x" * 257, "secret token is too long"),
    ],
)
async def test_what_is_no_webhook(bot: Bot, url: str, secret: str | None, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=f"Bad Request: {reason}"):
        await bot.set_webhook(url, secret_token=secret)


async def test_nobody_listens(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    await bot.set_webhook("http://127.0.0.1:1/hook")
    await ana.send("hello")
    async with asyncio.timeout(20):
        while (info := await bot.get_webhook_info()).last_error_message is None:
            await asyncio.sleep(0.02)
    assert info.last_error_message.startswith("Connection failed")
    assert info.pending_update_count == 1
