"""Taps by webhook through real HTTP: how many the bot takes, and how long each waits at half of that rate.

    .venv/bin/python -m benchmarks webhook

The bot is `besitos run` in a process of its own. This process is Telegram: it posts the updates, over as many
connections as Telegram opens (40), and answers the bot's calls at once. First each connection posts the next
tap when the last one was answered: that is the rate that the bot sustains. Then taps come at half of that
rate, at random moments, as people do; each wait counts from the moment at which the tap was due, so that a
tap behind a slow one counts its delay too. The bot answers a request after it has answered the tap.

Beside it, at the same moments, a bot of aiogram alone that answers each tap and does nothing else.
"""

import asyncio
import gc
import json
import random
import socket
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from collections import deque
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.demo.bot_process import BotProcess
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity

from .figures import Figure
from .figures import waits as figures_of_waits
from .update import CHANNEL, configure

CONNECTIONS = 40
"""https://core.telegram.org/bots/api#setwebhook"""
FULL_SECONDS, HALF_SECONDS = 4.0, 8.0
WARM_UP = 500
MEMBERS = 20_000
LIMIT_MS = 20.0
START_SECONDS = 60.0
TOKEN = "42:TEST-TOKEN"
SECRET = "geheim"
ANSWERING_WEBHOOK = Path(__file__).parent / "peer_programs" / "answering_webhook.py"
ME = {"id": 42, "is_bot": True, "first_name": "Besitos", "username": "besitos_bot"}


class Api(asyncio.Protocol):
    """The Bot API, as far as the bot needs it here: it answers each call at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._read = transport, b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (request := _first_request(self._read)) is not None:
            self._read = self._read[len(request) :]
            result: object = ME if b"/getMe " in request[:200] else True
            body = json.dumps({"ok": True, "result": result}, separators=(",", ":")).encode()
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            self._transport.write(head % len(body) + body)


def _first_request(read: bytes) -> bytes | None:
    head, end, _ = read.partition(b"\r\n\r\n")
    if not end:
        return None
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), 0
    )
    whole = len(head) + len(end) + length
    return read[:whole] if len(read) >= whole else None


class Connection(asyncio.Protocol):
    """One connection of Telegram's to the bot."""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def post(self, due: float, request: bytes) -> None:
        self._due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        assert data.startswith(b"HTTP/1.1 200"), data
        self._telegram.answered(self, self._due)


@dataclass
class Telegram:
    """Posts taps over its connections; `waits` has how long each was on its way, in seconds."""

    requests: Iterator[bytes]
    free: deque[Connection] = field(default_factory=deque)
    queue: deque[float] = field(default_factory=deque)
    waits: list[float] = field(default_factory=list)
    again: bool = False
    """Whether a connection posts the next tap as soon as the last one is answered."""
    under_way: int = 0

    def due(self, when: float) -> None:
        """A tap comes; it is posted over the next connection that is free."""
        self.under_way += 1
        if self.free:
            self.free.popleft().post(when, next(self.requests))
        else:
            self.queue.append(when)

    def answered(self, connection: Connection, due: float) -> None:
        now = time.perf_counter()
        self.waits.append(now - due)
        self.under_way -= 1
        if self.again:
            self.queue.append(now)
            self.under_way += 1
        if self.queue:
            connection.post(self.queue.popleft(), next(self.requests))
        else:
            self.free.append(connection)

    async def all_answered(self) -> None:
        async with asyncio.timeout(START_SECONDS):
            while self.under_way:
                await asyncio.sleep(0.01)

    async def full_load(self, seconds: float) -> float:
        """Return how many taps a second the bot takes."""
        self.again, self.waits = True, []
        started = time.perf_counter()
        for _ in range(CONNECTIONS):
            self.due(started)
        await asyncio.sleep(seconds)
        rate = len(self.waits) / (time.perf_counter() - started)
        self.again = False
        await self.all_answered()
        return rate

    async def load(self, rate: float, seconds: float) -> list[float]:
        """Let taps come at a rate; returns the waits in milliseconds."""
        self.waits = []
        chance = random.Random(1)
        started = due = time.perf_counter()
        while due < started + seconds:
            due += chance.expovariate(rate)
            while (left := due - time.perf_counter()) > 0:
                await asyncio.sleep(left)
            self.due(due)
        await self.all_answered()
        return [wait * 1000 for wait in self.waits]


def taps(path: str) -> Iterator[bytes]:
    """Yield requests with taps, each by another member, on buttons under one post."""
    keyboard = [[{"text": emoji, "callback_data": f"bs.react:{emoji}"} for emoji in "🔥👍"]]
    channel = {"id": CHANNEL, "type": "channel", "title": "Canal VIP"}
    post = {
        "message_id": 5, "sender_chat": channel, "chat": channel, "date": 1700000000, "text": "A post",
        "reply_markup": {"inline_keyboard": keyboard},
    }  # fmt: skip
    for n in range(1, MEMBERS + 1):
        person = {"id": n, "is_bot": False, "first_name": f"Member {n}", "language_code": "es"}
        query = {
            "id": str(n), "from": person, "message": post, "chat_instance": "1", "data": "bs.react:🔥"
        }  # fmt: skip
        body = json.dumps({"update_id": n, "callback_query": query}).encode()
        yield (
            f"POST {path} HTTP/1.1\r\nHost: bot\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def without_rewards(session: Session) -> None:
    # Those for a first reaction would be told meanwhile, 30 a second.
    session.execute(text("UPDATE rewards SET is_active = false"))
    configure(session)


async def connected(port: int, requests: Iterator[bytes]) -> Telegram:
    """Wait until a bot listens, and open all connections."""
    loop, telegram = asyncio.get_running_loop(), Telegram(requests)
    async with asyncio.timeout(START_SECONDS):
        while len(telegram.free) < CONNECTIONS:
            try:
                _, one = await loop.create_connection(lambda: Connection(telegram), "127.0.0.1", port)
                telegram.free.append(one)
            except OSError:
                await asyncio.sleep(0.1)
    for _ in range(WARM_UP):
        telegram.due(time.perf_counter())
    await telegram.all_answered()
    return telegram


async def aiogram_alone(api: str, rate: float) -> list[float]:
    """Return its waits at this rate."""
    port = free_port()
    command = (sys.executable, str(ANSWERING_WEBHOOK), api, TOKEN, "/hook", str(port))
    process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
    try:
        telegram = await connected(port, taps("/hook"))
        return await telegram.load(rate, HALF_SECONDS)
    finally:
        process.terminate()
        await process.wait()


async def measure(folder: Path) -> tuple[float, list[float], list[float]]:
    """Return the rate that the bot sustains, the waits at half of it, and those of aiogram alone."""
    url = f"sqlite+aiosqlite:///{folder / 'besitos.db'}"
    await upgrade_database(url, backup=False)
    database = Database(url)
    await database.write(without_rewards)
    await assemble(database).profiles.ensure(
        Identity(n, f"Member {n}", None, None, "es") for n in range(1, MEMBERS + 1)
    )
    await database.close()
    gc.collect()
    gc.freeze()
    gc.disable()  # of this process, which is not measured
    async with AsyncExitStack() as stack:
        server = await asyncio.get_running_loop().create_server(Api, "127.0.0.1", 0)
        stack.callback(server.close)
        api, port = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", free_port()
        bot = await stack.enter_async_context(BotProcess(folder))
        bot.serve(
            BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=api,
            DATABASE_URL=url,
            WEBHOOK_URL="https://bot.example/hook",
            WEBHOOK_SECRET=SECRET,
            WEBHOOK_PORT=str(port),
        )
        telegram = await connected(port, taps("/hook"))
        rate = await telegram.full_load(FULL_SECONDS)
        waits = await telegram.load(rate / 2, HALF_SECONDS)
        for one in telegram.free:
            one.transport.close()
        await bot.stop()
        return rate, waits, await aiogram_alone(api, rate / 2)


async def figures() -> list[Figure]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        rate, waits, alone = await measure(Path(folder))
    p99, p99_alone = (quantiles(one, n=100)[98] for one in (waits, alone))
    middle, middle_alone = median(waits), median(alone)
    what = f"of a tap by webhook at {rate / 2:,.0f} a second, half of what the bot takes, SQLite"
    beside = "aiogram alone that only answers"
    return figures_of_waits(what, LIMIT_MS, beside, (middle_alone, p99_alone), (middle, p99))
