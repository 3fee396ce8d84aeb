"""The editor of conditions: the sentence is shown as it changes. It ends with {"conditions": [...]}; what is
stored is the caller's business."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo

from ....services.gamification import Condition, ConditionType, Gamification, HostCondition, Reward
from ....services.gamification.rules.catalog import CONDITION_VALUE, MAX_CONDITIONS
from ....ui.admin.reward_card import remark_lines
from ....ui.admin.reward_sentence import host_label, phrase, plain_phrase, plain_remark, sentence
from ....ui.displayed_text import name_in_list
from ....ui.texts import Html, Texts
from ..windows.buttons import back_button, cancel_button
from ..windows.inputs import text_step, whole_number
from ..windows.lists import row_list
from ..windows.say import Say
from ..windows.window import panel_window
from . import drafts
from .reviewing import review
from .saying import say
from .states import Conditions

KINDS = {
    ConditionType.TOTAL_POINTS: "admin-rewards-kind-points",
    ConditionType.BESITOS_SPENT: "admin-rewards-kind-spending",
    ConditionType.LEVEL_REACHED: "admin-rewards-kind-level",
    ConditionType.STREAK_LENGTH: "admin-rewards-kind-streak",
    ConditionType.FIRST_REACTION: "admin-rewards-kind-reaction",
    ConditionType.FIRST_DAILY_GIFT: "admin-rewards-kind-gift",
    ConditionType.FIRST_PURCHASE: "admin-rewards-kind-purchase",
    ConditionType.NOT_VIP: "admin-rewards-kind-no-vip",
    ConditionType.NOT_CLAIMED_BEFORE: "admin-rewards-kind-not-claimed",
}
ASKS = {
    ConditionType.TOTAL_POINTS: "admin-rewards-ask-points",
    ConditionType.BESITOS_SPENT: "admin-rewards-ask-spending",
    ConditionType.LEVEL_REACHED: "admin-rewards-ask-level",
    ConditionType.STREAK_LENGTH: "admin-rewards-ask-streak",
}


def dialog() -> Dialog:
    """A new dialog; it is started with {"reward": the reward or draft as `started` makes it}."""
    return Dialog(
        panel_window(
            Say("admin-rewards-conditions"),
            row_list("conditions", Say("admin-rewards-condition-row"), _open, id="c"),
            Button(Say(_add_key), id="and", on_click=_add, when="may_add"),
            Button(Say("admin-button-save"), id="save", on_click=_finish),
            cancel_button(),
            state=Conditions.edit,
            getter=_edit,
        ),
        panel_window(
            Say("admin-rewards-condition"),
            Button(Say("admin-rewards-button-number"), id="value", on_click=_change, when="has_value"),
            Button(Say("admin-rewards-button-or"), id="or", on_click=_add_beside, when="may_add"),
            Button(Say("admin-rewards-button-remove"), id="remove", on_click=_remove),
            back_button(Conditions.edit),
            cancel_button(),
            state=Conditions.one,
            getter=_one,
        ),
        panel_window(
            Say(lambda data: "admin-rewards-ask-or" if data["beside"] else "admin-rewards-ask-kind"),
            row_list("kinds", Say("admin-rewards-kind-row"), _choose, id="k"),
            back_button(Conditions.edit),
            cancel_button(),
            state=Conditions.kind,
            getter=_kinds,
        ),
        panel_window(
            Say(lambda data: data["ask"]),
            text_step(whole_number(*CONDITION_VALUE), _value),
            SwitchTo(Say("admin-button-back"), id="back", state=Conditions.edit),
            cancel_button(),
            state=Conditions.value,
            getter=_value_of,
        ),
        on_start=_begin,
    )  # fmt: skip


def started(reward: Reward) -> dict[str, Any]:
    """Return what the editor is started with, for a stored reward or a draft."""
    return {
        "id": reward.id,
        "name": reward.name,
        "type": reward.type.value,
        "value": dict(reward.value),
        "is_repeatable": reward.is_repeatable,
        "is_active": reward.is_active,
        "conditions": drafts.as_json(reward.conditions),
    }


async def _begin(start: Any, manager: DialogManager) -> None:
    manager.dialog_data["conditions"] = start["conditions"]


def _add_key(data: Mapping[str, Any]) -> str:
    return "admin-rewards-button-and" if data["conditions"] else "admin-rewards-button-first"


def _conditions(manager: DialogManager) -> tuple[Condition, ...]:
    return drafts.from_json(manager.dialog_data["conditions"])


def _keep(manager: DialogManager, conditions: Sequence[Condition]) -> None:
    manager.dialog_data["conditions"] = drafts.as_json(conditions)


def _at(manager: DialogManager) -> int | None:
    """The place of the condition that is open; None where another admin's tap of an old window is late."""
    at = manager.dialog_data.get("at")
    return at if isinstance(at, int) and 0 <= at < len(manager.dialog_data["conditions"]) else None


def _reward(manager: DialogManager) -> Reward:
    """The reward as it would be with these conditions."""
    start: Any = manager.start_data
    drafted = drafts.drafted_reward({**start, "conditions": manager.dialog_data["conditions"]})
    return Reward(
        start["id"], None, drafted.name, None, drafted.type, drafted.value, drafted.is_repeatable,
        drafted.is_secret, drafted.claim_window_hours, start["is_active"], 0, drafted.conditions,
    )  # fmt: skip


async def _edit(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    reward = _reward(dialog_manager)
    labels = gamification.conditions.labels
    found = await review(dialog_manager, reward)
    lines = remark_lines(found, labels, texts, active=reward.is_active)
    seen: set[int] = set()
    rows = []
    for at, one in enumerate(reward.conditions):
        how = "or" if one.group in seen else "and"
        seen |= {one.group} - {0}
        rows.append({"id": at, "how": how, "what": plain_phrase(one, labels, texts)})
    return {
        "name": name_in_list(reward.name),
        "sentence": sentence(reward.conditions, labels, texts),
        "remarks": Html("\n".join(["", "", *lines])) if lines else Html(""),
        "conditions": rows,
        "may_add": len(rows) < MAX_CONDITIONS,
    }


async def _one(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    conditions = _conditions(dialog_manager)
    one = conditions[_at(dialog_manager) or 0]
    return {
        "what": phrase(one, gamification.conditions.labels, texts),
        "has_value": one.type.has_value,
        "may_add": len(conditions) < MAX_CONDITIONS,
    }


async def _kinds(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    labels = gamification.conditions.labels
    rows = []
    for at, kind in enumerate(_known(gamification)):
        if isinstance(kind, HostCondition):
            rows.append({"id": at, "what": host_label(kind, labels, texts)})
        else:
            rows.append({"id": at, "what": texts.plain(KINDS[kind])})
    at_place = dialog_manager.dialog_data.get("beside")
    beside = _conditions(dialog_manager)[at_place] if isinstance(at_place, int) else None
    return {
        "kinds": rows,
        "beside": beside is not None,
        "what": phrase(beside, labels, texts) if beside is not None else "",
    }


async def _value_of(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    [kind] = [drafts.from_json([dialog_manager.dialog_data["new"]])[0].type]
    if isinstance(kind, HostCondition):
        label = host_label(kind, gamification.conditions.labels, texts)
        return {"ask": "admin-rewards-ask-host", "what": label}
    return {"ask": ASKS[kind]}


def _known(gamification: Gamification) -> list[ConditionType | HostCondition]:
    return [*KINDS, *gamification.conditions.names()]


async def _open(_query: CallbackQuery, _select: Any, manager: DialogManager, at: str) -> None:
    manager.dialog_data["at"] = int(at)
    if _at(manager) is not None:
        await manager.switch_to(Conditions.one)


async def _add(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["beside"] = None
    await manager.switch_to(Conditions.kind)


async def _add_beside(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["beside"] = _at(manager)
    await manager.switch_to(Conditions.kind)


async def _change(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    if (at := _at(manager)) is not None:
        manager.dialog_data["new"] = {**manager.dialog_data["conditions"][at], "change": at}
        await manager.switch_to(Conditions.value)


async def _remove(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    if (at := _at(manager)) is not None:
        _keep(manager, drafts.removed(_conditions(manager), at))
    await manager.switch_to(Conditions.edit)


async def _choose(_query: CallbackQuery, _select: Any, manager: DialogManager, at: str) -> None:
    known = _known(manager.middleware_data["gamification"])
    if int(at) >= len(known):  # the host's bot was restarted with fewer
        return
    new = Condition(known[int(at)])
    if new.type.has_value:
        [manager.dialog_data["new"]] = drafts.as_json([new])
        await manager.switch_to(Conditions.value)
    else:
        await _put(manager, new)


async def _value(manager: DialogManager, value: int) -> None:
    stored = manager.dialog_data["new"]
    if (at := stored.get("change")) is not None:
        _keep(manager, drafts.with_value(_conditions(manager), at, value))
        await manager.switch_to(Conditions.edit)
    else:
        [new] = drafts.from_json([{**stored, "value": value}])
        await _put(manager, new)


async def _put(manager: DialogManager, new: Condition) -> None:
    _keep(manager, drafts.added(_conditions(manager), new, manager.dialog_data.get("beside")))
    await manager.switch_to(Conditions.edit)


async def _finish(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    reward = _reward(manager)
    if reward.is_active and (never := (await review(manager, reward)).verdict.impossible):
        data = manager.middleware_data
        why = plain_remark(never[0], data["gamification"].conditions.labels, data["texts"])
        await say(manager, "admin-rewards-told", what=why)
        return
    await manager.done({"conditions": drafts.as_json(reward.conditions)})
