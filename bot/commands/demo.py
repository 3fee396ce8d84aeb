"""The command that shows Besitos without a token: `besitos demo`."""

import asyncio
import signal
import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from ..database.upgrade import UpgradeReport
from .upgrade_report import show_report

if TYPE_CHECKING:
    from ..demo.demo import Demo


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(demo)


def demo(
    port: Annotated[
        int, typer.Option(min=1, max=65_535, help="Port of the page; if it is taken, the next free one.")
    ] = 8026,
    database_url: Annotated[
        str | None,
        typer.Option(
            "--database-url",
            help="An empty database to fill, instead of a temporary file.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Try everything on this machine: a simulated Telegram, the real bot, and a page to play in."""
    from ..demo.demo import BotEnded, Demo  # imported here, because only this command needs a server

    try:
        asyncio.run(_run(Demo(port=port, database_url=database_url)))
    except BotEnded as error:
        Console(stderr=True).print(Text(f"besitos: {error}"), soft_wrap=True)
        raise typer.Exit(1) from error


async def _run(demo: "Demo") -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_once(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)  # a second signal ends the process at once
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop_once, number)
    await demo.run(stop, _Terminal())


class _Terminal:
    def __init__(self) -> None:
        self._console = Console()
        self._began = time.monotonic()

    def building(self, users: int) -> None:
        self._say(f"A copy of a production database before gamification, with {users:,} members")

    def upgraded(self, report: UpgradeReport) -> None:
        show_report(report, "the database is at the newest revision already")

    def open_to_all(self, address: str) -> None:
        self._say(f"\nOpen {address}   (Ctrl-C ends it; the bot is starting)")

    def serving(self) -> None:
        self._say(f"The bot answers, {time.monotonic() - self._began:.1f} s after the start")

    def _say(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)
