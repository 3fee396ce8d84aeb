"""Steps for one field of a stored reward: its name, its description, its claim window."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button

from ....services.gamification.rules.catalog import WINDOW_HOURS
from ..windows.buttons import cancel_button
from ..windows.inputs import some_text, text_step, whole_number
from ..windows.say import Say
from ..windows.steps import enter_window
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .saying import TAKEN, save
from .states import RewardField

MAX_NAME_LENGTH = 200
MAX_DESCRIPTION_LENGTH = 500
HOURS_A_DAY = 24


def dialog() -> Dialog:
    """A new dialog; it is started with {"reward": id, "field": name, "shown": value}."""
    return Dialog(
        enter_window("admin-rewards-ask-name", some_text(MAX_NAME_LENGTH), _saved, state=RewardField.name),
        panel_window(
            Say("admin-rewards-ask-about"),
            text_step(some_text(MAX_DESCRIPTION_LENGTH), _saved),
            Button(Say("admin-rewards-button-no-about"), id="none", on_click=_without, when=_has_one),
            cancel_button(),
            state=RewardField.about,
        ),
        enter_window(
            "admin-rewards-ask-days",
            whole_number(1, WINDOW_HOURS[1] // HOURS_A_DAY),
            _days_saved,
            state=RewardField.hours,
        ),
    )


async def _saved(manager: DialogManager, value: Any) -> None:
    start: Any = manager.start_data
    refusal = await save(
        manager, start["reward"], {start["field"]: start["shown"]}, **{start["field"]: value}
    )
    if refusal == TAKEN:
        trouble(manager, refusal)
    else:
        await manager.done({"say": refusal} if refusal else None)


async def _days_saved(manager: DialogManager, days: int) -> None:
    await _saved(manager, days * HOURS_A_DAY)


async def _without(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _saved(manager, None)


def _has_one(_data: Any, _widget: Any, manager: DialogManager) -> bool:
    start: Any = manager.start_data
    return start["shown"] is not None
