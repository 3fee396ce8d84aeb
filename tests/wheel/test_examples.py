"""The bots of examples/, as they stand, on the installed wheel: processes in a Telegram on this machine."""

import os
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest

from bot.playground.server import DEFAULT_TOKEN, PlaygroundServer
from tests.kit.postgres_server import PostgresServer
from tests.kit.processes import free_port, start, stop
from tests.kit.telegram_client import TelegramClient, TelegramMember
from tests.wheel.conftest import ROOT, Installed, clean_environment

pytestmark = pytest.mark.slow  # ten starts of interpreters each

EXAMPLES = ROOT / "examples"
MAX_LINES = 119
# What a host's Bot speaks with is Telegram's own server, whose address a test replaces.
SITE = """
import os

if url := os.environ.get("TEST_TELEGRAM"):
    from aiogram.client.telegram import PRODUCTION

    object.__setattr__(PRODUCTION, "base", url + "/bot{token}/{method}")
"""


def test_each_is_short() -> None:
    hosts = {path.name: [path] for path in EXAMPLES.glob("*.py")}
    hosts["webhook_bot.py"] += (EXAMPLES / "webhook_bot_texts").rglob("*.ftl")
    hosts["package_bot"] = [path for path in (EXAMPLES / "package_bot").rglob("*.*") if path.suffix != ".pyc"]
    lines = {
        name: sum(len(path.read_text().splitlines()) for path in paths if path.is_file())
        for name, paths in hosts.items()
    }
    assert {name: number for name, number in lines.items() if number > MAX_LINES} == {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a host lives: a copy of the examples, without what a checkout has around them."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SITE)
    shutil.copytree(EXAMPLES, tmp_path / "host", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "host"


@asynccontextmanager
async def a_telegram() -> AsyncIterator[TelegramClient]:
    async with PlaygroundServer(flood=False) as server, TelegramClient(server.url, timeout=60) as telegram:
        yield telegram


@contextmanager
def running(
    installed: Installed, folder: Path, telegram: TelegramClient, *command: str, **env: str
) -> Iterator[None]:
    """The bot in a process, which a SIGTERM ends well."""
    log = folder / "bot.log"
    site = next(above / "site" for above in folder.parents if (above / "site").exists())
    environment = clean_environment() | {
        "BOT_TOKEN": DEFAULT_TOKEN,
        "PYTHONPATH": str(site),
        "TEST_TELEGRAM": telegram.url,
        **env,
    }
    process = start([installed.python, *command], log=log, cwd=folder, env=environment)
    try:
        yield
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(30) == 0, log.read_text()
        assert "Traceback" not in log.read_text()
    except BaseException:
        print(log.read_text())
        raise
    finally:
        stop(process)


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    """What a statement returns from the host's file; it is committed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


async def take_the_gift(member: TelegramMember) -> None:
    """Ours: 50 besitos, by a button of ours."""
    await member.send("/daily")
    await member.tap("🎁")
    await member.sees("50")


async def test_the_package_bot(installed: Installed, folder: Path) -> None:
    folder /= "package_bot"
    database = folder / "theatre.db"
    installed.run(installed.python, "-m", "alembic", "upgrade", "head", cwd=folder)
    async with a_telegram() as telegram:
        ana, ben = await telegram.member("Ana", language_code="en"), await telegram.member("Ben")
        known = f"{ana.id}, NULL, 'Ana', NULL, 'VIP', '2024-01-02 03:04:05', '2024-01-02 03:04:05'"
        rows(database, f"INSERT INTO users VALUES ({known})")
        rows(database, f"INSERT INTO tickets VALUES (1, {ana.id})")
        before = rows(database, "SELECT * FROM users")
        with running(installed, folder, telegram, "-m", "bot.app"):
            await ana.send("/start")
            await ana.sees("Welcome to the theatre, Ana!")
            await ana.send("/seat 7")
            await ana.sees("A seat is 40 besitos, you have 0.")
            await take_the_gift(ana)
            await ana.send("/seat 7")
            await ana.sees("Seat 7 is yours. You have 10 besitos left.")
            await take_the_gift(ben)
            await ben.send("/seat 7")
            await ben.sees("Seat 7 is taken. You paid nothing.")
            await ben.send("what do you sell?")
            await ben.sees("I sell seats: /seat 7")
        with running(installed, folder, telegram, "-m", "bot.app"):
            for member, balance in ((ana, "10 besitos"), (ben, "50 besitos")):
                await member.send("/perfil")
                await member.sees(balance)
    assert rows(database, f"SELECT * FROM users WHERE user_id = {ana.id}") == before
    assert rows(database, "SELECT * FROM tickets") == [(1, ana.id), (7, ana.id)]
    assert rows(database, "SELECT * FROM alembic_version") == [("0001",)]
    installed.run(installed.besitos, "doctor", "--database-url", "sqlite:///theatre.db", cwd=folder)
    said = installed.run(installed.python, "-m", "alembic", "check", cwd=folder)
    assert "No new upgrade operations detected" in said  # it would drop none of our tables


async def test_the_shop_bot(installed: Installed, folder: Path, postgres: PostgresServer) -> None:
    url = postgres.url("bookshop").replace("+asyncpg", "")
    names = "id SERIAL PRIMARY KEY, telegram_id BIGINT UNIQUE, stamps BIGINT"
    postgres.sql(
        f"CREATE TABLE users ({names})",
        "CREATE TABLE orders (id SERIAL PRIMARY KEY, user_id INT REFERENCES users, book TEXT)",
        "INSERT INTO users (telegram_id) VALUES (999)",
        "INSERT INTO orders (user_id, book) VALUES (1, 'Ulysses')",
        database="bookshop",
    )
    async with a_telegram() as telegram:
        ana = await telegram.member("Ana", language_code="en")
        owner = await telegram.member("Bea", language_code="en", has_started=True)
        settings = {"DATABASE_URL": url, "OWNER_ID": str(owner.id)}
        with running(installed, folder, telegram, "shop_bot.py", **settings):
            await ana.send("/start")
            await ana.sees("Welcome to the bookshop!")
            await ana.send("/buy Emma")
            await ana.sees("Order 2 is on its way. You have 10 stamps.")
            await take_the_gift(ana)
            await ana.send("/buy Persuasion")
            await ana.sees("Order 3 is on its way. You have 70 stamps.")
            await owner.sees(f"{ana.id} has unlocked Bookworm.")
            await ana.sees("Bookworm")
        with running(installed, folder, telegram, "shop_bot.py", **settings):
            await ana.send("/profile")
            await ana.sees("70 stamps")
            await ana.send("/history")
            await ana.sees("book")
        read = str([message["text"] for message in await ana.messages()])
        assert "besito" not in read
        assert "💋" not in read
    query = "SELECT string_agg(%s::text, ' ' ORDER BY id) FROM %s"
    said = [
        postgres.sql(query % part, database="bookshop").strip()
        for part in (("u", "users u"), ("o", "orders o"))
    ]
    assert said == [f"(1,999,) (2,{ana.id},70)", "(1,1,Ulysses) (2,2,Emma) (3,2,Persuasion)"]
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    assert postgres.sql(tables, database="bookshop").split() == ["orders", "users"]
    installed.run(installed.besitos, "doctor", "--database-url", f"{url}?schema=besitos", cwd=folder)


async def test_the_webhook_bot(installed: Installed, folder: Path) -> None:
    port = free_port()
    async with a_telegram() as telegram:
        ana = await telegram.member("Ana", language_code="en")
        owner = await telegram.member("Bea", language_code="en", has_started=True)
        friends = await telegram.chat("supergroup", "Friends", owner=owner, members=[ana])
        settings = {
            "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "WEBHOOK_SECRET": "secret-of-the-webhook",
            "PORT": str(port),
            "ADMIN_IDS": str(owner.id),
        }
        with running(installed, folder, telegram, "webhook_bot.py", **settings):
            await ana.send("/start")
            await ana.sees("Good morning, Ana!")
            await ana.tap("My cookie of today")
            await ana.sees("Fresh from the oven!", "50 cookies")
            await ana.tap("Take a bite")
            await ana.sees("For you!")
            await owner.send("/reactions_here", to=friends)
            await owner.sees("cookies", chat=friends)
            said = await owner.send("What a quote!", to=friends)
            await said.react(ana, "❤")
            await ana.send("/shop")
            await ana.send("/quote")
            await ana.sees("(")
        with running(installed, folder, telegram, "webhook_bot.py", **settings):
            await ana.send("/start profile")
            await ana.sees("Ana", "55 cookies")
        read = str([message["text"] for message in await ana.messages()])
        assert "besito" not in read
        assert "💋" not in read
    assert sorted(path.name for path in folder.glob("*.db")) == ["besitos.db"]
    installed.run(installed.besitos, "doctor", "--database-url", "sqlite:///besitos.db", cwd=folder)
