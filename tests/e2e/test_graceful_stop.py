"""A stop in the middle of everything, by real signals to a real process."""

import asyncio
import signal
from pathlib import Path

import pytest

from bot.database.upgrade import upgrade_database
from bot.playground.server import PlaygroundServer
from bot.playground.world.people import Person
from tests.e2e.answers import Answers, SlowTelegram, everybody, not_acknowledged
from tests.e2e.bot_process import BotProcess
from tests.e2e.productions import crowd, writes
from tests.kit.processes import free_port, wait_for_port

pytestmark = pytest.mark.slow

CROWD = 300


@pytest.fixture
async def database_url(tmp_path: Path) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path / 'besitos.db'}"
    await upgrade_database(url, backup=False)
    return url


@pytest.fixture
def fans(playground: PlaygroundServer) -> list[Person]:
    playground.telegram.flood.enabled = False
    return crowd(playground, ({"first_name": f"Ana {number}"} for number in range(CROWD)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_an_idle_bot_stops_at_once_with_0(
    tmp_path: Path, playground: PlaygroundServer, database_url: str, number: signal.Signals
) -> None:
    bot = BotProcess(tmp_path, database_url=database_url, telegram_url=playground.url)
    try:
        await bot.wait_for("serving")
        assert await bot.terminate(number) < 3
    finally:
        bot.kill()
    assert bot.log()[-1]["event"] == "stopped"


async def test_a_stop_while_telegram_is_out_of_reach_ends_with_0(tmp_path: Path, database_url: str) -> None:
    bot = BotProcess(tmp_path, database_url=database_url, telegram_url=f"http://127.0.0.1:{free_port()}")
    try:
        await bot.wait_for("telegram_unreachable")
        assert await bot.terminate() < 3
    finally:
        bot.kill()


async def test_running_handlers_are_finished_and_nothing_is_answered_twice(
    tmp_path: Path, playground: PlaygroundServer, answers: Answers, database_url: str, fans: list[Person]
) -> None:
    bot = BotProcess(tmp_path, database_url=database_url, telegram_url=playground.url)
    try:
        await bot.wait_for("serving")
        slow = SlowTelegram(playground, 1.0)
        for fan in fans:
            writes(playground, fan, "/perfil")
        await answers.until_total(1)
        assert await bot.terminate() < 10
        missing = not_acknowledged(playground)
        assert answers.given == everybody(fan for fan in fans if fan.id not in missing)
        assert 0 < answers.given.total() < len(fans)  # really in the middle
        slow.end()
        bot = BotProcess(tmp_path, database_url=database_url, telegram_url=playground.url)
        await bot.wait_for("serving")
        await answers.until_given(everybody(fans))
        await bot.terminate()
    finally:
        bot.kill()
    assert answers.given == everybody(fans)


async def test_a_handler_that_hangs_does_not_hold_up_the_stop_beyond_10_seconds(
    tmp_path: Path, playground: PlaygroundServer, database_url: str, fans: list[Person]
) -> None:
    bot = BotProcess(tmp_path, database_url=database_url, telegram_url=playground.url)
    try:
        await bot.wait_for("serving")
        slow = SlowTelegram(playground, 30.0)
        writes(playground, fans[0], "/start")
        [hanging] = playground.telegram.world.updates.pending
        await slow.until_begun()
        assert 5 < await bot.terminate() < 10
    finally:
        bot.kill()
    assert bot.line("handlers_cut_off")["handlers"] == [f"update {hanging}"]


async def test_the_webhook_answers_and_stops_gracefully(
    tmp_path: Path, playground: PlaygroundServer, answers: Answers, database_url: str, fans: list[Person]
) -> None:
    port = free_port()
    bot = BotProcess(
        tmp_path,
        database_url=database_url,
        telegram_url=playground.url,
        WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        WEBHOOK_SECRET="hook-secret",
        WEBHOOK_PORT=str(port),
    )
    try:
        await bot.wait_for("serving")
        wait_for_port(port)
        for fan in fans[:10]:
            writes(playground, fan, "/start")
        await answers.until_given(everybody(fans[:10]))
        slow = SlowTelegram(playground, 1.0)
        writes(playground, fans[10], "/start")
        await slow.until_begun()
        assert await bot.terminate() < 10
        async with asyncio.timeout(10):  # it was taken: Telegram has nothing to tell again
            while playground.telegram.world.updates.pending:
                await asyncio.sleep(0.01)
    finally:
        bot.kill()
    assert answers.given == everybody(fans[:11])
    assert answers.refusals() == []
