"""Starting to serve: what is told to Telegram, and the one line for everything that can be wrong."""

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, GetMe, GetUpdates, SetMyCommands, SetWebhook
from aiogram.types import BotCommandScopeChat

from bot import serving as serving_module
from bot.app import Application
from bot.backoff import Pauses
from bot.services.tasks import TaskSupervisor
from bot.settings import InvalidSettings, load_settings
from bot.telegram.command_menus import menu_of
from tests.kit.slow_polling import Telegram
from tests.kit.voice import texts_in


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


async def application(url: str, telegram: Telegram, **settings: Any) -> Application:
    """An application whose Bot talks to the test's Telegram."""
    made = Application(load_settings(bot_token="42:TEST", database_url=url, auto_upgrade=False, **settings))
    made._bot = Bot("42:TEST", session=telegram)
    return made


@pytest.fixture
async def kind() -> str:
    return "sqlite"  # what is tested here has nothing to do with the database


@pytest.fixture(autouse=True)
async def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_module, "PAUSES", Pauses(0.01, 0.02))


async def test_polling_removes_a_webhook_sets_the_menus_and_asks_for_what_is_handled(
    database_url: str, telegram: Telegram
) -> None:
    stop = asyncio.Event()
    async with await application(database_url, telegram) as bot:
        serving = TaskSupervisor().start("serving", bot.serve(stop))
        poll = await telegram.until_sent(GetUpdates)
        stop.set()
        await serving
    assert isinstance(poll, GetUpdates)
    assert sorted(poll.allowed_updates or []) == [
        "callback_query",
        "channel_post",
        "message",
        "message_reaction",
        "my_chat_member",
    ]
    assert isinstance(telegram.sent[0], DeleteWebhook)
    menus = [method for method in telegram.sent if isinstance(method, SetMyCommands)]
    assert [(menu.language_code, [command.command for command in menu.commands]) for menu in menus] == [
        (None, [command.command for command in menu_of(texts_in("es"))]),
        ("es", [command.command for command in menu_of(texts_in("es"))]),
        ("en", [command.command for command in menu_of(texts_in("en"))]),
        ("pt", [command.command for command in menu_of(texts_in("pt"))]),
    ]


async def test_admins_find_their_commands_in_the_menu_of_their_chat(
    database_url: str, telegram: Telegram
) -> None:
    strange = TelegramBadRequest(SetMyCommands(commands=[]), "Bad Request: chat not found")
    stop = asyncio.Event()
    async with await application(database_url, telegram, admin_ids=frozenset({7, 8})) as bot:
        telegram.refuse_where = lambda method: (
            strange if isinstance(method, SetMyCommands) and "chat_id=7" in repr(method.scope) else None
        )
        serving = TaskSupervisor().start("serving", bot.serve(stop))
        await telegram.until_sent(GetUpdates)
        stop.set()
        await serving
    menus = [method for method in telegram.sent if isinstance(method, SetMyCommands)]
    of_8 = [menu for menu in menus if menu.scope == BotCommandScopeChat(chat_id=8)]
    assert [(menu.language_code, [entry.command for entry in menu.commands[-3:]]) for menu in of_8] == [
        (None, ["admin", "barrido", "reacciones_aqui"]),
        ("es", ["admin", "barrido", "reacciones_aqui"]),
        ("en", ["admin", "sweep", "reactions_here"]),
        ("pt", ["admin", "varredura", "reacoes_aqui"]),
    ]
    assert len(menus) == 8  # everybody's, and those of 8


async def test_an_old_database_is_refused_where_it_may_not_be_upgraded(
    tmp_path: Path, telegram: Telegram
) -> None:
    async with await application(f"sqlite:///{tmp_path / 'none.db'}", telegram) as bot:
        with pytest.raises(InvalidSettings, match=r"^AUTO_UPGRADE is off .*besitos upgrade$"):
            await bot.serve(asyncio.Event())
    assert telegram.sent == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error", [TelegramUnauthorizedError(GetMe(), "Unauthorized"), TelegramNotFound(GetMe(), "Not Found")]
)
async def test_a_token_that_telegram_does_not_know_is_one_line(
    database_url: str, telegram: Telegram, error: Exception
) -> None:
    telegram.once[GetMe] = [error]
    async with await application(database_url, telegram) as bot:
        with pytest.raises(InvalidSettings, match=r"^BOT_TOKEN: Telegram does not know it"):
            await bot.serve(asyncio.Event())


async def test_a_token_revoked_while_serving_is_one_line(database_url: str, telegram: Telegram) -> None:
    telegram.once[GetUpdates] = [TelegramUnauthorizedError(GetUpdates(), "Unauthorized")]
    async with await application(database_url, telegram) as bot:
        with pytest.raises(InvalidSettings, match=r"^BOT_TOKEN: Telegram does not accept it any more"):
            await bot.serve(asyncio.Event())


async def test_a_telegram_out_of_reach_is_waited_for(database_url: str, telegram: Telegram) -> None:
    telegram.once[GetMe] = [
        TelegramNetworkError(GetMe(), "connection refused"),
        TelegramServerError(GetMe(), "Bad Gateway"),
    ]
    stop = asyncio.Event()
    async with await application(database_url, telegram) as bot:
        with structlog.testing.capture_logs() as lines:
            serving = TaskSupervisor().start("serving", bot.serve(stop))
            await telegram.until_sent(GetUpdates)
            stop.set()
            await serving
    assert [line["event"] for line in lines].count("telegram_unreachable") == 2


async def test_menus_that_telegram_refuses_are_a_line_in_the_log(
    database_url: str, telegram: Telegram
) -> None:
    telegram.refusals[SetMyCommands] = TelegramBadRequest(SetMyCommands(commands=[]), "Bad Request: no")
    stop = asyncio.Event()
    async with await application(database_url, telegram) as bot:
        with structlog.testing.capture_logs() as lines:
            serving = TaskSupervisor().start("serving", bot.serve(stop))
            await telegram.until_sent(GetUpdates)
            stop.set()
            await serving
    assert "command_menus_not_set" in [line["event"] for line in lines]


@pytest.fixture
def taken_port() -> Any:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


HOOK = {"webhook_url": "https://bot.example/hook", "webhook_secret": "hook-secret"}


async def test_a_port_that_is_taken_is_named(database_url: str, telegram: Telegram, taken_port: int) -> None:
    async with await application(database_url, telegram, webhook_port=taken_port, **HOOK) as bot:
        with pytest.raises(InvalidSettings, match=rf"^WEBHOOK_PORT: cannot listen on 127.0.0.1:{taken_port}"):
            await bot.serve(asyncio.Event())


async def test_a_webhook_that_telegram_refuses_is_named(
    database_url: str, telegram: Telegram, unused_tcp_port: int
) -> None:
    telegram.refusals[SetWebhook] = TelegramBadRequest(
        SetWebhook(url="x"), "Bad Request: bad webhook: no TLS"
    )
    async with await application(database_url, telegram, webhook_port=unused_tcp_port, **HOOK) as bot:
        with pytest.raises(InvalidSettings, match=r"^WEBHOOK_URL: .*no TLS"):
            await bot.serve(asyncio.Event())


async def test_redis_is_only_needed_where_it_is_asked_for(
    database_url: str, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    monkeypatch.delitem(sys.modules, "aiogram.fsm.storage.redis", raising=False)
    with pytest.raises(InvalidSettings, match=r"^REDIS_URL: .*besitos\[redis\]"):
        await application(database_url, telegram, redis_url="redis://127.0.0.1:1/0")
