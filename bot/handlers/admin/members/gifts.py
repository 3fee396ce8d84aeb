"""Give content or a reward."""

from typing import Any

from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import SwitchTo

from ....services.gamification import (
    AlreadyClaimed,
    AlreadyOwned,
    Gamification,
    GrantableContent,
    NotForSale,
    RewardLocked,
)
from ....ui.admin.members_texts import named
from ....ui.displayed_text import name_in_list, name_on_button
from ....ui.texts import Texts
from ..windows.buttons import back_button, cancel_button
from ..windows.lists import page, page_list
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.window import panel_window
from .acting import admin_of, member_admin_of, member_of, services_of
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
        panel_window(
            Say("admin-members-contents"),
            page_list("sets", Say("admin-members-content-row"), pick_content),
            back_button(MemberGift.kind),
            cancel_button(),
            state=MemberGift.contents,
            getter=contents,
        ),
        confirm_window(
            Say("admin-members-content-sure"),
            state=MemberGift.content,
            on_yes=give_content,
            no=MemberGift.contents,
            getter=picked,
        ),
        panel_window(
            Say("admin-members-gift-rewards"),
            page_list("rewards", Say("admin-members-reward-row"), pick_reward),
            back_button(MemberGift.kind),
            cancel_button(),
            state=MemberGift.rewards,
            getter=rewards,
        ),
        confirm_window(
            Say("admin-members-reward-sure"),
            state=MemberGift.reward,
            on_yes=give_reward,
            no=MemberGift.rewards,
            getter=picked,
        ),
    )


async def whom(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    """The member."""
    file = await gamification.member_admin.file(admin_of(dialog_manager), member_of(dialog_manager))
    return {"name": named(file, texts)}


async def contents(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    """One page of content sets."""
    sets = await _all_sets(gamification, admin_of(dialog_manager))

    async def load(offset: int, limit: int) -> list[dict[str, Any]]:
        return [
            {"id": one.content_set_id, "title": str(name_on_button(one.name)), "files": one.files}
            for one in sets[offset : offset + limit]
        ]

    return {**await page(dialog_manager, "sets", load), "count": len(sets)}


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
    sets = await _all_sets(services_of(manager), admin_of(manager))
    one = next((one for one in sets if one.content_set_id == int(content_set_id)), None)
    if one is not None:
        manager.dialog_data.update(picked=one.content_set_id, title=one.name, files=one.files)
        await manager.switch_to(MemberGift.content)


async def picked(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    """The member, and what they get."""
    data = dialog_manager.dialog_data
    title = name_in_list(data["title"])
    return {**await whom(dialog_manager, gamification, texts), "title": title, "files": data["files"]}


async def give_content(manager: DialogManager) -> None:
    """Give the content set."""
    try:
        given = await member_admin_of(manager).grant_content(
            admin_of(manager), member_of(manager), manager.dialog_data["picked"]
        )
    except AlreadyOwned:
        await told(manager, "admin-members-has-it", alert=True)
        await manager.switch_to(MemberGift.contents)
    except NotForSale:
        await told(manager, "admin-members-is-gone", alert=True)
        await manager.switch_to(MemberGift.contents)
    else:
        await told(manager, "admin-members-content-given", files=given.files)
        await manager.done()


async def rewards(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    """One page of rewards."""
    all_of_them = await gamification.catalog.rewards()

    async def load(offset: int, limit: int) -> list[dict[str, Any]]:
        return [
            {"id": one.id, "title": str(name_on_button(one.name)), "active": one.is_active}
            for one in all_of_them[offset : offset + limit]
        ]

    return {**await page(dialog_manager, "rewards", load), "count": len(all_of_them)}


async def pick_reward(manager: DialogManager, reward_id: str) -> None:
    """Ask whether it is right."""
    rewards = await services_of(manager).catalog.rewards()
    one = next((one for one in rewards if one.id == int(reward_id)), None)
    if one is not None:
        manager.dialog_data.update(picked=one.id, title=one.name, files=0)
        await manager.switch_to(MemberGift.reward)


async def give_reward(manager: DialogManager) -> None:
    """Unlock the reward."""
    try:
        await services_of(manager).rewards.grant(
            admin_of(manager), member_of(manager), manager.dialog_data["picked"]
        )
    except AlreadyClaimed:
        await told(manager, "admin-members-claimed-it", alert=True)
        await manager.switch_to(MemberGift.rewards)
    except RewardLocked:
        await told(manager, "admin-members-is-gone", alert=True)
        await manager.switch_to(MemberGift.rewards)
    else:
        await told(manager, "admin-members-reward-given")
        await manager.done()
