"""Hosts whose own code is called `bot`, with Besitos from the wheel, in a Telegram on this machine."""

from pathlib import Path

import pytest

from tests.wheel.conftest import Installed

MAIN = """
import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from besitos import Gamification, TransactionType, setup_gamification
from besitos.playground.acts import write
from besitos.playground.server import DEFAULT_TOKEN, PlaygroundServer
{imports}


async def main(database_url: str) -> None:
    dispatcher = Dispatcher()
    dispatcher.include_router({router})
    gamification = await setup_gamification(dispatcher, database_url=database_url)
    assert isinstance(gamification, Gamification)
    async with PlaygroundServer() as server:
        session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
        bot = Bot(DEFAULT_TOKEN, session=session)
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        world = server.telegram.world
        ana = world.add_person("Ana", language_code="es")
        chat = world.private_chat(ana)
        for said, expected in (("/start", "{greeting}"), ("/perfil", "👤 Ana"), ("/saldo", "You have 25")):
            await gamification.wallet.credit(
                ana.id, 25, TransactionType.EARN_ADMIN, reason="quiz", key=f"quiz:{{ana.id}}"
            ) if said == "/saldo" else None
            write(server.telegram, ana, chat, said)
            async with asyncio.timeout(20):
                while expected not in str([m.content for m in chat.messages.values()]):
                    await asyncio.sleep(0.02)
        await dispatcher.stop_polling()
        await polling
        await session.close()
    print("host and Besitos answered, side by side")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
"""

HANDLERS = """
from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message

from besitos import Gamification, Member

router = Router()


@router.message(CommandStart())
async def start(message: Message) -> None:
    await message.answer(GREETING)


@router.message(Command("saldo"))
async def balance(message: Message, member: Member, gamification: Gamification) -> None:
    await message.answer(f"You have {await gamification.wallet.balance(member.id)}.")
"""
GREETING = "Welcome to the club"


def a_package(folder: Path) -> list[str]:
    """A host as most are: `bot/app.py`, `bot/services/`, `bot/database/`."""
    for name in ("bot", "bot/services", "bot/database"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()
    (folder / "bot/services/greetings.py").write_text(f"GREETING = {GREETING!r}\n")
    (folder / "bot/database/models.py").write_text("class Base: ...\n")
    (folder / "bot/handlers.py").write_text("from bot.services.greetings import GREETING\n" + HANDLERS)
    imports = "from bot.database.models import Base\nfrom bot.handlers import router"
    (folder / "bot/app.py").write_text(MAIN.format(imports=imports, router="router", greeting=GREETING))
    return ["-m", "bot.app"]


def a_file(folder: Path) -> list[str]:
    """A host that is a single `bot.py`."""
    imports = f"GREETING = {GREETING!r}\n" + HANDLERS
    (folder / "bot.py").write_text(MAIN.format(imports=imports, router="router", greeting=GREETING))
    return ["bot.py"]


@pytest.mark.parametrize("host", [a_package, a_file])
def test_a_host_called_bot(installed: Installed, tmp_path: Path, host) -> None:  # type: ignore[no-untyped-def]
    command = host(tmp_path)
    said = installed.run(installed.python, *command, "sqlite:///club.db", cwd=tmp_path)
    assert "host and Besitos answered, side by side" in said
