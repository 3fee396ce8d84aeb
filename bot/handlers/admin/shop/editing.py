"""How a card is edited: what was shown is what the service compares with, so that the second of two admins is
told what the first one changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Column, Select

from ..windows.questions import told
from ..windows.say import Say
from .states import ContentAdmin, ProductAdmin

SHOWN = "shown"
LEFT_OUT = ("file_ids",)
"""Fields that are edited step by step, and too large to keep."""


def id_of(manager: DialogManager) -> int:
    """Return the id of the content set or product whose card is open."""
    data = manager.start_data
    return int(data["id"]) if isinstance(data, dict) else 0


def remember(manager: DialogManager, fields: Mapping[str, Any]) -> None:
    """Keep the fields that are shown now."""
    manager.dialog_data[SHOWN] = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in fields.items()
        if name not in LEFT_OUT
    }


def _expected(manager: DialogManager, names: Mapping[str, Any]) -> dict[str, Any]:
    shown = manager.dialog_data.get(SHOWN, {})
    expected = {name: shown[name] for name in names if name in shown}
    if expected.get("ends_at") is not None:
        expected["ends_at"] = datetime.fromisoformat(expected["ends_at"])
    return expected


async def save_product(manager: DialogManager, fields: Mapping[str, Any]) -> None:
    """Change fields of the open product and show its card. Raises ChangedMeanwhile."""
    data = manager.middleware_data
    catalog = data["gamification"].catalog
    expected = _expected(manager, fields)
    await catalog.update_product(data["member"].id, id_of(manager), expected=expected, **fields)
    await told(manager, "admin-shop-saved")
    await manager.switch_to(ProductAdmin.card)


async def save_content(manager: DialogManager, fields: Mapping[str, Any]) -> None:
    """Change fields of the open content set and show its card. Raises ChangedMeanwhile."""
    data = manager.middleware_data
    catalog = data["gamification"].catalog
    expected = _expected(manager, fields)
    await catalog.update_content_set(data["member"].id, id_of(manager), expected=expected, **fields)
    await told(manager, "admin-shop-saved")
    await manager.switch_to(ContentAdmin.card)


def choices(name: str, keys: Mapping[str, str], on_pick: Any) -> Column:
    """A button for each value, with its text of `keys`; `on_pick(manager, value)`."""

    async def picked(_query: Any, _select: Any, manager: DialogManager, value: str) -> None:
        if value in keys:
            await on_pick(manager, value)

    text = Say(lambda data: keys[data["item"]])
    return Column(Select(text, id=name, item_id_getter=str, items=list(keys), on_click=picked))
