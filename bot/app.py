"""The composition root: puts all parts together, for our own bot or a host's bot.

`Application` is our own bot; `setup_gamification` adds the same parts to an existing bot. Only the command
line, host bots and tests import this module.
"""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from aiogram import Bot, Dispatcher, Router
from aiogram.client.telegram import TelegramAPIServer

from .conversations import conversations_in_redis
from .currency import Currencies
from .database import Database
from .database.upgrade import upgrade_at_start
from .languages import DEFAULT_LANGUAGE
from .parts import Parts
from .services.clock import Clock, system_clock
from .services.gamification.gamification import Gamification, assemble
from .services.gamification.members.host_vip import IsVip
from .services.tasks import TaskSupervisor
from .serving import serve
from .settings import TELEGRAM_API_URL, InvalidSettings, Settings
from .telegram.transport.outgoing import RetryAfterMiddleware
from .telegram.transport.session import BotSession
from .ui.menu import Commands, Menu
from .ui.voice import Voice

HOW_TO_START = (
    "BOT_TOKEN is missing: ask @BotFather in Telegram for a token (/newbot) and put BOT_TOKEN=... into .env; "
    "to try Besitos without one, run: make demo"
)

NOT_INCLUDED = (
    "before={}: the dispatcher itself does not include this router; include it in the dispatcher first, "
    "not in another router"
)


class Application:
    """A bot with its database: `async with Application(settings) as app`.

    On entering, the database is upgraded (unless `auto_upgrade` is off); no token is needed until `bot`
    is used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = system_clock,
        is_vip: IsVip | None = None,
        commands: Mapping[str, Commands] | None = None,
        without: Iterable[str] = (),
    ) -> None:
        """Build everything without connecting. `is_vip`, `commands` and `without` as in `setup_gamification`.
        Raises InvalidSettings and InvalidTexts, and ValueError for wrong commands or features."""
        self.settings = settings
        voice = Voice(
            settings.default_language,
            currency=settings.currency,
            locales=settings.locales,
            menu=Menu.of(commands, without),
        )
        self.database = Database(
            settings.database_url,
            pool_size=settings.database_pool_size,
            retry_timeout_seconds=settings.database_retry_timeout_seconds,
        )
        tasks = TaskSupervisor()
        gamification = assemble(
            self.database,
            clock=clock,
            admin_ids=settings.admin_ids,
            tasks=tasks,
            job_duty_cycle=settings.sweep_duty_cycle,
            profile_cache_size=settings.profile_cache_size,
            profile_cache_ttl_seconds=settings.profile_cache_ttl_seconds,
            is_vip=is_vip,
        )
        self._in_redis = conversations_in_redis(settings)
        self._parts = Parts(self.database, gamification, tasks, voice, self._in_redis)
        self.gamification = self._parts.gamification
        self.reaction_keyboards = self._parts.reaction_keyboards
        self.announcements = self._parts.announcements
        self.live_runs = self._parts.live_runs
        # The panel has a store of its own. aiogram's keeps a record of everybody who ever tapped, for ever.
        self.dispatcher = Dispatcher(disable_fsm=True)
        self._parts.put_into_own(self.dispatcher)
        self._bot: Bot | None = None

    @property
    def bot(self) -> Bot:
        """The Bot, created at first use. Raises InvalidSettings without a token."""
        if self._bot is None:
            if self.settings.bot_token is None:
                raise InvalidSettings(HOW_TO_START)
            session = BotSession()
            if self.settings.telegram_api_url != TELEGRAM_API_URL:
                session.api = TelegramAPIServer.from_base(self.settings.telegram_api_url)
            session.middleware(RetryAfterMiddleware())
            self._bot = Bot(self.settings.bot_token.get_secret_value(), session=session)
        return self._bot

    async def open(self) -> Self:
        """Upgrade the database, unless `auto_upgrade` is off. Raises what `upgrade_database` raises."""
        if self.settings.auto_upgrade:
            await upgrade_at_start(self.settings.database_url)
        return self

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve updates until `stop` is set, then finish running work. Raises InvalidSettings if the token or
        webhook is not accepted, or if the database is old and `auto_upgrade` is off."""
        await serve(self.settings, self.dispatcher, self.bot, self._parts, stop)

    async def close(self) -> None:
        """End what is running and close every connection. Safe to call again, and after an `open` that
        failed."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._parts.close)
            if self._bot is not None:
                stack.push_async_callback(self._bot.session.close)
            if self._in_redis is not None:
                stack.push_async_callback(self._in_redis.close)
            stack.push_async_callback(self._parts.stop)

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


async def setup_gamification(
    dispatcher: Dispatcher,
    *,
    database_url: str,
    routers: bool = True,
    before: Router | None = None,
    auto_upgrade: bool = True,
    default_language: str = DEFAULT_LANGUAGE,
    currency: Currencies | None = None,
    locales: Path | str | None = None,
    admin_ids: Iterable[int] = (),
    clock: Clock = system_clock,
    is_vip: IsVip | None = None,
    commands: Mapping[str, Commands] | None = None,
    without: Iterable[str] = (),
) -> Gamification:
    """Add Besitos to a bot that exists: upgrade its database, add our middleware and, with `routers`,
    our handlers, as the last ones. Include your own routers first: our handlers do not see what yours answer.
    A router of yours that answers everything goes behind ours with `before=that_router`.

    Handlers get `gamification` and, for updates of real people, `member`. Errors of our handlers are answered
    by us, all others stay yours. `admin_ids` are admins in addition to those whose role in `users` is ADMIN;
    with some, nobody else may edit economy and catalog. `is_vip(user_id)`, sync or async, says who is VIP in
    addition to our tables; its answers are kept for 3 seconds. `commands` renames the commands of features,
    `without` switches features off (docs/developer-guide.md, "Your menu"). At the dispatcher's shutdown,
    after updates in progress, everything is removed and the database closed; it can then be set up again.

    Raises what `upgrade_database` raises, InvalidDatabaseUrl, InvalidTexts for an unknown default language,
    and ValueError for wrong commands or features.
    """
    menu = Menu.of(commands, without, own_bot=False)
    voice = Voice(default_language, currency=currency, locales=locales, menu=menu)
    if before is not None and before not in dispatcher.sub_routers:
        raise ValueError(NOT_INCLUDED.format(before))
    if auto_upgrade:
        await upgrade_at_start(database_url)
    database, tasks = Database(database_url), TaskSupervisor()
    gamification = assemble(database, clock=clock, admin_ids=admin_ids, tasks=tasks, is_vip=is_vip)
    parts = Parts(database, gamification, tasks, voice)
    try:
        parts.put_into_host(dispatcher, routers=routers, before=before)
    except BaseException:
        await parts.close()
        raise
    return parts.gamification
