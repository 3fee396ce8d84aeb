"""Questions before something is done, and the short answer after it."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo

from ....ui.texts import Texts
from .say import Key, Say
from .window import PanelWindow, panel_window

MAX_ALERT_LENGTH = 200  # https://core.telegram.org/bots/api#answercallbackquery


def confirm_window(
    *widgets: Any,
    state: State,
    on_yes: Callable[[DialogManager], Awaitable[None]],
    no: State | None = None,
    yes_key: Key = "admin-button-yes",
    no_key: Key = "admin-button-no",
    getter: Any = None,
) -> PanelWindow:
    """A question with Yes and No. `on_yes` asks the service, and then shows what comes next. `no`: where No
    leads, else the dialog ends."""

    async def agreed(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        await on_yes(manager)

    yes = Button(Say(yes_key), id="yes", on_click=agreed)
    refuse = Cancel(Say(no_key), id="no") if no is None else SwitchTo(Say(no_key), id="no", state=no)
    return panel_window(*widgets, Row(yes, refuse), state=state, getter=getter)


async def end_and_open(manager: DialogManager, state: State, data: dict[str, Any]) -> None:
    """End this dialog and open another one. The one below is not shown in between: after a message of the
    admin it would stay behind as a message of its own."""
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    await manager.start(state, data=data, show_mode=ShowMode.AUTO)


async def told(manager: DialogManager, key: str, /, *, alert: bool = False, **variables: str | int) -> None:
    """Answer the tap with a short text, "saved" for instance; nothing after a message."""
    if isinstance(manager.event, CallbackQuery):
        texts: Texts = manager.middleware_data["texts"]
        await manager.event.answer(texts.plain(key, **variables)[:MAX_ALERT_LENGTH], show_alert=alert)
