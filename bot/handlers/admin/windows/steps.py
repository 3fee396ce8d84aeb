"""Steps of wizards: something is entered, or picked from a list. Each can be cancelled."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager

from .buttons import back_button, cancel_button
from .inputs import text_step
from .lists import page_list
from .say import Key, Say
from .window import PanelWindow, panel_window

T = TypeVar("T")


def enter_window(
    question: Key,
    parse: Callable[[str], T],
    on_entered: Callable[[DialogManager, T], Awaitable[None]],
    *,
    state: State,
    back: State | None = None,
    getter: Any = None,
) -> PanelWindow:
    """Ask for a text, which `parse` checks (`text_step`). `back`: the step before, if there is one."""
    return _step(question, text_step(parse, on_entered), state, back, getter)


def pick_window(
    question: Key,
    name: str,
    row: Key,
    on_picked: Callable[[DialogManager, str], Awaitable[None]],
    *,
    state: State,
    getter: Any,
    back: State | None = None,
) -> PanelWindow:
    """Ask for one of the rows `name` of the getter (`page_list`), each shown as `row`. `back`: the step
    before, if there is one."""
    return _step(question, page_list(name, Say(row), on_picked), state, back, getter)


def _step(question: Key, widget: Any, state: State, back: State | None, getter: Any) -> PanelWindow:
    leave = [cancel_button()] if back is None else [back_button(back), cancel_button()]
    return panel_window(Say(question), widget, *leave, state=state, getter=getter)
