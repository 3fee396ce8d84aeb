"""A bot with another currency, tapped through from every command, on a database with its seeds."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
from aiogram.methods import SetMyCommands
from aiogram.types import User

from bot.currency import Currency
from bot.services.gamification import TransactionType
from bot.telegram.command_menus import set_command_menus
from tests.kit.catalog_rows import add_product
from tests.kit.harness import Harness, open_harness
from tests.kit.recording_session import message, person, tap
from tests.ui.test_currency import ours_in

ADMIN = person(1, "Ana", "es")
MEMBERS = [ADMIN, person(2, "Ben", "en"), person(3, "Rui", "pt")]
COMMANDS = (
    "/start", "/perfil", "/regalo", "/tienda", "/compras", "/recompensas", "/ranking", "/historial", "/ayuda",
    "/barrido", "/reacciones_aqui", "what?",
)  # fmt: skip
MAX_TAPS = 150


@pytest.fixture
async def harness(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    monkeypatch.setattr("bot.middlewares.throttling.monotonic", count(step=10).__next__)  # nobody is too fast
    currency = Currency("moneda", "monedas", "🪙")
    async with open_harness(database_url, currency=currency, admin_ids=frozenset({1})) as harness:
        yield harness


def said_by(harness: Harness) -> list[str]:
    """All that a member reads in what was sent: texts, captions, alerts, buttons."""
    read: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in ("text", "caption", "description", "title") and isinstance(inner, str):
                    read.append(inner)
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    for method in harness.session.sent:
        collect(method.model_dump())
    return read


async def tap_through(harness: Harness, user: User) -> list[str]:
    """Send every command and tap every button that appears, once."""
    read: list[str] = []
    waiting: list[str] = []
    seen: set[str] = set()

    def note() -> None:
        read.extend(said_by(harness))
        for method in harness.session.sent:
            for row in getattr(getattr(method, "reply_markup", None), "inline_keyboard", None) or []:
                waiting.extend(button.callback_data for button in row if button.callback_data)

    for command in COMMANDS:
        await harness.gets(message(user, command))
        note()
    while waiting and len(seen) < MAX_TAPS:
        if (data := waiting.pop(0)) not in seen:
            seen.add(data)
            await harness.gets(tap(user, data))
            note()
    assert {"claim", "product", "ask", "buy"} <= {data.split(":")[0].removeprefix("bs.") for data in seen}
    return read


@pytest.mark.parametrize("user", MEMBERS, ids=lambda user: user.first_name)
async def test_nobody_reads_besitos(harness: Harness, user: User) -> None:
    gamification = harness.application.gamification
    await harness.gets(message(user, "/start"))
    await add_product(harness.application.database, "Pack", 1, discount=0, sort_order=0)
    await gamification.wallet.credit(user.id, 60, TransactionType.EARN_ADMIN, reason="x", key="gift")
    read = await tap_through(harness, user)
    assert any("100 monedas" in text for text in read)  # the seeded reward for savers
    assert any("<b>1</b> moneda" in text or "1 moneda" in text for text in read)
    assert [text for text in read if ours_in(text)] == []


async def test_the_menus_of_commands_have_its_words_too(harness: Harness) -> None:
    await set_command_menus(harness.bot, harness.application._parts.voice, [1])
    menus = [method for method in harness.session.sent if isinstance(method, SetMyCommands)]
    assert len(menus) >= 6
    said = [command.description for menu in menus for command in menu.commands]
    assert any("monedas" in text for text in said)
    assert [text for text in said if ours_in(text)] == []
