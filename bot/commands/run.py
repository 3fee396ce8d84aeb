"""besitos run: the bot."""

import asyncio
import gc
import signal

import structlog
import typer

from ..garbage import GC_THRESHOLDS, made_to_stay
from ..late_models import import_aiogram
from ..logs import configure_logging
from ..services.tasks import until
from ..settings import InvalidSettings, Settings
from .options import DatabaseUrl, settings_with, warn_of_old_names

log = structlog.get_logger(__name__)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(run)


def run(database_url: DatabaseUrl = None) -> None:
    """Upgrade the database, then serve updates until stopped."""
    reason = load()
    from ..app import HOW_TO_START

    settings = settings_with(database_url)
    if settings.bot_token is None:
        raise InvalidSettings(HOW_TO_START)
    configure_logging(settings.log_format, settings.log_level)
    warn_of_old_names(settings)
    if reason is not None:
        log.info("models_built_at_start", reason=reason)
    asyncio.run(_serve(settings))


def load() -> str | None:
    """Import the whole bot: not with this module, because only `run` needs aiogram, which takes long. Returns
    why it took longer than it should, or None."""
    with made_to_stay():
        reason = import_aiogram()
        from .. import app  # noqa: F401
    return reason


async def _serve(settings: Settings) -> None:
    from ..app import Application

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_once(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)  # a second signal ends the process at once
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop_once, number)
    with made_to_stay():
        application = Application(settings)
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        if await until(stop, application.open()):
            await application.serve(stop)
    finally:
        await application.close()
