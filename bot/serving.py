"""Serves updates until stopped: introduces the bot, runs the webhook or polling, and finishes running
work."""

import asyncio
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import User

from .backoff import Backoff
from .database.upgrade import upgrade_database
from .parts import Parts
from .services.gamification.sweep import KIND as SWEEP
from .services.tasks import TaskSupervisor, until
from .settings import InvalidSettings, Settings
from .telegram.command_menus import set_command_menus
from .telegram.transport.polling import PAUSES, Polling

log = structlog.get_logger(__name__)

MENUS_SECONDS = 1.0
"""How long a stop waits for the command menus, which are set while the bot serves."""


async def serve(
    settings: Settings, dispatcher: Dispatcher, bot: Bot, parts: Parts, stop: asyncio.Event
) -> None:
    """Serve updates until `stop` is set: long polling, or the webhook when WEBHOOK_URL is set.

    Then finish running work; the database stays open. Raises InvalidSettings if the token or webhook is not
    accepted, or if the database is old and `auto_upgrade` is off.
    """
    if not settings.auto_upgrade:
        await _refuse_an_old_database(settings.database_url)
    me = await until(stop, _introduce(settings, bot))
    if me is None:
        return
    mode = "webhook" if settings.webhook_url else "long polling"
    log.info("serving", bot=f"@{me.username}" if me.username else me.full_name, mode=mode)
    workflow: dict[str, Any] = {"dispatcher": dispatcher, **dispatcher.workflow_data}
    menus = TaskSupervisor()
    try:
        menus.start("command menus", set_command_menus(bot, parts.voice, sorted(settings.admin_ids)))
        await dispatcher.emit_startup(bot=bot, **workflow)
        if settings.sweep_schedule is not None:
            parts.gamification.jobs.schedule(SWEEP, settings.sweep_schedule)
        if settings.webhook_url:
            await _serve_webhook(settings, settings.webhook_url, dispatcher, bot, stop)
        else:
            await Polling(dispatcher, bot).run(stop)
    except TelegramUnauthorizedError as error:
        reason = f"BOT_TOKEN: Telegram does not accept it any more ({error.message})"
        raise InvalidSettings(reason) from error
    finally:
        try:
            await parts.stop()
            await menus.finish(MENUS_SECONDS)
        finally:
            await dispatcher.emit_shutdown(bot=bot, **workflow)
        metrics = parts.gamification.profiles.metrics
        log.info(
            "stopped",
            known_members=metrics.hits,
            looked_up=metrics.misses,
            profiles_made=metrics.created,
            renamed=metrics.renamed,
            without_profile=metrics.failed,
        )


async def _refuse_an_old_database(database_url: str) -> None:
    plan = await upgrade_database(database_url, dry_run=True, backup=False)
    if plan.changed:
        raise InvalidSettings(
            f"AUTO_UPGRADE is off and the database is at revision {plan.before}, not {plan.after}; "
            "run: besitos upgrade"
        )


async def _serve_webhook(
    settings: Settings, url: str, dispatcher: Dispatcher, bot: Bot, stop: asyncio.Event
) -> None:
    from .telegram.transport.webhook import Webhook  # a server, which polling does not need

    assert settings.webhook_secret is not None  # the settings ensure it
    webhook = Webhook(
        dispatcher,
        bot,
        url=url,
        secret=settings.webhook_secret.get_secret_value(),
        host=settings.webhook_host,
        port=settings.webhook_port,
    )
    listening = f"{settings.webhook_host}:{settings.webhook_port}"
    log.info("listening", address=listening)
    try:
        await webhook.run(stop)
    except OSError as error:
        raise InvalidSettings(f"WEBHOOK_PORT: cannot listen on {listening}: {error.strerror}") from error
    except TelegramAPIError as error:
        raise InvalidSettings(f"WEBHOOK_URL: Telegram refuses it: {error}") from error


async def _introduce(settings: Settings, bot: Bot) -> User:
    """Return our own user, after preparing Telegram for our mode. Waits if Telegram cannot be reached, for
    instance while the network starts after a reboot.
    """
    backoff = Backoff(PAUSES)
    while True:
        try:
            me, _ = await asyncio.gather(bot.me(), _without_webhook(settings, bot))
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            raise InvalidSettings(f"BOT_TOKEN: Telegram does not know it ({error.message})") from error
        except (TelegramAPIError, ClientDecodeError) as error:
            seconds = backoff.failed()
            log.warning("telegram_unreachable", reason=str(error), again_in_seconds=round(seconds, 1))
            await asyncio.sleep(seconds)
        else:
            return me


async def _without_webhook(settings: Settings, bot: Bot) -> None:
    if not settings.webhook_url:
        await bot.delete_webhook()
