"""The economy's settings: the list, a setting with its meaning, a new value, and its effect before it is
saved."""

from collections.abc import Sequence
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo

from ....services.gamification import ChangedMeanwhile, Gamification
from ....services.gamification.rules.settings import DEFAULTS, RANGES
from ....ui.admin.economy_texts import (
    MEANINGS,
    effect_text,
    legal_text,
    title,
    value_in_button,
    value_text,
)
from ....ui.field_names import SETTINGS
from ....ui.texts import Texts
from ..windows.buttons import back_button, cancel_button
from ..windows.inputs import MAX_INPUT, some_text, text_step, whole_number
from ..windows.lists import row_list
from ..windows.questions import told
from ..windows.say import Say
from ..windows.section import Section
from ..windows.trouble import InvalidInput, trouble
from ..windows.window import panel_window
from .proposals import proposals
from .states import ChangeSetting, Settings
from .zones import zone_written

NAMES = tuple(SETTINGS)


def dialogs() -> Sequence[Dialog]:
    """Return new dialogs."""
    rows = row_list("rows", Say("admin-economy-row"), _pick, id="name")
    picks = row_list("proposals", Say("admin-economy-proposal"), _pick_value, id="pick", when="proposals")
    return [
        Dialog(
            panel_window(Say("admin-economy-list"), rows, state=Settings.list, getter=_rows),
            panel_window(
                Say("admin-economy-one"),
                Button(Say("admin-economy-button-change"), id="change", on_click=_change),
                Button(Say("admin-economy-button-reset"), id="reset", on_click=_reset, when="differs"),
                back_button(Settings.list),
                state=Settings.one,
                getter=_one,
            ),
        ),
        Dialog(
            panel_window(
                Say("admin-economy-ask"),
                Say("admin-economy-or-pick", when="proposals"),
                text_step(some_text(MAX_INPUT), _entered),
                picks,
                cancel_button(),
                state=ChangeSetting.value,
                getter=_one,
            ),
            panel_window(
                Say("admin-economy-preview"),
                Button(Say("admin-button-save"), id="save", on_click=_save),
                SwitchTo(Say("admin-economy-button-other"), id="other", state=ChangeSetting.value),
                cancel_button(),
                state=ChangeSetting.preview,
                getter=_preview,
            ),
        ),
    ]


SECTION = Section("economy", "admin-economy-title", Settings.list, dialogs)


def _name(manager: DialogManager) -> str:
    started = manager.start_data
    given = started.get("name") if isinstance(started, dict) else None
    return str(manager.dialog_data.get("name", given))


def _value(manager: DialogManager) -> Any:
    started = manager.start_data
    given = started.get("value") if isinstance(started, dict) else None
    return manager.dialog_data.get("value", given)


async def _rows(gamification: Gamification, texts: Texts, **_: Any) -> dict[str, Any]:
    settings = await gamification.economy.settings()
    return {
        "rows": [
            {
                "id": str(number),
                "title": title(name, texts),
                "value": value_in_button(name, getattr(settings, name), texts),
            }
            for number, name in enumerate(NAMES)
        ]
    }


async def _one(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    name = _name(dialog_manager)
    value = getattr((await gamification.economy.preview()).before, name)  # what is stored now
    return {
        "title": title(name, texts),
        "meaning": texts.html(MEANINGS[name]),
        "value": value_text(name, value, texts),
        "legal": legal_text(name, texts),
        "default": value_text(name, DEFAULTS[name], texts),
        "differs": value != DEFAULTS[name],
        "proposals": [
            {"id": str(number), "says": says}
            for number, (proposed, says) in enumerate(proposals(name, texts).items())
            if proposed != value
        ],
    }


async def _preview(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    name, value = _name(dialog_manager), _value(dialog_manager)
    preview = await gamification.economy.preview(**{name: value})
    before = getattr(preview.before, name)
    dialog_manager.dialog_data["seen"] = before
    return {
        "title": title(name, texts),
        "before": value_text(name, before, texts),
        "after": value_text(name, value, texts),
        "effect": effect_text(preview, texts),
    }


async def _pick(_query: CallbackQuery, _select: Any, manager: DialogManager, number: str) -> None:
    manager.dialog_data["name"] = NAMES[int(number)]
    await manager.switch_to(Settings.one)


async def _change(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.start(ChangeSetting.value, data={"name": _name(manager)})


async def _reset(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    name = _name(manager)
    await manager.start(ChangeSetting.preview, data={"name": name, "value": DEFAULTS[name]})


async def _pick_value(_query: CallbackQuery, _select: Any, manager: DialogManager, number: str) -> None:
    values = list(proposals(_name(manager), manager.middleware_data["texts"]))
    if int(number) < len(values):
        await _entered(manager, values[int(number)])


async def _entered(manager: DialogManager, text: str) -> None:
    """Take a value that is legal and another one than now; else say what is wrong."""
    name = _name(manager)
    if name == "day_timezone":
        text = zone_written(text)
    economy = manager.middleware_data["gamification"].economy
    try:
        value = whole_number(*RANGES[name])(text) if name in RANGES else text
        preview = await economy.preview(**{name: value})
    except InvalidInput as error:
        trouble(manager, error.key, **error.variables)
    else:
        if not preview.changed:
            trouble(manager, "admin-economy-same")
            return
        manager.dialog_data["value"] = value
        await manager.switch_to(ChangeSetting.preview)


async def _save(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Save, if the stored value is still the one that was shown; else show what it is now."""
    data, name, value = manager.middleware_data, _name(manager), _value(manager)
    expected = {name: manager.dialog_data["seen"]}
    try:
        await data["gamification"].economy.update(data["member"].id, expected=expected, **{name: value})
    except ChangedMeanwhile:
        await told(manager, "admin-told-changed", alert=True)
        return
    formula = name == "level_formula"
    await told(
        manager, "admin-economy-told-saved-formula" if formula else "admin-economy-told-saved", alert=formula
    )
    await manager.done()
