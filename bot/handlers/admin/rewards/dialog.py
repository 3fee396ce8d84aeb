"""The list of rewards, a reward's card with everything that can be changed, and the section itself."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import Data, Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Row, Start

from ....services.gamification import ChangedMeanwhile, Gamification, InvalidSetting, Reward, SettingTrouble
from ....ui.admin.reward_card import MARKS
from ....ui.displayed_text import name_in_list, name_on_button
from ..windows.buttons import back_button
from ..windows.lists import first_page, page_list, page_of
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.section import Section
from ..windows.window import panel_window
from . import conditions, drafts, fields, gift, new
from .reviewing import card
from .saying import CHANGED, GONE, refusal_key, save, say, stored_reward
from .states import Conditions, Gift, NewReward, RewardField, Rewards

STEPS: Mapping[str, tuple[State, str]] = {
    "name": (RewardField.name, "name"),
    "about": (RewardField.about, "description"),
    "hours": (RewardField.hours, "claim_window_hours"),
}
"""Buttons of the card, the step that each opens, and the field."""


def dialogs() -> list[Dialog]:
    """New dialogs of the section."""
    return [_rewards(), fields.dialog(), gift.dialog(), conditions.dialog(), new.dialog()]


def _rewards() -> Dialog:
    return Dialog(
        panel_window(
            Say("admin-rewards-list"),
            page_list("rewards", Say("admin-rewards-row"), _pick),
            Button(Say(_other_list), id="hidden", on_click=_switch_list, when="others"),
            Start(Say("admin-rewards-button-new"), id="new", state=NewReward.name),
            state=Rewards.list,
            getter=_list,
        ),
        panel_window(
            Say("admin-rewards-card"),
            Row(
                Button(Say("admin-rewards-button-conditions"), id="conditions", on_click=_edit_conditions),
                Button(Say("admin-rewards-button-gift"), id="gift", on_click=_edit_gift),
            ),
            Row(
                Button(Say("admin-button-name"), id="name", on_click=_edit),
                Button(Say("admin-rewards-button-about"), id="about", on_click=_edit),
                Button(Say("admin-rewards-button-hours"), id="hours", on_click=_edit),
            ),
            Row(
                Button(Say("admin-rewards-button-again"), id="is_repeatable", on_click=_switch),
                Button(Say("admin-rewards-button-secret"), id="is_secret", on_click=_switch),
            ),
            Row(
                Button(Say(_show_or_hide), id="is_active", on_click=_switch),
                Button(Say("admin-button-up"), id="up", on_click=_move),
                Button(Say("admin-button-down"), id="down", on_click=_move),
            ),
            Button(Say("admin-button-delete"), id="delete", on_click=_ask_to_delete),
            back_button(Rewards.list),
            state=Rewards.card,
            getter=_card,
        ),
        confirm_window(
            Say("admin-rewards-sure"), state=Rewards.sure, on_yes=_delete, no=Rewards.card, getter=_sure
        ),
        on_process_result=_answered,
    )


# The list


async def _list(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    rewards = await gamification.catalog.rewards()
    hidden = bool(dialog_manager.dialog_data.get("hidden"))
    shown = [one for one in rewards if one.is_active is not hidden]
    others = len(rewards) - len(shown)
    if not shown and others:  # the last one was shown, or hidden
        hidden, shown, others = not hidden, [one for one in rewards if one.is_active is hidden], 0
        dialog_manager.dialog_data["hidden"] = hidden

    rows = await page_of(dialog_manager, "rewards", shown, _row)
    return {**rows, "hidden": hidden, "count": len(shown), "others": others}


def _row(reward: Reward) -> dict[str, Any]:
    return {"id": reward.id, "mark": MARKS[reward.type], "name": name_on_button(reward.name)}


def _other_list(data: Mapping[str, Any]) -> str:
    return "admin-rewards-button-shown" if data["hidden"] else "admin-rewards-button-hidden"


async def _switch_list(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["hidden"] = not manager.dialog_data.get("hidden")
    first_page(manager, "rewards")


async def _pick(manager: DialogManager, reward_id: str) -> None:
    await _open(manager, int(reward_id))


async def _open(manager: DialogManager, reward_id: int) -> None:
    if await stored_reward(manager, reward_id) is None:
        await say(manager, GONE)
    else:
        manager.dialog_data["reward"] = reward_id
        await manager.switch_to(Rewards.card)


# The card


async def _card(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    reward = await _shown(dialog_manager)
    # What the buttons of this card change, as it is shown.
    dialog_manager.dialog_data["shown"] = {
        "is_active": reward.is_active,
        "is_repeatable": reward.is_repeatable,
        "is_secret": reward.is_secret,
    }
    return {
        "card": await card(dialog_manager, reward),
        "active": reward.is_active,
        "again": reward.is_repeatable,
        "secret": reward.is_secret,
    }


async def _shown(manager: DialogManager) -> Reward:
    reward = await stored_reward(manager, manager.dialog_data["reward"])
    if reward is None:
        raise InvalidSetting("id", "there is no such reward any more", SettingTrouble.GONE)
    return reward


def _show_or_hide(data: Mapping[str, Any]) -> str:
    return "admin-rewards-button-hide" if data["active"] else "admin-rewards-button-show"


async def _edit(_query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    state, field = STEPS[str(button.widget_id)]
    if (reward := await _still_there(manager)) is not None:
        shown = getattr(reward, field)
        await manager.start(state, data={"reward": reward.id, "field": field, "shown": shown})


async def _edit_gift(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    if (reward := await _still_there(manager)) is not None:
        shown = {"reward_type": reward.type.value, "reward_value": dict(reward.value)}
        await manager.start(Gift.kind, data={"for": "gift", "shown": shown})


async def _edit_conditions(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    if (reward := await _still_there(manager)) is not None:
        await manager.start(Conditions.edit, data={"for": "conditions", **conditions.started(reward)})


async def _switch(_query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    field = str(button.widget_id)
    shown = manager.dialog_data["shown"][field]
    await _saved(manager, {field: shown}, **{field: not shown})


async def _move(_query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    data = manager.middleware_data
    if await _still_there(manager) is not None:
        await data["gamification"].catalog.move_reward(
            data["member"].id, manager.dialog_data["reward"], up=button.widget_id == "up"
        )
        await _say_place(manager)


async def _say_place(manager: DialogManager) -> None:
    """Say where the reward stands among all."""
    rewards = await manager.middleware_data["gamification"].catalog.rewards()
    ids = [one.id for one in rewards]
    place = ids.index(manager.dialog_data["reward"]) + 1
    await told(manager, "admin-rewards-told-place", place=place, count=len(ids))


async def _saved(manager: DialogManager, expected: Mapping[str, Any], **values: Any) -> None:
    refusal = await save(manager, manager.dialog_data["reward"], expected, **values)
    if refusal:
        await say(manager, refusal)
    if refusal == GONE:
        await manager.switch_to(Rewards.list)


async def _still_there(manager: DialogManager) -> Reward | None:
    reward = await stored_reward(manager, manager.dialog_data["reward"])
    if reward is None:
        await say(manager, GONE)
        await manager.switch_to(Rewards.list)
    return reward


async def _answered(start: Data, result: Any, manager: DialogManager) -> None:
    """What a step or wizard ended with; None if it was cancelled."""
    if not isinstance(result, dict):
        return
    given: dict[str, Any] = start if isinstance(start, dict) else {}
    if "say" in result:
        await say(manager, result["say"])
        if result["say"] == GONE:
            await manager.switch_to(Rewards.list)
    elif "reward" in result:
        manager.dialog_data["hidden"] = False
        await _open(manager, result["reward"])
    elif given.get("for") == "gift":
        await _saved(manager, given["shown"], reward_type=result["type"], reward_value=result["value"])
    elif given.get("for") == "conditions":
        shown = {"conditions": drafts.from_json(given["conditions"])}
        await _saved(manager, shown, conditions=drafts.from_json(result["conditions"]))


# Delete


async def _ask_to_delete(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    if await _still_there(manager) is not None:
        await manager.switch_to(Rewards.sure)


async def _sure(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    reward = await _shown(dialog_manager)
    admin_id = dialog_manager.middleware_data["member"].id
    holders = await gamification.reward_reviews.holders(admin_id, reward.id)
    having = holders.waiting + holders.claimed + holders.missed
    dialog_manager.dialog_data["asked"] = {
        "name": reward.name,
        "is_active": reward.is_active,
        "conditions": drafts.as_json(reward.conditions),
    }
    return {"name": name_in_list(reward.name), "members": having}


async def _delete(manager: DialogManager) -> None:
    data, asked = manager.middleware_data, manager.dialog_data["asked"]
    expected = {**asked, "conditions": drafts.from_json(asked["conditions"])}
    try:
        deleted = await data["gamification"].catalog.delete_reward(
            data["member"].id, manager.dialog_data["reward"], expected=expected
        )
    except ChangedMeanwhile:
        await say(manager, CHANGED)
        await manager.switch_to(Rewards.card)
        return
    except InvalidSetting as error:
        if (key := refusal_key(error)) is None:
            raise
        await say(manager, key)
    else:
        await say(manager, "admin-rewards-told-deleted" if deleted else "admin-rewards-told-hidden")
    await manager.switch_to(Rewards.list)


SECTION = Section("rewards", "admin-rewards-title", Rewards.list, dialogs)
