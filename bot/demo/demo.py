"""The demo: it upgrades a copy of production, then runs the bot with a simulated Telegram and a page to play
in.

Everything is on this machine, and in a temporary folder unless a database is named.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from ..database import Database
from ..database.upgrade import UpgradeReport, upgrade_database
from ..database.urls import normalise_database_url
from ..playground.server import DEFAULT_TOKEN, PlaygroundServer
from ..services.tasks import until
from ..settings import InvalidSettings
from .bot_process import BotProcess
from .database import USERS, complete, fill
from .history import PLAYERS, add_history
from .numbers import Numbers
from .page import DemoPage
from .people import ADMIN
from .world import DemoWorld, build

DEFAULT_PORT = 8026
PORTS_TRIED = 50
START_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.5
SWEEP_DUTY_CYCLE = "0.004"
"""At the default pace a sweep of so few members ends before anybody can see it."""


class BotEnded(Exception):
    """The bot's process ended unexpectedly. The message has its last line."""


class Audience(Protocol):
    """Receives the progress of the demo."""

    def building(self, users: int) -> None:
        """The copy is being built."""

    def upgraded(self, report: UpgradeReport) -> None:
        """The database is at the newest revision."""

    def open_to_all(self, address: str) -> None:
        """The page can be opened; what is written there waits for the bot."""

    def serving(self) -> None:
        """The bot answers."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was asked for: a port to begin with, and a database or None for a temporary one."""

    port: int = DEFAULT_PORT
    database_url: str | None = None

    async def run(self, stop: asyncio.Event, audience: Audience) -> None:
        """Run until `stop` is set. Raises InvalidSettings, BotEnded, and what `upgrade_database` raises."""
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="besitos-demo-")))
            url = normalise_database_url(self.database_url or f"sqlite:///{folder / 'besitos.db'}")
            bot = await stack.enter_async_context(BotProcess(folder))  # it loads while the rest is built
            audience.building(USERS)
            await fill(url)
            audience.upgraded(await upgrade_database(url))
            database = Database(url, pool_size=1)
            stack.push_async_callback(database.close)
            page = DemoPage()
            server = await self._listen(stack, page)
            found = await complete(database)
            players = [stranger.id for stranger in found.strangers[-PLAYERS:]]
            await database.write(add_history, players, datetime.now(UTC))
            world = build(server.telegram, found)
            world.post_openers()
            page.is_ready(world, Numbers(database))
            stack.push_async_callback(bot.stop)  # before its Telegram is closed
            bot.serve(
                BOT_TOKEN=server.token,
                TELEGRAM_API_URL=server.url,
                DATABASE_URL=url,
                ADMIN_IDS=str(ADMIN.id),
                SWEEP_DUTY_CYCLE=SWEEP_DUTY_CYCLE,
            )
            audience.open_to_all(f"{server.url}/")
            await until(stop, _serve(bot, world, audience.serving))

    async def _listen(self, stack: AsyncExitStack, page: DemoPage) -> PlaygroundServer:
        last: OSError | None = None
        for port in range(self.port, min(self.port + PORTS_TRIED, 65_536)):
            try:
                server = PlaygroundServer(DEFAULT_TOKEN, port=port, routes=page.routes())
                return await stack.enter_async_context(server)
            except OSError as error:
                last = error
        raise InvalidSettings(f"--port: none of {PORTS_TRIED} from {self.port} on is free ({last})")


async def _serve(bot: BotProcess, world: DemoWorld, serving: Callable[[], None]) -> None:
    """Call `serving` when the bot answers, then wait for its end. Raises BotEnded."""
    events = world.telegram.world.events
    try:
        async with asyncio.timeout(START_SECONDS):
            while not (bot.has_ended or world.bot_answers):
                await events.wait(events.last, LOOK_AGAIN_SECONDS)
    except TimeoutError:
        raise BotEnded(f"the bot does not answer; its last line: {bot.last_words()}") from None
    if not bot.has_ended:
        serving()
    status = await bot.ended()
    raise BotEnded(f"the bot ended with status {status}; its last line: {bot.last_words()}")
