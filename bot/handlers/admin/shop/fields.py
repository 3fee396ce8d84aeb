"""The fields that content sets and products both have: their windows, and buttons that set them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Select

from ....ui.admin.shop_texts import TIERS
from ..windows.buttons import back_button
from ..windows.inputs import some_text, text_step
from ..windows.questions import told
from ..windows.say import Say
from ..windows.window import PanelWindow, panel_window

MAX_NAME, MAX_DESCRIPTION = 200, 1_000

Save = Callable[[DialogManager, Mapping[str, Any]], Awaitable[None]]
Getter = Callable[..., Awaitable[dict[str, Any]]]


def name_window(save: Save, *, state: State, card: State, getter: Getter) -> PanelWindow:
    """Asks for another name."""
    return panel_window(
        Say("admin-shop-ask-name"),
        text_step(some_text(MAX_NAME), lambda manager, name: save(manager, {"name": name})),
        back_button(card),
        state=state,
        getter=getter,
    )


def description_window(save: Save, *, state: State, card: State, getter: Getter) -> PanelWindow:
    """Asks for another description, or none."""
    return panel_window(
        Say("admin-shop-ask-description"),
        text_step(some_text(MAX_DESCRIPTION), lambda manager, text: save(manager, {"description": text})),
        Button(Say("admin-shop-button-none"), id="none", on_click=setter(save, {"description": None})),
        back_button(card),
        state=state,
        getter=getter,
    )


def tier_window(save: Save, *, state: State, card: State, getter: Getter) -> PanelWindow:
    """Asks for whom it is."""
    return panel_window(
        Say("admin-shop-ask-tier"),
        choices("tier", TIERS, lambda manager, tier: save(manager, {"tier": tier})),
        back_button(card),
        state=state,
        getter=getter,
    )


def choices(
    name: str, keys: Mapping[str, str], on_pick: Callable[[DialogManager, str], Awaitable[None]]
) -> Column:
    """A button for each value, with its text of `keys`."""

    async def picked(_query: Any, _select: Any, manager: DialogManager, value: str) -> None:
        if value in keys:
            await on_pick(manager, value)

    text = Say(lambda data: keys[data["item"]])
    return Column(Select(text, id=name, item_id_getter=str, items=list(keys), on_click=picked))


def setter(save: Save, fields: Mapping[str, Any]) -> Any:
    """A handler of a button that sets fields."""

    async def set_them(_query: Any, _button: Any, manager: DialogManager) -> None:
        await save(manager, fields)

    return set_them


def off_and_on(save: Save, off: str, on: str) -> tuple[Button, Button]:
    """The buttons that take it away from members, and that bring it back; a card shows one of them."""
    return (
        Button(Say(off), id="off", on_click=setter(save, {"is_active": False}), when="is_on"),
        Button(Say(on), id="on", on_click=setter(save, {"is_active": True}), when="is_off"),
    )


def named_and_on(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What getters say of a card: its name, and whether it is shown."""
    is_on = bool(fields["is_active"])
    return {"name": fields["name"], "is_on": is_on, "is_off": not is_on}


async def end_deleted(manager: DialogManager, deleted: bool) -> None:
    """Close the card of what was deleted, or only hidden because members have it, and say which."""
    await told(manager, "admin-shop-deleted" if deleted else "admin-shop-was-hidden", alert=not deleted)
    await manager.done()
