"""Every example of the developer guide, and that of the README, from the installed wheel, as they stand:
the bots in a Telegram on this machine, the calls on a database of their own."""

import re
from pathlib import Path

import pytest

from tests.wheel.conftest import ROOT, Installed

GUIDE = ROOT / "docs" / "developer-guide.md"
README = ROOT / "README.md"

# Runs `main()` of an example, whose Bot speaks with the playground; Ana writes, and answers are waited for.
TALK = """
import asyncio
import signal
import sys

import aiogram
import aiogram_dialog  # it reads the class Bot when it is loaded
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from besitos.playground.acts import write
from besitos.playground.server import DEFAULT_TOKEN, PlaygroundServer


async def talk(conversation):
    async with PlaygroundServer() as server:
        real = aiogram.Bot

        def bot_of_the_playground(token):
            api = TelegramAPIServer.from_base(server.url)
            return real(DEFAULT_TOKEN, session=AiohttpSession(api=api))

        aiogram.Bot = bot_of_the_playground
        import example

        running = asyncio.create_task(example.main())
        world = server.telegram.world
        ana = world.add_person("Ana", language_code="en")
        chat = world.private_chat(ana)
        for said, expected in conversation:
            write(server.telegram, ana, chat, said)
            async with asyncio.timeout(60):
                while expected not in str([message.content for message in chat.messages.values()]):
                    assert not running.done(), running
                    await asyncio.sleep(0.02)
        signal.raise_signal(signal.SIGTERM)
        await running
    print("all was answered")


asyncio.run(talk(eval(sys.argv[1])))
"""
CALL_SERVICES = """
import asyncio

import example
from besitos import Application, Identity, Settings


async def main():
    async with Application(Settings(database_url="sqlite:///quiz.db")) as app:
        await app.gamification.profiles.get_or_create(Identity(1001, "Ana"))
        print(await example.after_a_quiz(app.gamification, 1001, 7))
        print(await example.after_a_quiz(app.gamification, 1001, 7))
        print(await app.gamification.wallet.balance(1001))


asyncio.run(main())
"""
OWN_EVENTS = """
import asyncio

import example
from besitos import Application, Condition, HostCondition, Identity, Settings


async def main():
    async with Application(Settings(database_url="sqlite:///events.db")) as app:
        gamification = app.gamification
        example.listen(gamification)
        await gamification.profiles.get_or_create(Identity(1001, "Ana"))
        await gamification.catalog.create_reward(
            7, name="Quizzer", reward_type="BESITOS", reward_value={"amount": 5},
            conditions=[Condition(HostCondition("QUIZZES_WON"), 2)],
        )
        for quiz in (7, 7, 8):
            print(await example.quiz_won(gamification, 1001, quiz))


asyncio.run(main())
"""
WITHOUT_TELEGRAM = """
import asyncio

import example

asyncio.run(example.richest())
"""
A_SESSION_PER_UPDATE = """
import asyncio
from types import SimpleNamespace

import example
from besitos import Application, Identity, Settings
from sqlalchemy import text

URL = "sqlite+aiosqlite:///answers.db"
ANA = SimpleNamespace(id=1001)


async def main():
    async with Application(Settings(database_url=URL)) as app:
        await app.gamification.profiles.get_or_create(Identity(ANA.id, "Ana"))
        sessions = example.with_sessions(URL)
        async with sessions.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE answers (user_id BIGINT)"))

        async def told(what):
            print(what)

        async def handler(message, data):
            await example.answer(message, data["session"], app.gamification, ANA)

        await sessions(handler, SimpleNamespace(message_id=7, answer=told), {"event_from_user": ANA})
        await sessions.engine.dispose()


asyncio.run(main())
"""
WHO_IS_VIP = """
import asyncio
from datetime import UTC, datetime, timedelta

import example
from aiogram import Dispatcher


async def main():
    dispatcher = Dispatcher()
    gamification = await example.with_my_vip(dispatcher, "sqlite:///besitos.db")
    print(await example.paid(gamification, 1001, "Ana", datetime.now(UTC) + timedelta(days=30)))
    await dispatcher.emit_shutdown()


asyncio.run(main())
"""
A_TICKET = """
import asyncio

import example
from besitos import Application, Identity, Settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

URL = "sqlite+aiosqlite:///tickets.db"


async def main():
    async with Application(Settings(database_url=URL)) as app:
        await app.gamification.profiles.get_or_create(Identity(1001, "Ana"))
        engine = create_async_engine(URL)
        async with AsyncSession(engine) as session:
            print(await example.buy_ticket(session, app.gamification, 1001, 7))
        await engine.dispose()


asyncio.run(main())
"""
DURABLE = """
import asyncio

import example
from besitos import Application, Identity, Settings, TransactionType


async def main():
    settings = Settings(database_url="sqlite:///levels.db")
    async with Application(settings) as app:  # the process that writes, and ends before it calls the hook
        example.listen_durably(app.gamification)
        await app.gamification.profiles.get_or_create(Identity(1001, "Ana"))
        await app.gamification.wallet.credit(
            1001, 100, TransactionType.EARN_ADMIN, reason="a prize", key="prize"
        )
    assert example.sent == []
    async with Application(settings) as app:
        example.listen_durably(app.gamification)
        app.gamification.durable_hooks.open()
        await app.gamification.durable_hooks.finish(20)
        await app.gamification.durable_hooks.close(5)
    print(example.sent)


asyncio.run(main())
"""


def example_with(name: str) -> str:
    """The example of the guide that defines `name`."""
    (found,) = [example for example in examples(GUIDE) if f"def {name}(" in example]
    return found


OWN_WORDS = """
import asyncio
import subprocess
import sys
from pathlib import Path

import example
from aiogram import Bot
from aiogram.methods import SendMessage
from aiogram.types import Chat, Message, Update, User

subprocess.run([sys.executable, "-m", "besitos", "texts", "export", "es", "my_texts"], check=True)
shop = Path("my_texts/es/shop.ftl")
shop.write_text(shop.read_text("utf-8").replace("<b>La tienda</b>", "<b>El kiosco</b>"), "utf-8")


async def main():
    dispatcher = await example.build("sqlite:///my_bot.db")
    bot = Bot("123456:" + "a" * 35)

    async def print_texts(make_request, bot, method):
        print(getattr(method, "text", method))

    bot.session.middleware(print_texts)
    ana = User(id=7, is_bot=False, first_name="Ana", language_code="es")
    message = Message(message_id=1, date=0, chat=Chat(id=7, type="private"), from_user=ana, text="/tienda")
    await dispatcher.feed_update(bot, Update(update_id=1, message=message))
    await dispatcher.emit_shutdown(bot=bot)


asyncio.run(main())
"""
LOG_LINES = """
import asyncio
import logging

import example
from aiogram import Dispatcher
from besitos import setup_gamification

logging.basicConfig(level=logging.INFO, format="%(name)s %(levelname)s %(message)s")
example.log_through_logging()


async def main():
    dispatcher = Dispatcher()
    await setup_gamification(dispatcher, database_url="sqlite:///besitos.db")
    await dispatcher.emit_shutdown()


asyncio.run(main())
"""


def examples(page: Path) -> list[str]:
    """The Python of a page, block by block."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_as_many_examples_as_are_run_here() -> None:
    assert (len(examples(GUIDE)), len(examples(README))) == (11, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A host's folder, with code called `bot` in it."""
    (tmp_path / "bot.py").write_text("raise RuntimeError('this is the code of the host')\n")
    return tmp_path


def run(installed: Installed, folder: Path, example: str, around: str, *arguments: str) -> str:
    """Run `around`, which imports the example; what it printed."""
    (folder / "example.py").write_text(example, encoding="utf-8")
    (folder / "around.py").write_text(around, encoding="utf-8")
    return installed.run(installed.python, "around.py", *arguments, cwd=folder)


def test_a_bot_with_besitos_in_it(installed: Installed, folder: Path) -> None:
    conversation = [
        ("/start", "Welcome to my bot! I speak en with you."),
        ("/saldo", "You have 0 besitos."),
        ("/profile", "👤 Ana"),
    ]
    said = run(installed, folder, examples(GUIDE)[0], TALK, repr(conversation))
    assert "all was answered" in said.splitlines()
    assert (folder / "my_bot.db").exists()


def test_the_readmes_bot(installed: Installed, folder: Path) -> None:
    example = examples(README)[0].replace("asyncio.run(main())", "")
    said = run(installed, folder, example, TALK, repr([("/profile", "👤 Ana")]))
    assert "all was answered" in said.splitlines()
    assert (folder / "bot.db").exists()


def test_calling_the_services(installed: Installed, folder: Path) -> None:
    first, again, balance = run(installed, folder, examples(GUIDE)[1], CALL_SERVICES).splitlines()[-3:]
    assert first == "75 besitos, today's gift included"
    assert again.startswith("25 besitos; the next gift opens at ")
    assert balance == "75"


def test_a_menu_of_the_hosts(installed: Installed, folder: Path) -> None:
    conversation = [
        ("/start", "What next?"),
        ("/coins", "👤 Ana"),
        ("/start rewards", "Your rewards"),
    ]
    [example] = [one for one in examples(GUIDE) if "screen_button" in one]
    assert "all was answered" in run(installed, folder, example, TALK, repr(conversation)).splitlines()


def test_your_events(installed: Installed, folder: Path) -> None:
    said = run(installed, folder, example_with("quiz_won"), OWN_EVENTS).splitlines()
    assert [line for line in said if line.isdecimal()] == ["150", "150", "300"]
    assert "1001 rose from level 1 to 2" in said
    assert "1001 may claim Ahorrador Principiante" in said
    assert "1001 may claim Quizzer" in said


def test_without_telegram(installed: Installed, folder: Path) -> None:
    assert run(installed, folder, example_with("richest"), WITHOUT_TELEGRAM).splitlines()[-1] == "None"


def test_a_session_per_update(installed: Installed, folder: Path) -> None:
    said = run(installed, folder, example_with("with_sessions"), A_SESSION_PER_UPDATE)
    assert said.splitlines()[-1] == "Right! You have 25 besitos."


def test_who_is_vip(installed: Installed, folder: Path) -> None:
    assert run(installed, folder, example_with("with_my_vip"), WHO_IS_VIP).splitlines()[-1] == "True"


def test_own_words(installed: Installed, folder: Path) -> None:
    [example] = [one for one in examples(GUIDE) if "Currency(" in one]
    said = run(installed, folder, example, OWN_WORDS)
    assert "<b>El kiosco</b>\n🪙 Todavía no tienes monedas." in said


def test_money_in_one_transaction(installed: Installed, folder: Path) -> None:
    said = run(installed, folder, example_with("buy_ticket"), A_TICKET)
    assert said.splitlines()[-1] == "A ticket costs 40 besitos, you have 0."


def test_what_must_not_be_lost(installed: Installed, folder: Path) -> None:
    said = run(installed, folder, example_with("listen_durably"), DURABLE)
    assert said.splitlines()[-1] == "['1001-level-2']"


def test_our_log_lines(installed: Installed, folder: Path) -> None:
    said = run(installed, folder, example_with("log_through_logging"), LOG_LINES).splitlines()
    assert any(
        line.startswith("besitos.database.upgrade") and "INFO event='database_" in line for line in said
    )
    assert [line for line in said if re.match(r"\d{4}-\d{2}-\d{2}", line)] == []  # as structlog prints them
