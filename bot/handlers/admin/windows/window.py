"""The windows of the panel."""

from typing import Any

from aiogram.enums import ParseMode
from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.api.entities import MarkupVariant
from aiogram_dialog.widgets.link_preview import LinkPreview

from ....ui.refusals import Refusal
from ....ui.texts import Texts
from .buttons import home_button
from .callbacks import PanelMarkup
from .say import IN_BUTTON
from .trouble import TROUBLE


class PanelWindow(Window):
    """A window whose message is HTML without link previews, and whose buttons are recognised as ours."""

    def __init__(self, *widgets: Any, state: State, getter: Any = None, **more: Any) -> None:
        more.setdefault("parse_mode", ParseMode.HTML)
        super().__init__(
            *widgets,
            LinkPreview(is_disabled=True),
            state=state,
            getter=getter,
            markup_factory=PanelMarkup(),
            **more,
        )

    async def render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        """Return the text, with a line on what was wrong with the last input."""
        text = await super().render_text(data, manager)
        trouble = manager.dialog_data.pop(TROUBLE, None)
        if not isinstance(trouble, dict):
            return text
        texts: Texts = manager.middleware_data["texts"]
        why = Refusal(**trouble).html(texts)
        return f"{text}\n\n{texts.html('admin-trouble', why=why)}"

    async def render_kbd(self, data: dict[str, Any], manager: DialogManager) -> MarkupVariant:
        """Return the keyboard; texts in it are plain."""
        return await super().render_kbd({**data, IN_BUTTON: True}, manager)

    @property
    def takes_input(self) -> bool:
        """True if a message to the bot is meant for this window."""
        return self.on_message is not None


def panel_window(
    *widgets: Any, state: State, getter: Any = None, home: bool = True, **more: Any
) -> PanelWindow:
    """Return a window of the panel: texts, keyboards, one input step. With `home` its last button leads to
    the panel's first screen."""
    return PanelWindow(*widgets, *([home_button()] if home else []), state=state, getter=getter, **more)
