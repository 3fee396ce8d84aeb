"""Opens our screens from a host's handlers: `gamification.screens.open("shop", event)`."""

from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from ..middlewares.provisioning import person_of
from ..services.gamification.gamification import Gamification
from ..services.gamification.members.identity import Identity, Member
from ..telegram.keyboard_updater import NOT_MODIFIED
from ..telegram.run_messages import LiveRuns
from ..ui.keyboards import private_chat_link
from ..ui.menu import Place
from ..ui.screens import is_tapped_in_private, show
from ..ui.texts import Texts
from ..ui.voice import Voice
from .admin.panel.late import LatePanel
from .admin.panel.router import open_panel as open_admin_panel
from .admin.panel.router import panel_command
from .admin.sweep import open_panel, sweep_command
from .fallbacks import stale_button
from .member.group import show_in_private
from .member.links import SCREENS
from .member.ranking import ranking_command

log = structlog.get_logger(__name__)

OF_ADMINS = (Place.SWEEP, Place.PANEL)


class OpenScreens:
    """The `screens` of a Gamification in a bot."""

    def __init__(
        self, gamification: Gamification, voice: Voice, live_runs: LiveRuns, panel: LatePanel
    ) -> None:
        self._gamification = gamification
        self._voice = voice
        self._live_runs = live_runs
        self._panel = panel

    @property
    def names(self) -> tuple[str, ...]:
        """The screens that are on."""
        return tuple(str(place) for place in Place if self._voice.menu.has(place))

    async def open(self, name: str, event: Message | CallbackQuery) -> None:
        """Show a screen as our own handlers do; see `Screens.open`."""
        place = self._place(name)
        bot, person = event.bot, person_of(event)
        if isinstance(event, Message) and _is_the_bots(event):
            raise ValueError("this is the bot's own message: pass the CallbackQuery, not its message")
        if bot is None or person is None:
            log.info("screen_not_shown", screen=name, reason="no person acts here")
            return
        if self._gamification.profiles.recall(person.id) is None:  # a bot that does not have our middleware
            await self._gamification.profiles.provision(
                Identity(
                    person.id, person.first_name, person.username, person.last_name, person.language_code
                )
            )
        language = self._voice.language_of(person.language_code)
        member, texts = Member(person.id, person.first_name, language), self._voice.texts(language)
        if place in OF_ADMINS and not await self._gamification.admins.includes(member.id):
            if isinstance(event, CallbackQuery):  # as if there were no such screen
                await stale_button(event, texts)
            return
        if isinstance(event, Message):
            await self._answer(place, event, bot, member, texts)
        else:
            try:
                await self._replace(place, event, bot, member, texts)
            except TelegramBadRequest as error:
                if NOT_MODIFIED not in error.message.lower():  # after a double tap
                    raise

    def _place(self, name: str) -> Place:
        if name in self.names:
            return Place(name)
        known = "is switched off" if name in list(Place) else "does not exist"
        raise ValueError(f"the screen {name!r} {known}; the screens are: {', '.join(self.names)}")

    async def _answer(self, place: Place, message: Message, bot: Bot, member: Member, texts: Texts) -> None:
        gamification = self._gamification
        if place is Place.SWEEP:
            await sweep_command(message, bot, texts, gamification, self._live_runs)
        elif place is Place.PANEL:
            await panel_command(message, panel=self._panel, **self._names(message, bot, member, texts))
        elif place is Place.RANKING:
            await ranking_command(message, member, texts, gamification)
        else:
            await show_in_private(
                message, bot, texts, place, lambda: SCREENS[place](gamification, member, texts)
            )

    async def _replace(
        self, place: Place, query: CallbackQuery, bot: Bot, member: Member, texts: Texts
    ) -> None:
        if not is_tapped_in_private(query):
            # Opens the private chat of the one who tapped; the others in the group see nothing of it.
            me = await bot.me()
            assert me.username is not None  # every bot has one
            await query.answer(url=private_chat_link(me.username, place))
        elif place is Place.SWEEP:
            await open_panel(query, bot, texts, self._gamification, self._live_runs)
        elif place is Place.PANEL:
            await open_admin_panel(query, self._panel, **self._names(query, bot, member, texts))
        else:
            await show(query, await SCREENS[place](self._gamification, member, texts))

    def _names(
        self, event: Message | CallbackQuery, bot: Bot, member: Member, texts: Texts
    ) -> dict[str, Any]:
        """What the panel's windows ask for, which middlewares give to our own handlers."""
        under = event if isinstance(event, Message) else event.message
        return {
            "bot": bot,
            "member": member,
            "texts": texts,
            "gamification": self._gamification,
            "live_runs": self._live_runs,
            "event_chat": under.chat if under is not None else None,
            "event_from_user": event.from_user,
        }


def _is_the_bots(message: Message) -> bool:
    return (
        message.bot is not None and message.from_user is not None and message.from_user.id == message.bot.id
    )
