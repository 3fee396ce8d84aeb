"""How long `besitos run` takes on an up-to-date database: from the start of the process to its first
getUpdates.

    .venv/bin/python -m benchmarks start

The real `python -m bot run`, on an SQLite file, against the playground's Bot API server. Limit: 2 seconds.
Beside it, for orientation, its processor time, which other work of the machine changes less, and that of a
Python that does nothing but `import aiogram` as it is, also without garbage collection.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.database.upgrade import upgrade_database
from bot.playground.parameters import Parameters
from bot.playground.server import PlaygroundServer
from tests.kit.processes import start, stop

from .figures import Figure

ROUNDS = 5
LIMIT_SECONDS = 2.0
ROOT = Path(__file__).parents[1]


class Listener(PlaygroundServer):
    """A Telegram that notices the first poll when it comes in, not when it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.polled = asyncio.Event()

    async def _answer(self, method: str, parameters: Parameters) -> object:
        if method == "getUpdates":
            self.polled.set()
        return await super()._answer(method, parameters)


def processor_seconds() -> float:
    """Return what all child processes took that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def seconds_to_serve(folder: Path, url: str) -> tuple[float, float]:
    """Start a bot, and end it at its first poll. Returns seconds, and its processor time until its end."""
    async with Listener() as telegram:
        environment = {
            "PATH": os.environ["PATH"], "BOT_TOKEN": telegram.token, "DATABASE_URL": url,
            "TELEGRAM_API_URL": telegram.url,
        }  # fmt: skip
        log = folder / "bot.log"
        used, started = processor_seconds(), time.perf_counter()
        process = start([sys.executable, "-m", "bot", "run"], log=log, cwd=folder, env=environment)
        try:
            async with asyncio.timeout(60):
                await telegram.polled.wait()
            seconds = time.perf_counter() - started
        except TimeoutError:
            raise AssertionError(log.read_text()) from None
        finally:
            stop(process)
        return seconds, processor_seconds() - used


def processor_seconds_of_aiogram() -> float:
    used = processor_seconds()
    subprocess.run([sys.executable, "-c", "import gc; gc.disable(); import aiogram"], check=True, cwd=ROOT)
    return processor_seconds() - used


async def figures() -> list[Figure]:
    """Measure in rounds that take turns. The best of each side: other work of the machine only slows down."""
    ours: list[tuple[float, float]] = []
    aiogram: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'club.db'}"
        await upgrade_database(url, backup=False)
        for _ in range(ROUNDS):
            ours.append(await seconds_to_serve(folder, url))
            aiogram.append(await asyncio.to_thread(processor_seconds_of_aiogram))
    seconds, used, of_aiogram = min(ours)[0], min(used for _, used in ours), min(aiogram)
    return [
        Figure(
            "`besitos run`, from process start to the first getUpdates", "the limit", LIMIT_SECONDS, seconds,
            "s", seconds / LIMIT_SECONDS, 1.0, at_most=True,
        ),
        Figure(
            "the same in processor time", "`import aiogram` alone, as a host does it", of_aiogram, used, "s",
            used / of_aiogram,
        ),
    ]  # fmt: skip
