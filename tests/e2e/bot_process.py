"""The bot as an operator runs it: `python -m bot run`, its log, and the signals that stop it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.e2e.fork_server import WarmProcess, start_bot
from tests.kit.processes import start, stop

TOKEN = "123456:e2e-token"
_numbers = count(1)


class BotProcess:
    """A bot in a folder, with a given database and Bot API server; its log is a new file there.

    It is forked from a warm Python unless `from_nothing`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str,
        telegram_url: str,
        from_nothing: bool = False,
        **settings: str,
    ) -> None:
        self._log = folder / f"bot-{next(_numbers)}.log"
        self._log.touch()
        environment = {
            "PATH": os.environ["PATH"],
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": database_url,
            "TELEGRAM_API_URL": telegram_url,
            "LOG_FORMAT": "json",
            **settings,
        }
        # In the folder, for the .env of whoever runs the tests is not for the bot.
        self.process: subprocess.Popen[bytes] | WarmProcess
        if from_nothing:
            command = [sys.executable, "-m", "bot", "run"]
            self.process = start(command, log=self._log, cwd=folder, env=environment)
        else:
            self.process = start_bot("run", log=self._log, cwd=folder, env=environment)

    def log(self) -> list[dict[str, Any]]:
        """Its log lines so far."""
        lines = self._log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def line(self, event: str) -> dict[str, Any]:
        """The one log line of an event."""
        [line] = [line for line in self.log() if line["event"] == event]
        return line

    def errors(self) -> list[dict[str, Any]]:
        """What it logged as an error: a mistake of ours."""
        return [line for line in self.log() if line["level"] in ("error", "critical")]

    async def wait_for(self, event: str, seconds: float = 40) -> None:
        """Wait until an event was logged."""
        deadline = time.monotonic() + seconds
        while not any(line["event"] == event for line in self.log()):
            output = self._log.read_text()
            assert self.process.poll() is None, output
            assert time.monotonic() < deadline, output
            await asyncio.sleep(0.02)

    async def terminate(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to stop and wait for its end; how many seconds that took. Its exit status must be 0."""
        asked = time.monotonic()
        os.kill(self.process.pid, number)
        while (status := self.process.poll()) is None:
            assert time.monotonic() - asked < 15, f"still running after 15 s:\n{self._log.read_text()}"
            await asyncio.sleep(0.01)
        assert status == 0, self._log.read_text()
        return time.monotonic() - asked

    def kill(self) -> None:
        """End it whatever it does, by SIGKILL."""
        if isinstance(self.process, WarmProcess):
            self.process.kill()
        else:
            stop(self.process)


@asynccontextmanager
async def running(
    folder: Path, *, database_url: str, telegram_url: str, **settings: str
) -> AsyncIterator[BotProcess]:
    """The bot, serving, until it is told to stop; it must end by itself, without an error in its log."""
    bot = BotProcess(
        folder, database_url=database_url, telegram_url=telegram_url, from_nothing=False, **settings
    )
    try:
        await bot.wait_for("serving")
        yield bot
        await bot.terminate()
        assert bot.errors() == []
    finally:
        bot.kill()
