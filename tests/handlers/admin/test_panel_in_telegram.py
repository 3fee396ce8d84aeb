"""The panel through the playground: a real bot, stopped in the middle of a wizard and started again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.app import Application
from bot.handlers.admin.panel import panel as panel_module
from bot.playground.server import Exchange, PlaygroundServer
from bot.services.tasks import TaskSupervisor
from bot.settings import load_settings
from tests.kit.bot_api_description import check
from tests.kit.telegram_client import TelegramClient
from tests.kit.toy_section import SECTION, STORED

TOKEN = "42:abc"


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    STORED[:] = [1, 2]
    monkeypatch.setattr(panel_module, "SECTIONS", (SECTION,))


@asynccontextmanager
async def serving(database_url: str, server: PlaygroundServer, **options: Any) -> AsyncIterator[None]:
    """Our bot on this database, until the end of the block."""
    settings = load_settings(
        database_url=database_url, telegram_api_url=server.url, bot_token=TOKEN, **options
    )
    stop, tasks = asyncio.Event(), TaskSupervisor()
    async with Application(settings) as application:
        running = tasks.start("serving", application.serve(stop))
        yield
        stop.set()
        await running


async def test_a_wizard_goes_on_in_another_process(database_url: str) -> None:
    exchanges: list[Exchange] = []
    async with (
        PlaygroundServer(TOKEN, watch=exchanges.append) as server,
        TelegramClient(server.url, timeout=20) as telegram,
    ):
        boss = await telegram.member("Jefa", language_code="es")
        options = {"admin_ids": frozenset({boss.id})}
        async with serving(database_url, server, **options):
            await boss.send("/admin")
            await boss.sees("Panel")
            await boss.tap("Tienda")
            await boss.sees("Toy 2")
            await boss.tap("Mi regalo")
            await boss.send("cien")
            await boss.sees("Escribe un número entero")
            await boss.send("40")
            await boss.sees("No", "Cancelar")
        async with serving(database_url, server, **options):
            await boss.send("5")
            await boss.sees("Toy 40")
            await boss.tap("Panel")
            await boss.sees("¿Qué quieres hacer?")
            await boss.tap("Barrido")
            await boss.sees("El ensayo solo cuenta")
            await boss.send("/admin")
            await boss.tap("Cerrar")
            assert [message["keyboard"] for message in await boss.messages()][-1] == []
    assert STORED == [1, 2, 40]
    for exchange in exchanges:
        check(exchange)
