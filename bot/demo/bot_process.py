"""The demo's bot: `besitos run` in its own process, which knows only the address of a Bot API server."""

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Self

from ..services.own_module import command_of, search_path
from ..settings import Settings
from . import waiting_bot

QUICKER_IMPORT = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""A demo has no plugins, but pydantic searches for them for each of aiogram's classes."""
STOP_SECONDS = 12.0
"""Slightly longer than the bot takes at most to finish."""


class BotProcess:
    """`async with BotProcess(folder) as process`: it loads, serves after `serve`, and ends with the block."""

    def __init__(self, folder: Path) -> None:
        """Its log is written to `folder`."""
        self.log = folder / "bot.log"
        self._folder = folder
        self._process: Process

    async def __aenter__(self) -> Self:
        inherited = {
            name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields
        }
        # Started from a folder without `.env`: a production bot's token and webhook must not get into it.
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command_of(waiting_bot.__name__, str(os.getpid())),
                stdin=PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env={**inherited, **search_path(), **QUICKER_IMPORT},
            )
        return self

    def serve(self, **settings: str) -> None:
        """Start serving. `settings` are its environment variables; it gets no others of ours, and no
        `.env`."""
        stream = self._process.stdin
        assert stream is not None
        if not stream.is_closing():  # else it has ended already; see `ended`
            stream.write(json.dumps(settings).encode() + b"\n")
            stream.close()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Let it finish and end. Safe to call twice."""
        if self.has_ended:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    @property
    def has_ended(self) -> bool:
        """True if it has ended."""
        return self._process.returncode is not None

    async def ended(self) -> int:
        """Wait until it ends by itself. Returns its exit status."""
        return await self._process.wait()

    def last_words(self) -> str:
        """Return the last line that it wrote."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "nothing"
