"""The wizard for what a reward gives. It ends with {"type": ..., "value": ...}."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Group

from ....services.gamification import CatalogRow, Gamification, RewardType
from ....services.gamification.rules.catalog import BESITOS, VIP_DAYS
from ....services.gamification.rules.emojis import is_emoji
from ....ui.displayed_text import name_on_button
from ..windows.buttons import cancel_button
from ..windows.inputs import some_text, whole_number
from ..windows.lists import page_of
from ..windows.say import Say
from ..windows.steps import enter_window, pick_window
from ..windows.trouble import InvalidInput
from ..windows.window import panel_window
from .reviewing import files_in
from .states import Gift

MAX_EMOJI_LENGTH = 16
MAX_BADGE_LENGTH = 64
KINDS = (
    (RewardType.BESITOS, "admin-rewards-button-besitos", Gift.besitos),
    (RewardType.BADGE, "admin-rewards-button-badge", Gift.emoji),
    (RewardType.CONTENT, "admin-rewards-button-content", Gift.content),
    (RewardType.VIP_EXTENSION, "admin-rewards-button-vip", Gift.days),
)


def dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        panel_window(
            Say("admin-rewards-ask-gift"),
            Group(*(_kind_button(kind, key) for kind, key, _ in KINDS), width=2),
            cancel_button(),
            state=Gift.kind,
        ),
        enter_window(
            "admin-rewards-ask-besitos", whole_number(*BESITOS), _besitos, state=Gift.besitos, back=Gift.kind
        ),
        enter_window(
            "admin-rewards-ask-vip", whole_number(*VIP_DAYS), _days, state=Gift.days, back=Gift.kind
        ),
        enter_window("admin-rewards-ask-emoji", _one_emoji, _emoji, state=Gift.emoji, back=Gift.kind),
        enter_window(
            "admin-rewards-ask-badge",
            some_text(MAX_BADGE_LENGTH),
            _badge,
            state=Gift.badge,
            back=Gift.emoji,
            getter=_emoji_chosen,
        ),
        pick_window(
            "admin-rewards-ask-content",
            "sets",
            "admin-rewards-set-row",
            _content,
            state=Gift.content,
            getter=_sets,
            back=Gift.kind,
        ),
    )


def _kind_button(kind: RewardType, key: str) -> Button:
    return Button(Say(key), id=kind.value.lower(), on_click=_kind)


async def _kind(_query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    for kind, _, state in KINDS:
        if kind.value.lower() == button.widget_id:
            await manager.switch_to(state)


async def _give(manager: DialogManager, kind: RewardType, value: dict[str, Any]) -> None:
    await manager.done({"type": kind.value, "value": value})


async def _besitos(manager: DialogManager, amount: int) -> None:
    await _give(manager, RewardType.BESITOS, {"amount": amount})


async def _days(manager: DialogManager, days: int) -> None:
    await _give(manager, RewardType.VIP_EXTENSION, {"days": days})


def _one_emoji(text: str) -> str:
    if not is_emoji(text) or len(text) > MAX_EMOJI_LENGTH:
        raise InvalidInput("admin-rewards-not-an-emoji")
    return text


async def _emoji(manager: DialogManager, emoji: str) -> None:
    manager.dialog_data["emoji"] = emoji
    await manager.switch_to(Gift.badge)


async def _badge(manager: DialogManager, name: str) -> None:
    badge = {"badge_name": name, "emoji": manager.dialog_data["emoji"]}
    await _give(manager, RewardType.BADGE, badge)


async def _content(manager: DialogManager, content_set_id: str) -> None:
    await _give(manager, RewardType.CONTENT, {"content_set_id": int(content_set_id)})


async def _emoji_chosen(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"emoji": dialog_manager.dialog_data["emoji"]}


async def _sets(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    shown = await page_of(dialog_manager, "sets", await gamification.catalog.content_sets(), _row)
    return {**shown, "some": len(shown["sets"])}


def _row(content_set: CatalogRow) -> dict[str, Any]:
    fields = content_set.fields
    return {"id": content_set.id, "name": name_on_button(fields["name"]), "files": files_in(fields)}
