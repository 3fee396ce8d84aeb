"""besitos run: the bot."""

import asyncio
import gc
import signal

import typer

from ..logs import configure_logging
from ..services.tasks import until
from ..settings import InvalidSettings, Settings
from .options import DatabaseUrl, settings_with, warn_of_old_names


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(run)


def run(database_url: DatabaseUrl = None) -> None:
    """Upgrade the database, then serve updates until stopped."""
    # Imported here, because aiogram takes seconds and only `run` needs it. Without garbage collection it
    # takes a fifth less; its thousands of classes are then excluded from later collections.
    gc.disable()
    from ..app import HOW_TO_START

    gc.freeze()
    gc.enable()

    settings = settings_with(database_url)
    if settings.bot_token is None:
        raise InvalidSettings(HOW_TO_START)
    configure_logging(settings.log_format, settings.log_level)
    warn_of_old_names(settings)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from ..app import Application

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_once(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)  # a second signal ends the process at once
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop_once, number)
    application = Application(settings)
    try:
        if await until(stop, application.open()):
            await application.serve(stop)
    finally:
        await application.close()
