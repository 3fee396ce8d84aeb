"""The control interface: what happens can be followed, what is not understood or not possible is told."""

import asyncio
import json
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import ClientSession, StreamReader

from bot.playground.server import PlaygroundServer
from tests.kit.telegram_client import Refused, TelegramClient


async def test_events_are_told_as_they_happen(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    after = (await telegram.state())["last_event"]
    waiting = asyncio.ensure_future(telegram.ask("GET", f"/events?after={after}&wait=20"))  # noqa: TID251
    await asyncio.sleep(0.1)
    assert not waiting.done()
    sent = await ana.send("/start")
    [message, *_] = (await waiting)["events"]
    assert message | {"number": 0} == {
        "number": 0, "kind": "message", "chat": ana.id, "message": sent.id, "by_bot": False,
    }  # fmt: skip
    await bot.send_message(ana.id, "hi")
    told = await telegram.ask("GET", f"/events?after={after}")
    assert [event["kind"] for event in told["events"]] == ["message", "update", "message", "call"]
    call = told["events"][-1]
    assert (call["method"], call["status"], call["chat"]) == ("sendMessage", 200, str(ana.id))
    assert (await telegram.ask("GET", f"/events?after={told['last']}"))["events"] == []


async def test_a_browser_gets_them_as_a_stream(server: PlaygroundServer, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    headers = {"Accept": "text/event-stream"}
    async with ClientSession() as client:
        async with client.get(f"{server.url}/control/events", headers=headers) as stream:
            assert stream.content_type == "text/event-stream"
            await ana.send("one")
            first = await _next_event(stream.content)
            await ana.send("two")
            await _next_event(stream.content)
        headers["Last-Event-ID"] = str(first["number"])
        async with client.get(f"{server.url}/control/events", headers=headers) as stream:
            again = await _next_event(stream.content)
    assert first["kind"] == "message"
    assert again["number"] == first["number"] + 1


async def _next_event(stream: StreamReader) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            line = (await stream.readline()).decode()
            if line.startswith("data: "):
                event: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return event


@pytest.mark.parametrize(
    ("verb", "path", "body", "reason"),
    [
        ("POST", "/members", {}, "first_name is missing"),
        ("POST", "/members", {"first_name": 5}, "first_name must be of type str"),
        ("POST", "/chats", {"kind": "room", "title": "x"}, "kind must be one of group, supergroup, channel"),
        ("GET", "/chats/5", None, "no chat 5"),
        ("GET", "/chats/x/messages", None, "chat must be a whole number"),
        ("POST", "/chats/-5/messages", {"member": 5, "text": "x"}, "no chat -5"),
        ("GET", "/queries/5", None, "no such query"),
        ("POST", "/members/5/block", {}, "no member 5"),
        ("POST", "/flood", {}, "enabled is missing"),
    ],
)
async def test_refusals_say_why(
    telegram: TelegramClient, verb: str, path: str, body: dict[str, object] | None, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        await telegram.ask(verb, path, body)


async def test_members_are_listed_and_renamed(telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", id=5, username="ana", is_premium=True)
    await ana.send("/start")
    await telegram.member("Anna", id=5, last_name="B.")
    [listed] = await telegram.ask("GET", "/members")
    assert listed["name"] == "Anna B."
    assert listed["has_started"]
    [hers] = await ana.messages()
    assert (hers["mine"], hers["from"]["name"]) == (True, "Anna B.")
    [chat] = await telegram.ask("GET", "/members/5/chats")
    assert (chat["kind"], chat["title"], chat["status"]) == ("private", "Besitos", "member")


async def test_a_member_reads_only_where_they_are(telegram: TelegramClient) -> None:
    owner, ana = await telegram.member("Owner"), await telegram.member("Ana")
    secret = await telegram.chat("channel", "VIP", owner=owner, members=[])
    public = await telegram.chat("channel", "Free", owner=owner, members=[], username="besitos_free")
    await secret.post("secret")
    await public.post("for all")
    with pytest.raises(Refused, match="Ana is not in VIP"):
        await ana.messages(secret)
    await ana.sees("for all", chat=public)
    with pytest.raises(Refused, match="Ana is not in"):
        await telegram.ask("GET", f"/chats/{owner.id}/messages?as={ana.id}")


async def test_a_button_that_is_not_there_is_not_tapped(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    markup = {"inline_keyboard": [[{"text": "Open", "url": "https://t.me/besitos_bot"}]]}
    await bot.send_message(ana.id, "hi", reply_markup=markup)  # type: ignore[arg-type]
    telegram.timeout = 0.1
    with pytest.raises(AssertionError, match="no button 'Gift'"):
        await ana.tap("Gift")
    assert await ana.tap("Open") is None  # opens an address; the bot is not told
    assert (await telegram.state())["pending_updates"] == 0
    with pytest.raises(AssertionError, match="does not see"):
        await ana.sees("something else")
