"""Adds our parts to a dispatcher, and removes them in the reverse order.

Our own bot and a host's bot both use this, so that neither can forget a part at a stop. It does not decide
which updates arrive, and for how long.
"""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import takewhile
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.dispatcher.event.event import EventObserver
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.dispatcher.middlewares.error import ErrorsMiddleware
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.types import Update

from .database import Database
from .handlers.admin.panel.late import LatePanel
from .handlers.admin.run_screens import end_screen, run_screen
from .handlers.errors import ErrorAnswers, OwnErrorsMiddleware
from .handlers.opening import OpenScreens
from .handlers.routers import gamification_router
from .middlewares.bots import BotsMiddleware
from .middlewares.in_flight import InFlightMiddleware
from .middlewares.provisioning import ProvisioningMiddleware
from .middlewares.repeated_updates import RepeatedUpdatesMiddleware
from .services.conversations import Conversations
from .services.gamification.gamification import Gamification
from .services.gamification.job_kinds.daily_totals import CountDailyTotals
from .services.gamification.job_kinds.daily_totals import is_due as totals_are_due
from .services.gamification.screens import NoScreens
from .services.tasks import TaskSupervisor
from .telegram.announcements import Announcements
from .telegram.bots import Bots
from .telegram.conversations import ConversationStore, InDatabase
from .telegram.mass_sender import MassSender
from .telegram.paying_groups import PayingGroups
from .telegram.post_sender import PostSender
from .telegram.reaction_counts import keyboard_updater
from .telegram.run_ends import RunEnds
from .telegram.run_messages import LiveRuns
from .telegram.send_pace import SendPace, Traffic
from .telegram.transport.incoming import FINISH_SECONDS
from .ui.admin.publish_texts import post_ended_screen
from .ui.menu import NATIVE_REACTIONS
from .ui.voice import Voice

log = structlog.get_logger(__name__)

ANNOUNCE_SECONDS = 2.0
"""How long a stop waits for announcements; together with the handlers' time this is below the ten seconds
after which containers are killed."""
COUNT_TOTALS = "*/10 * * * *"
"""When it is looked at whether the statistics should count the ledger's new entries; one reading."""
HOOK_SECONDS = 1.0
"""How long a stop waits for durable hooks; what is cut off is called again after the next start."""

NO_ROUTERS = (
    "with routers=False its buttons would lead nowhere; "
    "leave routers on, and switch features off with without={...}"
)


class Parts:
    """The services on a database, and their handlers and middlewares in a dispatcher."""

    def __init__(
        self,
        database: Database,
        gamification: Gamification,
        tasks: TaskSupervisor,
        voice: Voice,
        conversations: ConversationStore | None = None,
    ) -> None:
        """Build everything without connecting. `tasks` and the database, which `gamification` uses, are
        closed with the parts. `conversations`: where the panel keeps them, by default in the database."""
        self.voice = voice
        self._tasks = tasks
        self.reaction_keyboards = keyboard_updater(gamification.reactions, gamification.reaction_settings)
        traffic = Traffic()
        self._in_flight = InFlightMiddleware(traffic)
        self._bots = Bots()
        pace = SendPace(traffic)
        self.announcements = Announcements(gamification, voice, traffic, pace=pace)
        self._mass_sender = MassSender(gamification, pace)
        self._post_sender = PostSender(gamification, voice, pace, post_ended_screen)
        self.live_runs = LiveRuns(gamification.run_messages, run_screen, gamification.clock, voice)
        conversations = conversations or InDatabase(Conversations(database, gamification.clock))
        self._panel = LatePanel(conversations, gamification.clock)
        self.gamification = replace(
            gamification, screens=OpenScreens(gamification, voice, self.live_runs, self._panel)
        )
        self._answers = ErrorAnswers(voice, gamification.clock)
        self._paying_groups = PayingGroups(gamification.reaction_settings)
        self._run_ends = RunEnds(
            gamification.jobs, gamification.run_messages, gamification.profiles, end_screen, voice
        )
        self._way_out = AsyncExitStack()
        _push(self._way_out, database.close)
        _push(self._way_out, gamification.hooks.finish)

    def put_into_own(self, dispatcher: Dispatcher) -> None:
        """Add everything to our own bot; the caller waits for its updates in progress."""
        self._share(dispatcher, **self._names)
        self._register(dispatcher.errors, self._answers.answer)
        self._wrap(dispatcher, self._in_flight, RepeatedUpdatesMiddleware(), self._provisioning())
        self._include(dispatcher, own_bot=True)
        self._run(dispatcher)

    def put_into_host(self, dispatcher: Dispatcher, *, routers: bool, before: Router | None = None) -> None:
        """Add everything to a host's bot, until its shutdown; without `routers`, only the parts that answer
        nobody. Our handlers come last, or in front of the host's router `before`. The host's own updates and
        errors are not affected."""
        if not routers:
            self.gamification = replace(self.gamification, screens=NoScreens(NO_ROUTERS))
            self.announcements.without_buttons()
        self._share(dispatcher, gamification=self.gamification)
        bots = BotsMiddleware(self._bots, self._speak_through)
        self._wrap(dispatcher, self._in_flight, bots, self._provisioning())
        if routers:
            self._include(
                dispatcher,
                own_bot=False,
                names=self._names,
                errors=OwnErrorsMiddleware(self._answers),
                repeats=RepeatedUpdatesMiddleware(result_of_repeats=None),
                before=before,
            )
        self._way_out.push_async_callback(_drain, self._in_flight)
        self._run(dispatcher)
        self._register(dispatcher.shutdown, self.close)

    async def stop(self) -> None:
        """End the background work: jobs first, so that another process continues them at once; announcements
        and counts under posts get a moment to be sent. Safe to call again."""
        async with AsyncExitStack() as stack:
            _push(stack, self.reaction_keyboards.close)
            stack.push_async_callback(self._end_background)

    async def close(self) -> None:
        """Stop, wait for updates in progress, restore the dispatcher, close the database. Safe to call again.
        If a part fails to end, the others still end, and then its error is raised.
        """
        await self._way_out.aclose()

    async def _end_background(self) -> None:
        async with AsyncExitStack() as stack:
            _push(stack, self.announcements.close, ANNOUNCE_SECONDS)
            _push(stack, self.gamification.durable_hooks.close, HOOK_SECONDS)
            _push(stack, self._tasks.close)
            _push(stack, self.live_runs.close)
            _push(stack, self._post_sender.close)
            _push(stack, self.gamification.jobs.close)

    @property
    def _names(self) -> dict[str, object]:
        """What our handlers ask for, besides member and texts."""
        return {
            "gamification": self.gamification,
            "reaction_keyboards": self.reaction_keyboards,
            "paying_groups": self._paying_groups,
            "live_runs": self.live_runs,
            "panel": self._panel,
            "voice": self.voice,
        }

    def _share(self, dispatcher: Dispatcher, **names: object) -> None:
        """Give handlers these names. One that the host uses for something else stays the host's."""
        _push(self._way_out, self.reaction_keyboards.close)
        for name, value in names.items():
            if name in dispatcher.workflow_data and not isinstance(dispatcher[name], Gamification):
                log.warning("name_in_use", name=name, kept=type(dispatcher[name]).__name__)
                continue
            if name in dispatcher.workflow_data:
                self._way_out.callback(dispatcher.workflow_data.__setitem__, name, dispatcher[name])
            else:
                self._way_out.callback(dispatcher.workflow_data.pop, name, None)
            dispatcher[name] = value

    def _provisioning(self) -> BaseMiddleware:
        return ProvisioningMiddleware(
            self.gamification.profiles,
            self.voice,
            counts=self._paying_groups.counts if self.voice.menu.has(NATIVE_REACTIONS) else _none_counts,
        )

    def _wrap(self, dispatcher: Dispatcher, *middlewares: BaseMiddleware) -> None:
        """Put ours around those of the host, also where the host registered its own before: a session that
        the host opens for each update must not be open yet when we make a profile."""
        registered = dispatcher.update.outer_middleware
        of_aiogram = list(takewhile(_is_aiograms, registered))
        of_host = list(registered)[len(of_aiogram) :]
        for of_before in of_host:
            registered.unregister(of_before)
        for ours in middlewares:
            registered.register(ours)
        for of_before in of_host:
            registered.register(of_before)
        for ours in middlewares:
            self._way_out.callback(registered.unregister, ours)

    def _include(self, dispatcher: Dispatcher, *, before: Router | None = None, **options: Any) -> None:
        router = dispatcher.include_router(gamification_router(self.voice, **options))
        if before is not None:
            others = dispatcher.sub_routers[:-1]
            place = others.index(before)
            dispatcher.sub_routers = [*others[:place], router, *others[place:]]

        def take_out() -> None:  # a new list: an update under way may be walking over the present one
            dispatcher.sub_routers = [one for one in dispatcher.sub_routers if one is not router]

        self._way_out.callback(take_out)

    def _run(self, dispatcher: Dispatcher) -> None:
        # Async, for aiogram calls what is not in another thread. A webhook for many bots names none of them.
        # Quoted: a host's test may have a function in the place of Bot.
        async def start(bot: "Bot | None" = None, bots: Iterable[Bot] = ()) -> None:
            if bot is not None:
                self._bots.add(bot)
                for other in bots:
                    self._bots.add(other)
                self._speak_through(bot)
            self.gamification.durable_hooks.open()
            self.gamification.jobs.open()  # runs that were interrupted first
            self.gamification.jobs.schedule(CountDailyTotals.name, COUNT_TOTALS, only_if=totals_are_due)

        self._register(dispatcher.startup, start)
        self._way_out.push_async_callback(self._end_background)

    def _speak_through(self, _bot: Bot) -> None:
        self.announcements.open(self._bots)
        self.live_runs.open(self._bots)
        self._run_ends.start(self._bots)
        self._mass_sender.open(self._bots)
        self._post_sender.open(self._bots)

    def _register(self, observer: EventObserver | TelegramEventObserver, callback: Any) -> None:
        observer.register(callback)
        ours = observer.handlers[-1]

        def take_out() -> None:  # a new list: at a shutdown, aiogram is walking over the present one
            observer.handlers = [one for one in observer.handlers if one is not ours]

        self._way_out.callback(take_out)


def _is_aiograms(middleware: object) -> bool:
    """Return True for what a new Dispatcher has: error handlers and conversation state."""
    return isinstance(middleware, ErrorsMiddleware | UserContextMiddleware | FSMContextMiddleware)


async def _none_counts(_bot: Bot, update: Update) -> bool:
    return update.message_reaction is None


def _push(stack: AsyncExitStack, end: Callable[..., Awaitable[object]], *args: object) -> None:
    """Add a step to the exit. Its error is logged at once, because the stack raises only one of several."""

    async def step() -> None:
        try:
            await end(*args)
        except Exception:
            log.exception("part_not_ended", part=getattr(end, "__qualname__", end))
            raise

    stack.push_async_callback(step)


async def _drain(in_flight: InFlightMiddleware) -> None:
    if not await in_flight.drained(FINISH_SECONDS):
        log.error("handlers_cut_off", after_seconds=FINISH_SECONDS)
