"""A playground for each test, a bot that speaks to it through aiogram, and people."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.playground.server import Exchange, PlaygroundServer
from tests.kit.bot_api_description import check
from tests.kit.clock import Seconds
from tests.kit.telegram_client import TelegramClient

TOKEN = "42:abc"


@dataclass
class Watched:
    """Every call of the test with its answer; each is compared with the description at the end."""

    exchanges: list[Exchange] = field(default_factory=list)

    def calls(self, method: str) -> list[Exchange]:
        """Those of one method."""
        return [exchange for exchange in self.exchanges if exchange.method == method]


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def server(watched: Watched, seconds: Seconds) -> AsyncIterator[PlaygroundServer]:
    """Flood control is on and its clock stands still: `seconds.now += 1` moves it."""
    async with PlaygroundServer(
        TOKEN, monotonic=seconds, grouped_seconds=0.05, watch=watched.exchanges.append
    ) as server:
        yield server
    for exchange in watched.exchanges:
        check(exchange)


@pytest.fixture
async def telegram(server: PlaygroundServer) -> AsyncIterator[TelegramClient]:
    async with TelegramClient(server.url) as telegram:
        yield telegram


@pytest.fixture
async def bot(server: PlaygroundServer) -> AsyncIterator[Bot]:
    """aiogram's own, as our bot uses it: its types parse every answer."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    async with Bot(TOKEN, session=session) as bot:
        yield bot
