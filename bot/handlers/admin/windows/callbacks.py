"""Callback data of the panel's buttons: `bs.a:<dialog>:<window>:<button>`.

aiogram-dialog writes `<dialog>\\x1d<button>`. A host's own dialogs, if it has some, would take that for
theirs; and the gate and the stale buttons would not know it as ours. The window is in it because two
windows of a dialog may have a button of the same name: the second of two quick taps must not press the next
window's.
"""

from typing import Any

from aiogram.fsm.state import State
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import MarkupVariant
from aiogram_dialog.widgets.markup.inline_keyboard import InlineKeyboardFactory

from ....ui.keyboards import PANEL, PREFIX

SEPARATOR = "\x1d"
NOTHING = "-"
"""The button of a tap that is not for the window shown: none has this name."""
MAX_BYTES = 64  # https://core.telegram.org/bots/api#inlinekeyboardbutton


class PanelMarkup(InlineKeyboardFactory):
    """Makes the keyboards of the panel's windows."""

    async def render_markup(
        self, data: dict[str, Any], manager: DialogManager, keyboard: list[list[Any]]
    ) -> MarkupVariant:
        """Return the keyboard. Raises ValueError for callback data that Telegram would refuse."""
        context = manager.current_context()
        window = number_of(context.state)
        rows = [[_ours(button, context.id, window) for button in row] for row in keyboard if row]
        return InlineKeyboardMarkup(inline_keyboard=rows)


def in_dialogs_form(data: str) -> tuple[str, int] | None:
    """Return the data as aiogram-dialog expects it, and the number of the window; None if it has another
    form."""
    dialog, _, rest = data.removeprefix(PANEL).partition(":")
    window, colon, button = rest.partition(":")
    if not dialog or not colon or not (window.isascii() and window.isdigit()) or SEPARATOR in data:
        return None
    return f"{dialog}{SEPARATOR}{button}", int(window)


def number_of(state: State) -> int:
    """Return the number of a window within its dialog."""
    return state.group.__states__.index(state)


def _ours(button: InlineKeyboardButton, dialog: str, window: int) -> InlineKeyboardButton:
    data = button.callback_data
    if data is None or data.startswith(PREFIX):  # a link, or a screen outside of the panel
        return button
    packed = f"{PANEL}{dialog}:{window}:{data}"
    if len(packed.encode()) > MAX_BYTES:
        raise ValueError(f"the button {data!r} is too long for Telegram: {packed!r}")
    return button.model_copy(update={"callback_data": packed})
