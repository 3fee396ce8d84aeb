"""The demo without its page: the database that it fills, and the command from its start to its end."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import ContentSet
from bot.database.tables.host import User
from bot.database.upgrade import upgrade_database
from bot.demo.database import complete, fill
from bot.demo.history import PLAYERS, add_history
from bot.demo.numbers import Numbers
from bot.demo.people import ADMIN, PEOPLE, content_files
from bot.demo.world import NobodyToReact, build
from bot.playground.telegram import Telegram
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.gamification import assemble
from bot.settings import InvalidSettings
from tests.kit.processes import free_port, start, stop
from tests.kit.telegram_client import TelegramClient, TelegramMember


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


def _roles(session: Session) -> dict[int, str]:
    named = [person.id for person in PEOPLE]
    rows = session.execute(select(User.user_id, cast(User.role, String)).where(User.user_id.in_(named)))
    return {user_id: role for user_id, role in rows}  # noqa: C416 - a Row is no pair for dict


def _files(session: Session) -> list[str]:
    files: list[str] = session.execute(
        select(ContentSet.file_ids).where(ContentSet.code == "vip-special")
    ).scalar_one()
    return files


async def test_an_empty_database_is_filled_and_a_filled_one_used_again(empty_url: str) -> None:
    assert await fill(empty_url)
    report = await upgrade_database(empty_url, backup=False)
    assert report.found == "a host bot's database without gamification"
    async with opened(empty_url) as database:
        found = await complete(database)
        assert len(found.strangers) == 5_000
        assert (found.vip_channel, found.free_channel) == (-1001100000001, -1002100000002)
        assert found.first_message == 1
        roles = await database.read(_roles)
        assert roles[ADMIN.id] == "ADMIN"
        assert sorted(roles.values()) == [
            "ADMIN",
            "FREE",
            "FREE",
            "FREE",
            "VIP",
        ]  # one is a VIP by subscription
        assert await database.read(_files) == [file_id for file_id, _ in content_files("vip-special")]
        numbers = await Numbers(database).now()
        assert numbers["members"] == 5_005
        assert (numbers["profiles"], numbers["ledger"], numbers["entries"], numbers["run"]) == (
            0,
            0,
            [],
            None,
        )
    assert not await fill(empty_url)
    assert not (await upgrade_database(empty_url, backup=False)).changed


async def test_strangers_have_played_for_four_weeks(empty_url: str) -> None:
    await fill(empty_url)
    await upgrade_database(empty_url, backup=False)
    async with opened(empty_url) as database:
        players = [one.id for one in (await complete(database)).strangers[-PLAYERS:]]
        now = datetime.now(UTC)
        written = await database.write(add_history, players, now)
        assert written > 800
        assert await database.write(add_history, players, now) == 0
        statistics = assemble(database, clock=lambda: now).statistics
        overview = await statistics.overview(1, 30)
        assert overview.members == overview.new_profiles == PLAYERS
        assert sum(day.active_members > 5 for day in overview.days) > 20
        assert 0 < overview.spent < overview.earned
        assert overview.circulating == overview.earned - overview.spent
        assert sum(one.members for one in (await statistics.streaks(1)).counts) > 5
        assert [one.what async for one in Doctor(database, lambda: now).examine() if one.wrong] == []


async def test_somebodys_database_is_refused_and_untouched(database: Database) -> None:
    before = await database.read(_count)
    with pytest.raises(InvalidSettings, match="no demo made"):
        await fill(database.url)
    assert await database.read(_count) == before


def _count(session: Session) -> int:
    count: int = session.execute(select(func.count()).select_from(User)).scalar_one()
    return count


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to have a header" * 10)
    with pytest.raises(InvalidSettings, match="cannot use"):
        await fill(f"sqlite+aiosqlite:///{tmp_path / 'notes.txt'}")


async def test_the_crowd_takes_turns(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'demo.db'}"
    await fill(url)
    await upgrade_database(url, backup=False)
    async with opened(url) as database:
        telegram = Telegram(42)
        world = build(telegram, await complete(database))
    world.post_openers()
    with pytest.raises(NobodyToReact):
        world.react_at_once(world.free, None, 500)
    post = next(reversed(world.free.messages.values()))
    post.reply_markup = {
        "inline_keyboard": [[{"text": "a", "callback_data": "a"}, {"text": "b", "callback_data": "b"}]]
    }
    assert [world.react_at_once(world.free, None, 2_500) for _ in range(2)] == [2_500, 2_500]
    updates = telegram.world.updates.pending.values()
    pressed = [update["callback_query"] for update in updates if "callback_query" in update]
    assert len({query["from"]["id"] for query in pressed}) == 5_000
    assert [query["data"] for query in pressed[:4]] == ["a", "b", "a", "b"]
    assert not {query["from"]["id"] for query in pressed} & {person.id for person in PEOPLE}
    await telegram.close()


@pytest.mark.slow
async def test_the_command_from_start_to_end(tmp_path: Path) -> None:
    """A `.env` of a production bot lies in the folder; the demo must not care."""
    (tmp_path / ".env").write_text(
        "WEBHOOK_URL=https://example.org/hook\nWEBHOOK_SECRET=s\nBOT_TOKEN=1:real\n"
    )
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    log = tmp_path / "log"
    process = start(
        [sys.executable, "-m", "bot", "demo", "--port", str(free_port())],
        log=log,
        cwd=tmp_path,
        env=os.environ
        | {"TMPDIR": str(temporary), "REDIS_URL": "redis://nowhere.invalid/0", "PYTHONPATH": str(Path.cwd())},
    )
    try:
        address = await _printed(log, r"Open (http://127\.0\.0\.1:\d+)/")
        async with TelegramClient(address, timeout=60) as telegram:
            rosa = TelegramMember(telegram, 710_000_006, "Rosa")
            await rosa.send("/start")
            await rosa.sees("¡Hola, Rosa!", "🎁")
            await _printed(log, r"(The bot answers)")
            url = re.search(r"database +sqlite\+aiosqlite:///(\S+)", log.read_text())
            assert url is not None
            with closing(connect(url[1])) as connection:
                rows = connection.execute("SELECT user_id FROM user_gamification_profiles").fetchall()
            assert (rosa.id,) in rows
            assert len(rows) == PLAYERS + 1
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(20):
            while process.poll() is None:
                await asyncio.sleep(0.05)
        assert process.returncode == 0, log.read_text()
        assert list(temporary.iterdir()) == []
    finally:
        stop(process)


async def _printed(log: Path, pattern: str) -> str:
    async with asyncio.timeout(60):
        while not (found := re.search(pattern, log.read_text())):
            await asyncio.sleep(0.05)
    return found[1]


@pytest.mark.slow
async def test_the_bot_ends_with_a_demo_that_was_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-m", "bot", "demo", "--port", str(free_port())]
    process = start(command, log=log, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(Path.cwd())})
    try:
        await _printed(log, r"(The bot answers)")
        [bot] = map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
        process.kill()
        async with asyncio.timeout(15):
            while _runs(bot):
                await asyncio.sleep(0.05)
    finally:
        stop(process)


def _runs(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # ended, and nobody asked for its status yet
