"""The panel's dialogs (aiogram-dialog), apart from every other router.

They hang in no dispatcher: a host's own aiogram-dialog would find dialogs of ours among its own, and its
middlewares would wrap them. Our router hands over what is for the panel; see docs/decisions/0080.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from secrets import token_urlsafe
from typing import Any

import structlog
from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.fsm.state import State
from aiogram.fsm.storage.memory import DisabledEventIsolation, SimpleEventIsolation
from aiogram.types import CallbackQuery, InaccessibleMessage, Message, TelegramObject
from aiogram_dialog import DialogManager, ShowMode, StartMode, setup_dialogs
from aiogram_dialog.api.entities import DIALOG_EVENT_NAME, Context, Data, Stack
from aiogram_dialog.api.exceptions import (
    OutdatedIntent,
    UnknownIntent,
    UnknownState,
    UnregisteredDialogError,
    UnregisteredWindowError,
)
from aiogram_dialog.api.internal import CONTEXT_KEY, STACK_KEY
from aiogram_dialog.utils import REPLY_CALLBACK_SYMBOLS

from ....services.clock import Clock, system_clock
from ....services.gamification import DatabaseUnavailable, GamificationError
from ....telegram.conversations import ConversationStore, Step, stack_key
from ....ui.refusals import refusal_of
from ....ui.screens import own_message
from ....ui.texts import Texts
from ..windows.buttons import go_home
from ..windows.callbacks import NOTHING, SEPARATOR, in_dialogs_form, number_of
from ..windows.section import Section
from ..windows.states import Home
from ..windows.trouble import refused
from ..windows.window import PanelWindow
from .home import home_dialog
from .sections import SECTIONS

log = structlog.get_logger(__name__)

OPENS = "besitos_opens"
WINDOW = "besitos_window"
MAX_ALERT_LENGTH = 200
GONE = (OutdatedIntent, UnknownIntent, UnknownState, UnregisteredDialogError, UnregisteredWindowError)
"""The tapped window is no longer open, or a newer version does not have it."""
OF_OTHERS = ("dialog_manager", "dialog_bg_factory", "event_router", "handler")

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Panel:
    """The panel of one bot or dispatcher."""

    def __init__(
        self,
        conversations: ConversationStore,
        clock: Clock = system_clock,
        sections: Sequence[Section] | None = None,
    ) -> None:
        """Make new dialogs, by default those of SECTIONS. Raises TypeError if a window of them is not made
        by `panel_window`."""
        self._conversations = conversations
        self._clock = clock
        self._turns = SimpleEventIsolation()
        self._root = Router(name="besitos.panel.dialogs")
        self._root.message.register(_start, _is_opening)
        self._root.callback_query.register(_start, _is_opening)
        sections = SECTIONS if sections is None else sections
        self._opens = {section.name: section.opens for section in sections}
        self._windows: dict[State, PanelWindow] = {}
        for dialog in (home_dialog(sections), *(one for section in sections for one in section.dialogs())):
            self._root.include_router(dialog)
            for state, window in dialog.windows.items():
                if not isinstance(window, PanelWindow):
                    raise TypeError(f"the window of {state} must be made by panel_window")
                self._windows[state] = window
        included = list(self._root.sub_routers)
        # Two taps of one person wait for each other in `_take`, and longer: until the step is saved.
        setup_dialogs(self._root, events_isolation=DisabledEventIsolation())
        self._root.sub_routers = included  # without the dialog "about aiogram-dialog"
        del self._root.observers[DIALOG_EVENT_NAME]  # nothing in the background acts on our dialogs
        self._root.message.outer_middleware(_with_distinct_dialogs)
        self._root.callback_query.outer_middleware(_with_distinct_dialogs)
        self._root.message.outer_middleware(self._leave_what_no_window_takes)
        self._root.callback_query.outer_middleware(self._press_nothing_in_another_window)
        self._root.message.middleware(self._refusals)
        self._root.callback_query.middleware(self._refusals)

    async def open(
        self, event: Message | CallbackQuery, data: dict[str, Any], opens: State = Home.main
    ) -> None:
        """Show the panel, by default its first screen: at the bottom after a message, else in place of the
        tapped one. What was begun before is dropped."""
        if isinstance(event, CallbackQuery):
            event = event.model_copy(update={"data": None, **_without_foreign_message(event)})
        try:
            await self._take(event, {**data, OPENS: opens})
        except GONE:
            await self._forget(event, data["bot"])
            await self._take(event, {**data, OPENS: opens})

    async def tap(self, query: CallbackQuery, data: dict[str, Any]) -> Any:
        """Handle a tap on a button of the panel; UNHANDLED if its window is no longer open."""
        if (read := in_dialogs_form(query.data or "")) is None:
            return UNHANDLED
        inner, window = read
        try:
            return await self._take(query.model_copy(update={"data": inner}), {**data, WINDOW: window})
        except GONE as error:
            log.info("panel_button_stale", reason=f"{type(error).__name__}: {error}")
            return UNHANDLED

    async def message(self, message: Message, data: dict[str, Any]) -> Any:
        """Handle a message, if the open window takes input; else UNHANDLED."""
        plain: dict[str, Any] = {"reply_to_message": None}
        if message.text is not None:
            # aiogram-dialog would read taps from there.
            plain["text"] = message.text.rstrip(REPLY_CALLBACK_SYMBOLS) or " "
        try:
            return await self._take(message.model_copy(update=plain), data)
        except GONE as error:
            log.info("panel_conversation_dropped", reason=f"{type(error).__name__}: {error}")
            await self._forget(message, data["bot"])
            return UNHANDLED

    async def _take(self, event: Message | CallbackQuery, data: dict[str, Any]) -> Any:
        assert event.from_user is not None  # only members come here
        kind = "message" if isinstance(event, Message) else "callback_query"
        bot: Bot = data["bot"]
        step = Step(self._conversations)
        # What a host's own aiogram-dialog put there belongs to other dialogs.
        ours = {
            name: value
            for name, value in data.items()
            if not name.startswith("aiogd_") and name not in OF_OTHERS
        }
        ours["fsm_storage"] = step
        ours["sections"] = self._opens  # so that one section can lead to another
        async with self._turns.lock(stack_key(bot.id, event.from_user.id)):
            result = await self._root.propagate_event(kind, event, **ours)
            if result is not UNHANDLED:
                await step.commit()
        return result

    async def _forget(self, event: Message | CallbackQuery, bot: Bot) -> None:
        assert event.from_user is not None
        thread = event.message_thread_id if isinstance(event, Message) and event.is_topic_message else None
        await self._conversations.save({stack_key(bot.id, event.from_user.id, thread): {}})

    async def _leave_what_no_window_takes(
        self, handler: Handler, event: TelegramObject, data: dict[str, Any]
    ) -> Any:
        context = data.get(CONTEXT_KEY)
        if OPENS not in data and (context is None or not self._windows[context.state].takes_input):
            return UNHANDLED
        return await handler(event, data)

    async def _press_nothing_in_another_window(
        self, handler: Handler, event: TelegramObject, data: dict[str, Any]
    ) -> Any:
        context = data.get(CONTEXT_KEY)
        assert isinstance(event, CallbackQuery)
        if OPENS not in data and context is not None and number_of(context.state) != data.get(WINDOW):
            event = event.model_copy(update={"data": f"{context.id}{SEPARATOR}{NOTHING}"})
        return await handler(event, data)

    async def _refusals(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Say why a service refused, and show what is stored now."""
        try:
            return await handler(event, data)
        except Exception as error:
            texts: Texts = data["texts"]
            refusal = refusal_of(error, self._clock(), texts)
            if refusal is None or isinstance(error, DatabaseUnavailable):
                raise
            manager: DialogManager = data["dialog_manager"]
            if isinstance(event, CallbackQuery):
                await event.answer(refusal.plain(texts)[:MAX_ALERT_LENGTH], show_alert=True)
            elif manager.has_context():
                refused(manager, error)
        try:
            if manager.has_context():
                await manager.show()
        except GamificationError:  # what this window shows is gone
            await go_home(event, None, manager)
        return None


class _Stack(Stack):
    """What is open. Of two dialogs that are opened within one second, aiogram-dialog gives the same id to one
    pair in a hundred, and closing one would drop the other."""

    def push(self, state: State, data: Data) -> Context:
        """Open a dialog."""
        context = replace(super().push(state, data), _intent_id=token_urlsafe(6))
        self.intents[-1] = context.id
        return context


async def _with_distinct_dialogs(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    if (stack := data.get(STACK_KEY)) is not None:
        data[STACK_KEY] = _Stack(**vars(stack))
    return await handler(event, data)


async def _is_opening(_event: object, besitos_opens: State | None = None) -> bool:
    return besitos_opens is not None


async def _start(event: Message | CallbackQuery, dialog_manager: DialogManager, besitos_opens: State) -> None:
    show = ShowMode.SEND if isinstance(event, Message) else ShowMode.EDIT
    await dialog_manager.start(besitos_opens, mode=StartMode.RESET_STACK, show_mode=show)
    await dialog_manager.answer_callback()


def _without_foreign_message(query: CallbackQuery) -> dict[str, Any]:
    """A message that we may not edit, with a photo for instance, is left as it is."""
    under = query.message
    if under is None or own_message(query) is not None:
        return {}
    return {"message": InaccessibleMessage(chat=under.chat, message_id=under.message_id, date=0)}
