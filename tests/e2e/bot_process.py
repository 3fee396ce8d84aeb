"""The bot as an operator runs it: `besitos run`, its log, and the signals that stop it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.e2e.emulator import TOKEN
from tests.e2e.processes import start, stop

BESITOS = Path(sys.executable).parent / "besitos"


class BotProcess:
    """`besitos run` in a folder, with a given database and Bot API server."""

    def __init__(self, folder: Path, *, database_url: str, telegram_url: str, **settings: str) -> None:
        self._log = folder / "bot.log"
        self._log.unlink(missing_ok=True)
        self.process: subprocess.Popen[bytes] = start(
            [str(BESITOS), "run"],
            log=self._log,
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "BOT_TOKEN": TOKEN,
                "DATABASE_URL": database_url,
                "TELEGRAM_API_URL": telegram_url,
                "LOG_FORMAT": "json",
                **settings,
            },
        )

    def log(self) -> list[dict[str, Any]]:
        """Its log lines so far."""
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]

    def line(self, event: str) -> dict[str, Any]:
        """The one log line of an event."""
        [line] = [line for line in self.log() if line["event"] == event]
        return line

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
        """End it whatever it does."""
        stop(self.process)
