"""The composition root: the only place that knows every part and puts them together.

`Application` is the bot of its own; `setup_gamification` adds the same parts to somebody else's bot.
Nothing imports this module but the command line, a host bot and tests.
"""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import User
from aiogram.utils.backoff import Backoff

from .database import Database
from .database.upgrade import upgrade_database
from .handlers.admin.sweep import end_screen, run_screen
from .handlers.errors import ErrorAnswers, OwnErrorsMiddleware
from .handlers.member.rewards import unlocked_screen
from .handlers.routers import gamification_router
from .middlewares.in_flight import InFlightMiddleware
from .middlewares.provisioning import ProvisioningMiddleware
from .middlewares.repeated_updates import RepeatedUpdatesMiddleware
from .services.clock import Clock, system_clock
from .services.gamification.gamification import Gamification, assemble
from .services.gamification.sweep import KIND as SWEEP
from .services.tasks import TaskSupervisor, until
from .settings import TELEGRAM_API_URL, InvalidSettings, Settings
from .telegram.command_menus import set_command_menus
from .telegram.notifier import UnlockNotifier
from .telegram.paying_groups import PayingGroups
from .telegram.reaction_counts import keyboard_updater
from .telegram.run_ends import RunEnds
from .telegram.run_messages import LiveRuns
from .telegram.transport.incoming import FINISH_SECONDS
from .telegram.transport.outgoing import RetryAfterMiddleware
from .telegram.transport.polling import PAUSES, Polling
from .telegram.transport.webhook import Webhook

log = structlog.get_logger(__name__)

ANNOUNCE_SECONDS = 2.0
"""At a stop, for announcements under way; with the handlers' time it stays below the ten seconds after which
containers are killed."""
HOW_TO_START = (
    "BOT_TOKEN is missing: ask @BotFather in Telegram for a token (/newbot) and put BOT_TOKEN=... into .env; "
    "to try Besitos without one, run: make demo"
)


class Application:
    """A bot with its database: `async with Application(settings) as app`.

    On entering, the database is upgraded (unless `auto_upgrade` is off); no token is needed until `bot`
    is used.
    """

    def __init__(self, settings: Settings, *, clock: Clock = system_clock) -> None:
        """Builds everything, opens nothing. Raises InvalidSettings."""
        self.settings = settings
        self.tasks = TaskSupervisor()
        self.database = Database(
            settings.database_url,
            pool_size=settings.database_pool_size,
            retry_timeout_seconds=settings.database_retry_timeout_seconds,
        )
        self.gamification = assemble(
            self.database,
            clock=clock,
            admin_ids=settings.admin_ids,
            tasks=self.tasks,
            job_duty_cycle=settings.sweep_duty_cycle,
            profile_cache_size=settings.profile_cache_size,
            profile_cache_ttl_seconds=settings.profile_cache_ttl_seconds,
        )
        self.dispatcher = Dispatcher(storage=_conversation_storage(settings))
        self._bot: Bot | None = None
        language = settings.default_language
        self.dispatcher["gamification"] = self.gamification
        self.reaction_keyboards = keyboard_updater(
            self.gamification.reactions, self.gamification.reaction_settings
        )
        self.dispatcher["reaction_keyboards"] = self.reaction_keyboards
        self.dispatcher.shutdown.register(self.reaction_keyboards.close)
        self.dispatcher.errors.register(ErrorAnswers(language, clock).answer)
        self.dispatcher.update.outer_middleware(RepeatedUpdatesMiddleware())
        self.dispatcher.update.outer_middleware(
            ProvisioningMiddleware(
                self.gamification.profiles,
                default_language=language,
                counts=_paying_groups(self.dispatcher, self.gamification).counts,
            )
        )
        self.dispatcher.include_router(gamification_router(language, own_bot=True))
        self.announcements = TaskSupervisor()
        notifier = _announce_unlocks(self.gamification, self.announcements, language)
        self.dispatcher.startup.register(notifier.start)
        self.live_runs = _show_runs(self.dispatcher, self.gamification, language)

    @property
    def bot(self) -> Bot:
        """The Bot, made when first asked for. Raises InvalidSettings without a token."""
        if self._bot is None:
            if self.settings.bot_token is None:
                raise InvalidSettings(HOW_TO_START)
            session = AiohttpSession()
            if self.settings.telegram_api_url != TELEGRAM_API_URL:
                session.api = TelegramAPIServer.from_base(self.settings.telegram_api_url)
            session.middleware(RetryAfterMiddleware())
            self._bot = Bot(self.settings.bot_token.get_secret_value(), session=session)
        return self._bot

    async def open(self) -> Self:
        """Upgrade the database, unless `auto_upgrade` is off. Raises what `upgrade_database` raises."""
        if self.settings.auto_upgrade:
            await _upgrade(self.settings.database_url)
        return self

    async def close(self) -> None:
        """End our tasks and close every connection. Safe after an `open` that failed."""
        await self.gamification.jobs.close()
        await self.live_runs.close()
        await self.tasks.close()
        await self.reaction_keyboards.close()
        await self.announcements.close()
        await self.dispatcher.storage.close()
        if self._bot is not None:
            await self._bot.session.close()
        await self.database.close()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve updates until `stop` is set: long polling, or the webhook when WEBHOOK_URL is set.

        Then finishes what is running. Raises InvalidSettings where token or webhook are not accepted, or
        where the database is old and `auto_upgrade` is off.
        """
        if not self.settings.auto_upgrade:
            await self._refuse_an_old_database()
        me = await until(stop, self._introduce())
        if me is None:
            return
        mode = "webhook" if self.settings.webhook_url else "long polling"
        log.info("serving", bot=f"@{me.username}" if me.username else me.full_name, mode=mode)
        workflow: dict[str, Any] = {"dispatcher": self.dispatcher, **self.dispatcher.workflow_data}
        await self.dispatcher.emit_startup(bot=self.bot, **workflow)
        self.gamification.jobs.open()  # runs that were interrupted first
        if self.settings.sweep_schedule is not None:
            self.gamification.jobs.schedule(SWEEP, self.settings.sweep_schedule)
        try:
            if self.settings.webhook_url:
                await self._serve_webhook(self.settings.webhook_url, stop)
            else:
                await Polling(self.dispatcher, self.bot).run(stop)
        except TelegramUnauthorizedError as error:
            reason = f"BOT_TOKEN: Telegram does not accept it any more ({error.message})"
            raise InvalidSettings(reason) from error
        finally:
            await self.gamification.jobs.close()
            await self.live_runs.close()
            await self.announcements.finish(ANNOUNCE_SECONDS)
            await self.dispatcher.emit_shutdown(bot=self.bot, **workflow)
            metrics = self.gamification.profiles.metrics
            log.info(
                "stopped",
                known_members=metrics.hits,
                looked_up=metrics.misses,
                profiles_made=metrics.created,
                renamed=metrics.renamed,
                without_profile=metrics.failed,
            )

    async def _refuse_an_old_database(self) -> None:
        plan = await upgrade_database(self.settings.database_url, dry_run=True, backup=False)
        if plan.changed:
            raise InvalidSettings(
                f"AUTO_UPGRADE is off and the database is at revision {plan.before}, not {plan.after}; "
                "run: besitos upgrade"
            )

    async def _serve_webhook(self, url: str, stop: asyncio.Event) -> None:
        settings = self.settings
        assert settings.webhook_secret is not None  # settings see to it
        webhook = Webhook(
            self.dispatcher,
            self.bot,
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

    async def _introduce(self) -> User:
        """Who we are, with menus set and nothing in the way of the mode that we serve in.

        Waits for a Telegram that is out of reach, as the network may be after a reboot.
        """
        backoff = Backoff(PAUSES)
        while True:
            try:
                me = await self.bot.me()
                if not self.settings.webhook_url:
                    await self.bot.delete_webhook()
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                raise InvalidSettings(f"BOT_TOKEN: Telegram does not know it ({error.message})") from error
            except (TelegramAPIError, ClientDecodeError) as error:
                seconds = next(backoff)
                log.warning("telegram_unreachable", reason=str(error), again_in_seconds=round(seconds, 1))
                await asyncio.sleep(seconds)
            else:
                await set_command_menus(
                    self.bot, self.settings.default_language, sorted(self.settings.admin_ids)
                )
                return me


async def setup_gamification(
    dispatcher: Dispatcher,
    *,
    database_url: str,
    routers: bool = True,
    auto_upgrade: bool = True,
    default_language: str = "es",
    admin_ids: Iterable[int] = (),
    clock: Clock = system_clock,
) -> Gamification:
    """Add Besitos to a bot that exists: upgrade its database, add our middleware and, with `routers`,
    our handlers, last in line. Include your own routers first: what they answer, ours do not see.

    Handlers get `gamification` and, for updates of real people, `member`. Errors of our handlers are
    answered by us, all others stay yours. `admin_ids` are admins beside those whose role in `users` says
    so; with some, nobody else may edit economy and catalog. The database is closed with the dispatcher's
    shutdown, after the updates under way. Raises what `upgrade_database` raises, and InvalidDatabaseUrl.
    """
    if auto_upgrade:
        await _upgrade(database_url)
    database = Database(database_url)
    gamification = assemble(database, clock=clock, admin_ids=admin_ids)
    in_flight = InFlightMiddleware()
    dispatcher["gamification"] = gamification
    reaction_keyboards = keyboard_updater(gamification.reactions, gamification.reaction_settings)
    dispatcher["reaction_keyboards"] = reaction_keyboards
    dispatcher.update.outer_middleware(in_flight)
    dispatcher.update.outer_middleware(
        ProvisioningMiddleware(
            gamification.profiles,
            default_language=default_language,
            counts=_paying_groups(dispatcher, gamification).counts,
        )
    )
    if routers:
        errors = OwnErrorsMiddleware(ErrorAnswers(default_language, clock))
        dispatcher.include_router(
            gamification_router(
                default_language, own_bot=False, errors=errors, repeats=RepeatedUpdatesMiddleware()
            )
        )

    announcements = TaskSupervisor()
    notifier = _announce_unlocks(gamification, announcements, default_language)
    dispatcher.startup.register(notifier.start)
    live_runs = _show_runs(dispatcher, gamification, default_language)

    async def work_runs() -> None:
        gamification.jobs.open()

    dispatcher.startup.register(work_runs)

    async def close() -> None:
        await gamification.jobs.close()
        await live_runs.close()
        await announcements.finish(ANNOUNCE_SECONDS)
        if not await in_flight.drained(FINISH_SECONDS):
            log.error("handlers_cut_off", after_seconds=FINISH_SECONDS)
        await reaction_keyboards.close()
        await database.close()

    dispatcher.shutdown.register(close)
    return gamification


def _paying_groups(dispatcher: Dispatcher, gamification: Gamification) -> PayingGroups:
    groups = PayingGroups(gamification.reaction_settings)
    dispatcher["paying_groups"] = groups
    return groups


def _announce_unlocks(
    gamification: Gamification, tasks: TaskSupervisor, default_language: str
) -> UnlockNotifier:
    notifier = UnlockNotifier(
        gamification.profiles,
        tasks,
        lambda reward, texts: unlocked_screen(reward, gamification.clock, texts),
        default_language,
    )
    gamification.unlocks.listen(notifier.unlocked)
    return notifier


def _show_runs(dispatcher: Dispatcher, gamification: Gamification, default_language: str) -> LiveRuns:
    live_runs = LiveRuns(gamification.run_messages, run_screen, gamification.clock)
    ends = RunEnds(
        gamification.jobs, gamification.run_messages, gamification.profiles, end_screen, default_language
    )

    async def speak(bot: Bot) -> None:  # async: aiogram calls what is not in another thread
        live_runs.open(bot)
        ends.start(bot)

    dispatcher["live_runs"] = live_runs
    dispatcher.startup.register(speak)
    return live_runs


async def _upgrade(database_url: str) -> None:
    report = await upgrade_database(database_url)
    if not report.changed:
        log.info("database_ready", database=report.database, revision=report.after)
        return
    log.info(
        "database_upgraded",
        database=report.database,
        before=report.before,
        after=report.after,
        steps=len(report.steps),
        duplicates_moved=report.duplicates,
        backup=str(report.backup) if report.backup else None,
        seconds=round(report.seconds, 2),
    )


def _conversation_storage(settings: Settings) -> BaseStorage:
    if settings.redis_url is None:
        return MemoryStorage()
    try:
        from aiogram.fsm.storage.redis import RedisStorage
    except ImportError:
        raise InvalidSettings(
            "REDIS_URL: the redis package is not installed; pip install 'besitos[redis]'"
        ) from None
    return RedisStorage.from_url(settings.redis_url.get_secret_value())
