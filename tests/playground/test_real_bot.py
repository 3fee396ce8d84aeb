"""The bot as an operator runs it, `besitos run`, in the playground: members use it, faults hit it."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.database.upgrade import upgrade_database
from bot.playground.server import PlaygroundServer
from tests.kit.bot_api_description import check
from tests.kit.processes import free_port, start, stop
from tests.kit.telegram_client import TelegramChat, TelegramClient
from tests.playground.conftest import TOKEN, Watched

TIMEOUT_SECONDS = 40.0


@pytest.fixture
async def real_telegram(watched: Watched) -> AsyncIterator[TelegramClient]:
    """A Telegram in real time, with flood control; every call is compared with the description."""
    async with (
        PlaygroundServer(TOKEN, watch=watched.exchanges.append) as server,
        TelegramClient(server.url, timeout=TIMEOUT_SECONDS) as telegram,
    ):
        yield telegram
    for exchange in watched.exchanges:
        check(exchange)


@asynccontextmanager
async def running(telegram: TelegramClient, folder: Path, **settings: str) -> AsyncIterator[None]:
    """The bot as a process of its own, until it is told to stop; it must end by itself."""
    process = start(
        [sys.executable, "-m", "bot", "run", "--database-url", f"sqlite+aiosqlite:///{folder / 'bot.db'}"],
        log=folder / "bot.log",
        env={
            "PATH": os.environ["PATH"],
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram.url,
            "LOG_FORMAT": "json",
            **settings,
        },
    )
    try:
        yield
        process.terminate()
        async with asyncio.timeout(15):
            while process.poll() is None:
                await asyncio.sleep(0.02)
        assert process.returncode == 0, (folder / "bot.log").read_text()
    finally:
        stop(process)


def _polling(_: Path) -> dict[str, str]:
    return {}


def _webhook(_: Path) -> dict[str, str]:
    port = free_port()
    return {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "WEBHOOK_SECRET": "s3cret",
        "WEBHOOK_HOST": "127.0.0.1",
        "WEBHOOK_PORT": str(port),
    }


@pytest.mark.parametrize("mode", [_polling, _webhook])
async def test_a_member_claims_the_gift(
    real_telegram: TelegramClient,
    watched: Watched,
    tmp_path: Path,
    mode: Callable[[Path], dict[str, str]],
) -> None:
    async with running(real_telegram, tmp_path, **mode(tmp_path)):
        ana = await real_telegram.member("Ana", language_code="es")
        await ana.send("/start")
        await ana.sees("Hola, Ana", "🎁")
        await ana.send("/regalo")
        await ana.sees("50", "🎁 Recoger")
        assert await ana.tap("Recoger") is None
        await ana.sees("+50")
        bob = await real_telegram.member("Bob", language_code="en")
        await bob.send("/daily")
        await bob.sees("🎁")
        state = await real_telegram.state()
        languages = {menu["language"] for menu in state["commands"]}
        assert languages == {"", "es", "en", "pt"}
    assert {exchange.status for exchange in watched.exchanges} == {200}


async def _database_with_channel(path: Path, channel: TelegramChat) -> None:
    await upgrade_database(f"sqlite+aiosqlite:///{path}", backup=False)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE bot_config SET vip_channel_id = ?, vip_reactions = ?", (str(channel.id), '["🔥", "❤️"]')
        )


async def test_members_react_to_a_post(real_telegram: TelegramClient, tmp_path: Path) -> None:
    owner = await real_telegram.member("Owner")
    ana, bea = await real_telegram.member("Ana"), await real_telegram.member("Bea")
    channel = await real_telegram.chat("channel", "VIP", owner=owner, members=[ana, bea])
    await real_telegram.chat("supergroup", "Talk", owner=owner, members=[ana], linked_to=channel.id)
    await _database_with_channel(tmp_path / "bot.db", channel)
    async with running(real_telegram, tmp_path):
        post = await channel.post("a new picture", media="photo")
        await post.shows("a new picture", "🔥", "❤️")
        paid = await post.tap(ana, "🔥")
        assert paid is not None
        assert "🔥" in paid
        await post.shows("🔥 1")
        assert await post.tap(bea, "🔥")
        await post.shows("🔥 2")
        again = await post.tap(ana, "🔥")
        assert again is not None
        assert again != paid
        # In the group the bot is told who reacts by Telegram's own means; it must not stumble over it.
        await (await post.discussed()).react(ana, "🔥")
        await ana.send("/start")
        await ana.sees("Hola, Ana")
        assert (await real_telegram.state())["pending_updates"] <= 1


async def test_it_waits_out_trouble(real_telegram: TelegramClient, tmp_path: Path) -> None:
    async with running(real_telegram, tmp_path):
        ana = await real_telegram.member("Ana", language_code="es")
        await ana.send("/start")
        await ana.sees("Hola, Ana")
        await real_telegram.fault("too_many_requests", method="sendMessage", seconds=1)
        await real_telegram.fault("server_error", method="getUpdates")
        await real_telegram.fault("cut_after", method="getUpdates")
        await ana.send("/regalo")
        await ana.sees("🎁 Recoger")


async def test_many_at_once_are_all_answered_under_flood_control(
    real_telegram: TelegramClient, watched: Watched, tmp_path: Path
) -> None:
    async with running(real_telegram, tmp_path):
        people = [await real_telegram.member(f"Fan{number}", language_code="es") for number in range(60)]
        await asyncio.gather(*(person.send("/start") for person in people))
        await asyncio.gather(*(person.sees(f"Hola, {person.name}") for person in people))
        sent = [exchange.status for exchange in watched.calls("sendMessage")]
    assert sent.count(200) == 60
    assert 429 in sent
