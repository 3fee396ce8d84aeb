"""What the section says after something was done, or was not: as an answer to a tap, else in the window."""

from collections.abc import Mapping
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from ....services.gamification import (
    ChangedMeanwhile,
    ImpossibleReward,
    InvalidSetting,
    Reward,
    SettingTrouble,
)
from ....ui.admin.reward_sentence import plain_remark
from ....ui.texts import Texts
from ..windows.questions import told
from ..windows.trouble import trouble

CHANGED = "admin-told-changed"
GONE = "admin-rewards-told-gone"
TAKEN = "admin-rewards-told-taken"


async def say(manager: DialogManager, key: str, /, **variables: str | int) -> None:
    """Say it in an alert, or after a message in the window's last line."""
    if isinstance(manager.event, CallbackQuery):
        await told(manager, key, alert=True, **variables)
    else:
        trouble(manager, key, **variables)


async def stored_reward(manager: DialogManager, reward_id: int) -> Reward | None:
    """Return a reward as it is stored now."""
    rewards = await manager.middleware_data["gamification"].catalog.rewards()
    return next((one for one in rewards if one.id == reward_id), None)


async def save(
    manager: DialogManager, reward_id: int, expected: Mapping[str, Any], **fields: Any
) -> str | None:
    """Save fields of a reward as they were shown in `expected`. Returns the key of a text that says why
    nothing was saved, else None."""
    data = manager.middleware_data
    try:
        await data["gamification"].catalog.update_reward(
            data["member"].id, reward_id, expected=expected, **fields
        )
    except ImpossibleReward as error:
        await say(manager, "admin-rewards-told", what=impossible_text(manager, error))
        return ""
    except ChangedMeanwhile:
        return CHANGED
    except InvalidSetting as error:
        if (key := refusal_key(error)) is None:
            raise
        return key
    return None


def refusal_key(error: InvalidSetting) -> str | None:
    """Return the text for a refusal that can be said in words of this section."""
    if error.trouble is SettingTrouble.GONE and error.name == "id":
        return GONE
    return TAKEN if error.trouble is SettingTrouble.TAKEN and error.name == "name" else None


def impossible_text(manager: DialogManager, error: ImpossibleReward) -> str:
    """Return why nobody could ever earn it."""
    data = manager.middleware_data
    texts: Texts = data["texts"]
    return plain_remark(error.remarks[0], data["gamification"].conditions.labels, texts)
