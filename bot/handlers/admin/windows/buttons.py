"""Buttons that every window has."""

from collections.abc import Callable
from typing import Any

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Button, Cancel, Keyboard, SwitchTo

from ....ui.menu import Place
from .say import Key, Say
from .states import Home


def cancel_button(key: Key = "admin-button-cancel") -> Cancel:
    """A button that ends the dialog; the one below it is shown again."""
    return Cancel(Say(key), id="cancel")


def back_button(to: State | None = None, key: Key = "admin-button-back") -> Keyboard:
    """A button to another window of the dialog, or to the dialog below."""
    return Cancel(Say(key), id="back") if to is None else SwitchTo(Say(key), id="back", state=to)


def home_button() -> Button:
    """A button to the panel's first screen; what was begun is dropped."""
    return Button(Say("admin-button-home"), id="home", on_click=go_home)


async def go_home(_event: Any, _button: Any, manager: DialogManager) -> None:
    """Drop what is open and show the panel's first screen."""
    await manager.start(Home.main, mode=StartMode.RESET_STACK)


def menu_has(place: Place) -> Callable[[Any, Any, DialogManager], bool]:
    """A condition for `when`: the feature is on."""

    def has(_data: Any, _widget: Any, manager: DialogManager) -> bool:
        return bool(manager.middleware_data["texts"].menu.has(place))

    return has
