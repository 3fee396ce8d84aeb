"""A stop in the middle of everything, by real signals to a real process."""

import signal
from pathlib import Path

import pytest

from bot.database.upgrade import upgrade_database
from bot.services.tasks import TaskSupervisor
from tests.e2e.bot_process import BotProcess
from tests.e2e.emulator import Emulator
from tests.e2e.people import Person, everybody, send_at_once
from tests.e2e.processes import free_port, wait_for_port
from tests.e2e.witness import Witness

pytestmark = pytest.mark.slow

CROWD = [Person(1_000 + number, f"Ana {number}") for number in range(300)]


@pytest.fixture
async def database_url(tmp_path: Path) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path / 'besitos.db'}"
    await upgrade_database(url, backup=False)
    return url


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_an_idle_bot_stops_at_once_with_0(
    tmp_path: Path, emulator: Emulator, database_url: str, number: signal.Signals
) -> None:
    bot = BotProcess(tmp_path, database_url=database_url, telegram_url=emulator.url)
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
    tmp_path: Path, emulator: Emulator, witness: Witness, database_url: str
) -> None:
    bot = BotProcess(tmp_path, database_url=database_url, telegram_url=witness.url)
    try:
        await bot.wait_for("serving")
        witness.delay = 1.0
        ids = await send_at_once(emulator, [person.says("/perfil") for person in CROWD])
        await witness.until(1)
        assert await bot.terminate() < 10
        assert witness.answers.total() == len([one for one in ids if one <= witness.acknowledged])
        assert 0 < witness.answers.total() < len(CROWD)  # really in the middle
        witness.delay = 0.0
        bot = BotProcess(tmp_path, database_url=database_url, telegram_url=witness.url)
        await bot.wait_for("serving")
        await witness.until_answered(everybody(CROWD))
        await bot.terminate()
    finally:
        bot.kill()
    assert witness.answers == everybody(CROWD)


async def test_a_handler_that_hangs_does_not_hold_up_the_stop_beyond_10_seconds(
    tmp_path: Path, emulator: Emulator, witness: Witness, database_url: str
) -> None:
    bot = BotProcess(tmp_path, database_url=database_url, telegram_url=witness.url)
    try:
        await bot.wait_for("serving")
        witness.delay = 30.0
        [hanging] = await send_at_once(emulator, [CROWD[0].says("/start")])
        await witness.until_begun(1)
        assert 5 < await bot.terminate() < 10
    finally:
        bot.kill()
    assert bot.line("handlers_cut_off")["handlers"] == [f"update {hanging}"]


async def test_the_webhook_answers_and_stops_gracefully(
    tmp_path: Path, emulator: Emulator, witness: Witness, database_url: str
) -> None:
    port = free_port()
    bot = BotProcess(
        tmp_path,
        database_url=database_url,
        telegram_url=witness.url,
        WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        WEBHOOK_SECRET="hook-secret",
        WEBHOOK_PORT=str(port),
    )
    try:
        await bot.wait_for("serving")
        wait_for_port(port)
        await send_at_once(emulator, [person.says("/start") for person in CROWD[:10]])
        await witness.until_answered(everybody(CROWD[:10]))
        witness.delay = 1.0
        sending = TaskSupervisor().start("sending", send_at_once(emulator, [CROWD[10].says("/start")]))
        await witness.until_begun(11)
        assert await bot.terminate() < 10
        await sending
    finally:
        bot.kill()
    assert witness.answers == everybody(CROWD[:11])
    assert {entry["status"] for entry in emulator.journal() if entry.get("event") == "webhook"} == {200}
