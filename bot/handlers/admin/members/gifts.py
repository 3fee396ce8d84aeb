"""Give content or a reward."""

from typing import Any

from aiogram.fsm.state import State
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import SwitchTo

from ....services.gamification import (
    AlreadyClaimed,
    AlreadyOwned,
    Gamification,
    GrantableContent,
    NotForSale,
    Reward,
    RewardLocked,
)
from ....ui.admin.members_texts import named
from ....ui.displayed_text import name_in_list, name_on_button
from ....ui.texts import Texts
from ..windows.buttons import cancel_button
from ..windows.lists import page_of
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.steps import pick_window
from ..windows.window import panel_window
from .acting import admin_of, file_of, member_admin_of, member_of, services_of
from .states import MemberGift

SETS_AT_ONCE = 50


def gift_dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        panel_window(
            Say("admin-members-gift"),
            SwitchTo(Say("admin-members-gift-content"), id="contents", state=MemberGift.contents),
            SwitchTo(Say("admin-members-gift-reward"), id="rewards", state=MemberGift.rewards),
            cancel_button(),
            state=MemberGift.kind,
            getter=whom,
        ),
        pick_window(
            "admin-members-contents",
            "sets",
            "admin-members-content-row",
            pick_content,
            state=MemberGift.contents,
            getter=contents,
            back=MemberGift.kind,
        ),
        confirm_window(
            Say("admin-members-content-sure"),
            state=MemberGift.content,
            on_yes=give_content,
            no=MemberGift.contents,
            getter=picked,
        ),
        pick_window(
            "admin-members-gift-rewards",
            "rewards",
            "admin-members-reward-row",
            pick_reward,
            state=MemberGift.rewards,
            getter=rewards,
            back=MemberGift.kind,
        ),
        confirm_window(
            Say("admin-members-reward-sure"),
            state=MemberGift.reward,
            on_yes=give_reward,
            no=MemberGift.rewards,
            getter=picked,
        ),
    )


async def whom(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """The member."""
    file = await file_of(dialog_manager)
    return {"name": named(file, texts)}


async def contents(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    """One page of content sets."""
    sets = await _all_sets(gamification, admin_of(dialog_manager))
    return {**await page_of(dialog_manager, "sets", sets, _content_row), "count": len(sets)}


def _content_row(one: GrantableContent) -> dict[str, Any]:
    return {"id": one.content_set_id, "title": str(name_on_button(one.name)), "files": one.files}


async def _all_sets(gamification: Gamification, admin_id: int) -> list[GrantableContent]:
    found: list[GrantableContent] = []
    more = await gamification.member_admin.grantable(admin_id, limit=SETS_AT_ONCE)
    while more:
        found += more
        after = more[-1].content_set_id
        more = await gamification.member_admin.grantable(admin_id, limit=SETS_AT_ONCE, after=after)
    return found


async def pick_content(manager: DialogManager, content_set_id: str) -> None:
    """Ask whether it is right."""
    for one in await _all_sets(services_of(manager), admin_of(manager)):
        if one.content_set_id == int(content_set_id):
            await _ask(manager, MemberGift.content, one.content_set_id, one.name, one.files)


async def _ask(manager: DialogManager, sure: State, picked: int, title: str, files: int = 0) -> None:
    manager.dialog_data.update(picked=picked, title=title, files=files)
    await manager.switch_to(sure)


async def picked(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """The member, and what they get."""
    data = dialog_manager.dialog_data
    title = name_in_list(data["title"])
    return {**await whom(dialog_manager, texts), "title": title, "files": data["files"]}


async def give_content(manager: DialogManager) -> None:
    """Give the content set."""
    try:
        given = await member_admin_of(manager).grant_content(
            admin_of(manager), member_of(manager), manager.dialog_data["picked"]
        )
    except AlreadyOwned:
        await _choose_again(manager, MemberGift.contents, "admin-members-has-it")
    except NotForSale:
        await _choose_again(manager, MemberGift.contents, "admin-members-is-gone")
    else:
        await told(manager, "admin-members-content-given", files=given.files)
        await manager.done()


async def _choose_again(manager: DialogManager, choice: State, why: str) -> None:
    await told(manager, why, alert=True)
    await manager.switch_to(choice)


async def rewards(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    """One page of rewards."""
    stored = await gamification.catalog.rewards()
    return {**await page_of(dialog_manager, "rewards", stored, _reward_row), "count": len(stored)}


def _reward_row(one: Reward) -> dict[str, Any]:
    return {"id": one.id, "title": str(name_on_button(one.name)), "active": one.is_active}


async def pick_reward(manager: DialogManager, reward_id: str) -> None:
    """Ask whether it is right."""
    for one in await services_of(manager).catalog.rewards():
        if one.id == int(reward_id):
            await _ask(manager, MemberGift.reward, one.id, one.name)


async def give_reward(manager: DialogManager) -> None:
    """Unlock the reward."""
    try:
        await services_of(manager).rewards.grant(
            admin_of(manager), member_of(manager), manager.dialog_data["picked"]
        )
    except AlreadyClaimed:
        await _choose_again(manager, MemberGift.rewards, "admin-members-claimed-it")
    except RewardLocked:
        await _choose_again(manager, MemberGift.rewards, "admin-members-is-gone")
    else:
        await told(manager, "admin-members-reward-given")
        await manager.done()
