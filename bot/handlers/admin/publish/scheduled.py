"""Posts that wait for their time: list, preview, another time, cancel."""

from datetime import datetime
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo

from ....services.gamification import ChangedMeanwhile, Gamification
from ....services.gamification.members.identity import Member
from ....services.gamification.posts import ChannelPost
from ....services.gamification.rules.publishing import PostState
from ....ui.admin.publish_texts import post_name, time_text
from ....ui.texts import Texts
from ..windows.buttons import back_button
from ..windows.lists import page, page_list
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .content import preview
from .moments import moment_window, zone_of
from .states import Scheduled


def scheduled_dialog() -> Dialog:
    """Return a new dialog."""
    return Dialog(
        panel_window(
            Say(lambda data: "admin-publish-scheduled" if data["posts"] else "admin-publish-none-scheduled"),
            page_list("posts", Say("admin-publish-row-scheduled"), _picked),
            back_button(),
            state=Scheduled.list,
            getter=_rows,
        ),
        panel_window(
            Say("admin-publish-scheduled-one"),
            Button(Say("admin-publish-button-preview"), id="show", on_click=_preview),
            SwitchTo(Say("admin-publish-button-move"), id="move", state=Scheduled.when),
            SwitchTo(Say("admin-publish-button-drop"), id="drop", state=Scheduled.sure),
            back_button(Scheduled.list),
            state=Scheduled.one,
            getter=_one,
        ),
        moment_window(_moved, state=Scheduled.when, back=Scheduled.one),
        confirm_window(
            Say("admin-publish-drop-sure"),
            state=Scheduled.sure,
            on_yes=_dropped,
            no=Scheduled.one,
            getter=_one,
        ),
    )


async def _rows(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    zone = await zone_of(gamification)

    async def load(offset: int, limit: int) -> list[dict[str, Any]]:
        return [
            {"id": post.id, "when": time_text(post.due_at, zone, texts), "post": post_name(post)}
            for post in await gamification.posts.scheduled(member.id, offset, limit)
        ]

    return await page(dialog_manager, "posts", load)


async def _picked(manager: DialogManager, post_id: str) -> None:
    post = await _post(manager, int(post_id))
    if post is None or post.state is not PostState.SCHEDULED:
        await told(manager, "admin-publish-told-gone", alert=True)
        return
    manager.dialog_data["post"] = post.id
    manager.dialog_data["due"] = post.due_at.isoformat()
    await manager.switch_to(Scheduled.one)


async def _post(manager: DialogManager, post_id: int) -> ChannelPost | None:
    gamification: Gamification = manager.middleware_data["gamification"]
    return await gamification.posts.get(post_id)


async def _one(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    post = await gamification.posts.get(dialog_manager.dialog_data["post"])
    if post is None:
        return {"post": "?", "when": "?", "buttons": False, "protected": False}
    dialog_manager.dialog_data["due"] = post.due_at.isoformat()
    return {
        "post": post_name(post),
        "when": time_text(post.due_at, await zone_of(gamification), texts),
        "buttons": post.buttons,
        "protected": post.protected,
    }


async def _preview(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    post = await _post(manager, manager.dialog_data["post"])
    if post is not None:
        await preview(manager, post.content, protected=post.protected)


async def _moved(manager: DialogManager, at: datetime) -> None:
    data = manager.middleware_data
    gamification: Gamification = data["gamification"]
    expected = datetime.fromisoformat(manager.dialog_data["due"])
    try:
        await gamification.posts.reschedule(
            data["member"].id, manager.dialog_data["post"], at, expected=expected
        )
    except ChangedMeanwhile:
        trouble(manager, "admin-publish-told-gone")
        await manager.switch_to(Scheduled.list)
        return
    await manager.switch_to(Scheduled.one)


async def _dropped(manager: DialogManager) -> None:
    data = manager.middleware_data
    gamification: Gamification = data["gamification"]
    try:
        await gamification.posts.cancel(data["member"].id, manager.dialog_data["post"])
    except ChangedMeanwhile:
        await told(manager, "admin-publish-told-gone", alert=True)
    else:
        await told(manager, "admin-publish-told-dropped")
    await manager.switch_to(Scheduled.list)
