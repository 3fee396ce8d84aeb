"""How a card is edited: what was shown is what the service compares with, so that the second of two admins is
told what the first one changed."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager

from ....services.gamification import AdminCatalog
from ..windows.questions import told
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
    await _save(manager, _catalog(manager).update_product, fields, ProductAdmin.card)


async def save_content(manager: DialogManager, fields: Mapping[str, Any]) -> None:
    """Change fields of the open content set and show its card. Raises ChangedMeanwhile."""
    await _save(manager, _catalog(manager).update_content_set, fields, ContentAdmin.card)


async def _save(
    manager: DialogManager, update: Callable[..., Awaitable[Any]], fields: Mapping[str, Any], card: State
) -> None:
    admin_id = manager.middleware_data["member"].id
    await update(admin_id, id_of(manager), expected=_expected(manager, fields), **fields)
    await told(manager, "admin-shop-saved")
    await manager.switch_to(card)


def _catalog(manager: DialogManager) -> AdminCatalog:
    catalog: AdminCatalog = manager.middleware_data["gamification"].catalog
    return catalog
