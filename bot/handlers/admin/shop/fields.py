"""The fields that content sets and products both have: their windows, and buttons that set them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Select

from ....services.gamification.catalog.edits import AdminCatalog
from ....ui.admin.shop_texts import TIERS
from ..windows.buttons import back_button
from ..windows.inputs import some_text, text_step
from ..windows.questions import confirm_window, told
from ..windows.say import Say, marked
from ..windows.window import PanelWindow, panel_window
from .editing import id_of

MAX_NAME, MAX_DESCRIPTION = 200, 1_000

Save = Callable[[DialogManager, Mapping[str, Any]], Awaitable[None]]
Getter = Callable[..., Awaitable[dict[str, Any]]]


class _Choice(Say):
    """A value in a button: it begins with a capital, and the present one with a dot."""

    def __init__(self, name: str, keys: Mapping[str, str]) -> None:
        super().__init__(lambda data: keys[data["item"]])
        self._name = name

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        text = await super()._render_text(data, manager)
        whole = data.get("data")
        is_chosen = isinstance(whole, Mapping) and whole.get(self._name) == data.get("item")
        return marked(f"{text[:1].upper()}{text[1:]}", is_chosen=is_chosen)


class CardStates(Protocol):
    """The states of a card that both kinds have."""

    card: State
    name: State
    description: State
    tier: State
    sure: State


def common_windows(
    save: Save,
    delete_key: str,
    delete: Callable[[AdminCatalog, int, int], Awaitable[bool]],
    to: CardStates,
    getter: Getter,
) -> tuple[PanelWindow, ...]:
    """The windows that a card of either kind leads to: another name, description and tier, and whether it is
    really to be deleted (`delete_key` asks)."""

    async def agreed(manager: DialogManager) -> None:
        data = manager.middleware_data
        deleted = await delete(data["gamification"].catalog, data["member"].id, id_of(manager))
        await end_deleted(manager, deleted)

    return (
        name_window(save, state=to.name, card=to.card, getter=getter),
        description_window(save, state=to.description, card=to.card, getter=getter),
        tier_window(save, state=to.tier, card=to.card, getter=getter),
        confirm_window(Say(delete_key), state=to.sure, on_yes=agreed, no=to.card, getter=getter),
    )


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

    return Column(Select(_Choice(name, keys), id=name, item_id_getter=str, items=list(keys), on_click=picked))


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
    """What getters say of a card: its name, what was chosen for it, and whether it is shown."""
    is_on = bool(fields["is_active"])
    return {
        "name": fields["name"],
        "tier": fields["tier"],
        "kind": fields.get("content_type"),
        "is_on": is_on,
        "is_off": not is_on,
    }


async def end_deleted(manager: DialogManager, deleted: bool) -> None:
    """Close the card of what was deleted, or only hidden because members have it, and say which."""
    await told(manager, "admin-shop-deleted" if deleted else "admin-shop-was-hidden", alert=not deleted)
    await manager.done()
