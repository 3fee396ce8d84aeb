"""The SQLite file is replaced or deleted under the bot: members and operator are told, nothing is written
into what lies there now, and a restart goes on with it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.database.upgrade import upgrade_database
from bot.playground.server import PlaygroundServer
from tests.e2e.bot_process import BotProcess, running
from tests.e2e.words import SPANISH
from tests.kit.telegram_client import TelegramClient

pytestmark = pytest.mark.slow

TRY_LATER = "Ahora mismo no llego a tus besitos"


def restore_a_backup(path: Path) -> None:
    """What `mv backup.db besitos.db` does."""
    backup = path.with_name("backup.db")
    live, copy = sqlite3.connect(path), sqlite3.connect(backup)
    live.backup(copy)
    for connection in (live, copy):
        connection.close()
    backup.replace(path)


def delete_everything(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def files(path: Path) -> dict[str, bytes]:
    """The database file and those of SQLite beside it, with what stands in them."""
    return {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}


def gifts(path: Path) -> int:
    """How many daily gifts the ledger of this file has."""
    database = sqlite3.connect(path)
    [count] = database.execute("SELECT count(*) FROM transactions WHERE type = 'EARN_DAILY'").fetchone()
    database.close()
    return int(count)


@pytest.mark.parametrize("happens", [restore_a_backup, delete_everything], ids=lambda way: way.__name__)
async def test_a_running_bot_says_so_and_writes_nothing(
    tmp_path: Path,
    playground: PlaygroundServer,
    telegram: TelegramClient,
    happens: Callable[[Path], None],
) -> None:
    path = tmp_path / "data" / "besitos.db"
    path.parent.mkdir()
    url = f"sqlite+aiosqlite:///{path}"
    await upgrade_database(url, backup=False)
    ana, eva = [await telegram.member(name, language_code="es") for name in ("Ana", "Eva")]
    bot = BotProcess(tmp_path, database_url=url, telegram_url=playground.url)
    try:
        await ana.send("/start")
        await ana.sees(SPANISH.hello.format(name="Ana"))
        await ana.send(SPANISH.gift)
        await ana.tap(SPANISH.claim)
        await ana.sees(SPANISH.claimed)
        happens(path)
        there = files(path)
        await ana.send(SPANISH.gift)
        await ana.sees(TRY_LATER)
        await eva.send(SPANISH.gift)
        await eva.sees(TRY_LATER)
        await bot.terminate()
    finally:
        bot.kill()
    assert files(path) == there
    assert bot.errors() == []
    line = bot.line("database_unavailable")
    assert line["level"] == "warning"
    assert line["reason"] == (
        f"the database file {path} was deleted or replaced while it was in use: nothing is read or written "
        "any more; stop this process, see to the file and its -wal, and start again"
    )
    if happens is restore_a_backup:
        assert gifts(path) == 1
        for end in ("-wal", "-shm"):  # as the line says: they belong to the file that was there before
            Path(f"{path}{end}").unlink(missing_ok=True)
        async with running(tmp_path, database_url=url, telegram_url=playground.url):
            await eva.send(SPANISH.gift)
            await eva.tap(SPANISH.claim)
            await eva.sees(SPANISH.claimed)
        assert gifts(path) == 2
