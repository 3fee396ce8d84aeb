"""The wizard for a new reward: name, description, what it gives, conditions; then all of it is shown."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Data, Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Row

from ....services.gamification import Gamification, ImpossibleReward, InvalidSetting
from ..windows.buttons import cancel_button
from ..windows.inputs import some_text, text_step
from ..windows.say import Say
from ..windows.steps import enter_window
from ..windows.trouble import trouble
from ..windows.window import panel_window
from . import conditions, drafts
from .fields import MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH
from .reviewing import card
from .saying import TAKEN, impossible_text, refusal_key, say
from .states import Conditions, Gift, NewReward


def dialog() -> Dialog:
    """A new dialog; it ends with {"reward": id}."""
    return Dialog(
        enter_window("admin-rewards-ask-name", some_text(MAX_NAME_LENGTH), _named, state=NewReward.name),
        panel_window(
            Say("admin-rewards-ask-about"),
            text_step(some_text(MAX_DESCRIPTION_LENGTH), _described),
            Button(Say("admin-rewards-button-no-about"), id="none", on_click=_undescribed),
            cancel_button(),
            state=NewReward.about,
        ),
        panel_window(
            Say("admin-rewards-summary"),
            Button(Say("admin-rewards-button-create"), id="create", on_click=_create),
            Row(
                Button(Say("admin-rewards-button-gift"), id="gift", on_click=_ask_gift),
                Button(Say("admin-rewards-button-conditions"), id="conditions", on_click=_ask_conditions),
            ),
            Row(
                Button(Say("admin-rewards-button-again"), id="is_repeatable", on_click=_switch),
                Button(Say("admin-rewards-button-secret"), id="is_secret", on_click=_switch),
            ),
            cancel_button(),
            state=NewReward.summary,
            getter=_summary,
        ),
        on_process_result=_answered,
    )


async def _named(manager: DialogManager, name: str) -> None:
    rewards = await manager.middleware_data["gamification"].catalog.rewards()
    if any(one.name == name for one in rewards):
        trouble(manager, TAKEN)
        return
    manager.dialog_data["name"] = name
    await manager.switch_to(NewReward.about)


async def _described(manager: DialogManager, text: str | None) -> None:
    manager.dialog_data["description"] = text
    await manager.switch_to(NewReward.summary)
    await manager.start(Gift.kind, data={"for": "gift"})


async def _undescribed(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _described(manager, None)


async def _ask_gift(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.start(Gift.kind, data={"for": "gift"})


async def _ask_conditions(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _start_conditions(manager)


async def _start_conditions(manager: DialogManager) -> None:
    draft = drafts.drafted_reward(manager.dialog_data)
    await manager.start(Conditions.edit, data={"for": "conditions", **conditions.started(draft)})


async def _answered(start: Data, result: Any, manager: DialogManager) -> None:
    """What a part of the wizard ended with; None if it was cancelled."""
    asked = start.get("for") if isinstance(start, dict) else None
    draft = manager.dialog_data
    if isinstance(result, dict):
        draft.update(result)
    elif "conditions" not in draft:  # cancelled on the way to the summary
        await manager.done()
        return
    if asked == "gift" and "conditions" not in draft:
        await _start_conditions(manager)


async def _summary(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    draft = drafts.drafted_reward(dialog_manager.dialog_data)
    return {
        "card": await card(dialog_manager, draft),
        "again": draft.is_repeatable,
        "secret": draft.is_secret,
    }


async def _switch(_query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    name = str(button.widget_id)
    manager.dialog_data[name] = not manager.dialog_data.get(name)


async def _create(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = manager.middleware_data
    gamification: Gamification = data["gamification"]
    draft = drafts.drafted_reward(manager.dialog_data)
    last = max((one.sort_order for one in await gamification.catalog.rewards()), default=0)
    try:
        reward = await gamification.catalog.create_reward(
            data["member"].id,
            name=draft.name,
            description=draft.description,
            reward_type=draft.type.value,
            reward_value=dict(draft.value),
            is_repeatable=draft.is_repeatable,
            is_secret=draft.is_secret,
            sort_order=min(last + 1, 1_000_000),
            conditions=draft.conditions,
        )
    except ImpossibleReward as error:
        await say(manager, "admin-rewards-told", what=impossible_text(manager, error))
    except InvalidSetting as error:
        if (key := refusal_key(error)) is None:
            raise
        await say(manager, key)
    else:
        await manager.done({"reward": reward.id})
