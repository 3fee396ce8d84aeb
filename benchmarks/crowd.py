"""500 members who tap a reaction button at once, through real HTTP, in the demo's world.

    .venv/bin/python -m benchmarks crowd

The bot is `besitos run` in a process of its own, by long polling, as `besitos demo` starts it; this process
is the simulated Telegram. All members have profiles and tap at the same moment; a tap counts as answered when
its answerCallbackQuery has arrived here. Each round has other members, who react for the first time: each is
paid, and gets a reward, of which the bot tells them meanwhile.

Beside it, in the same world, a bot of aiogram alone that answers each tap and does nothing else.
"""

import asyncio
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.demo.bot_process import BotProcess
from bot.demo.database import Found, complete, fill
from bot.demo.people import ADMIN
from bot.demo.world import DemoWorld, build
from bot.playground.server import DEFAULT_TOKEN, Exchange, PlaygroundServer
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity
from bot.ui.reaction_keyboard import reaction_keyboard

from .figures import Figure
from .figures import waits as figures_of_waits

CROWD = 500
ROUNDS = 7
LIMIT_MS = 700.0
START_SECONDS = 60.0
ANSWER_SECONDS = 60.0
BREATH_SECONDS = 0.5
ANSWERING_BOT = Path(__file__).parent / "peer_programs" / "answering_bot.py"


@dataclass
class Answers:
    """When the taps since `begin` were answered, in seconds."""

    after: list[float] = field(default_factory=list)
    since: float = 0.0
    all: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        self.after, self.since = [], time.perf_counter()
        self.all.clear()

    def watch(self, exchange: Exchange) -> None:
        if exchange.method == "answerCallbackQuery":
            assert exchange.status == 200, exchange.answer
            self.after.append(time.perf_counter() - self.since)
            if len(self.after) == CROWD:
                self.all.set()


async def waits(world: DemoWorld, answers: Answers) -> tuple[float, float]:
    """Return the median and the p99 of the wait in milliseconds, each the median of all rounds."""
    rounds = []
    for _ in range(ROUNDS + 1):
        answers.begin()
        assert world.react_at_once(world.free, None, CROWD) == CROWD
        async with asyncio.timeout(ANSWER_SECONDS):
            await answers.all.wait()
        rounds.append((median(answers.after) * 1000, quantiles(answers.after, n=100)[98] * 1000))
        await asyncio.sleep(BREATH_SECONDS)
    # The first one is for what is read and compiled at the first use.
    return median(one for one, _ in rounds[1:]), median(one for _, one in rounds[1:])


async def ours(folder: Path, url: str, found: Found) -> tuple[float, float]:
    answers = Answers()
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(BotProcess(folder))
        server = await stack.enter_async_context(PlaygroundServer(DEFAULT_TOKEN, watch=answers.watch))
        world = build(server.telegram, found)
        world.post_openers()
        stack.push_async_callback(bot.stop)
        bot.serve(
            BOT_TOKEN=server.token, TELEGRAM_API_URL=server.url, DATABASE_URL=url, ADMIN_IDS=str(ADMIN.id)
        )
        async with asyncio.timeout(START_SECONDS):
            while not world.bot_answers:
                await asyncio.sleep(0.1)
        return await waits(world, answers)


async def aiogram_alone(found: Found) -> tuple[float, float]:
    answers = Answers()
    async with PlaygroundServer(DEFAULT_TOKEN, watch=answers.watch) as server:
        world = build(server.telegram, found)
        world.post_openers()
        # It adds no buttons.
        post = next(reversed(world.free.messages.values()))
        keyboard = reaction_keyboard(["❤️", "👍", "🔥"], {})
        post.reply_markup = keyboard.model_dump(mode="json", exclude_none=True)
        command = (sys.executable, str(ANSWERING_BOT), server.url, server.token)
        process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
        try:
            return await waits(world, answers)
        finally:
            process.terminate()
            await process.wait()


async def figures() -> list[Figure]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'besitos.db'}"
        await fill(url)
        await upgrade_database(url)
        database = Database(url, pool_size=1)
        found = await complete(database)
        await assemble(database).profiles.ensure(
            Identity(one.id, one.first_name, one.username, one.last_name) for one in found.strangers
        )
        await database.close()
        theirs = await aiogram_alone(found)
        reached = await ours(folder, url, found)
    what = f"of {CROWD} reactions at once in the demo, SQLite"
    beside = "aiogram alone that only answers"
    return figures_of_waits(what, LIMIT_MS, beside, theirs, reached)
