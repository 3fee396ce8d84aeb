"""Two Bot API servers for a bot in a process of its own: the playground, and one that is not ours."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.playground.server import PlaygroundServer
from tests.e2e.answers import Answers
from tests.e2e.bot_process import TOKEN
from tests.e2e.emulator import Emulator
from tests.e2e.productions import Origin, new_database, production
from tests.e2e.recording_proxy import RecordingProxy
from tests.kit.bot_api_description import check
from tests.kit.databases import Kind
from tests.kit.telegram_client import TelegramClient

TIMEOUT_SECONDS = 20.0
COMPARED = 100
"""Of each method and status: a crowd's calls are all alike."""


@pytest.fixture
def answers() -> Answers:
    """What the bot said in this test."""
    return Answers()


@pytest.fixture
async def playground(answers: Answers) -> AsyncIterator[PlaygroundServer]:
    """Our Telegram, in real time and with flood control; calls are compared with the description of the Bot
    API that we did not write."""
    async with PlaygroundServer(TOKEN, watch=answers.note) as server:
        yield server
    seen: Counter[tuple[str, int]] = Counter()
    for exchange in answers.exchanges:
        seen[exchange.method, exchange.status] += 1
        if seen[exchange.method, exchange.status] <= COMPARED:
            check(exchange)


@pytest.fixture
async def telegram(playground: PlaygroundServer) -> AsyncIterator[TelegramClient]:
    """The members' side of it."""
    async with TelegramClient(playground.url, timeout=TIMEOUT_SECONDS) as telegram:
        yield telegram


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """The foreign Bot API server, for this test alone."""
    emulator = Emulator(tmp_path)
    yield emulator
    emulator.stop()


@pytest.fixture
async def recording_proxy(emulator: Emulator) -> AsyncIterator[RecordingProxy]:
    """Between the foreign server and the bots of this test."""
    async with RecordingProxy(emulator.url) as recording_proxy:
        yield recording_proxy


@pytest.fixture(params=["played", pytest.param("fresh", marks=pytest.mark.exhaustive)])
def origin(request: pytest.FixtureRequest) -> Origin:
    """A new database, or a copy of production in which gamification was played."""
    chosen: Origin = request.param
    return chosen


@pytest.fixture
async def club_database(
    kind: Kind, origin: Origin, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    """Upgraded, of both kinds and both origins."""
    url = (production if origin == "played" else new_database)(kind, tmp_path, request)
    await upgrade_database(url, backup=False)
    database = Database(url)
    yield database
    await database.close()
