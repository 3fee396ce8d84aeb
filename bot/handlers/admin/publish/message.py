"""A message to members: for whom, what, and a last look before it starts."""

from secrets import token_hex
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, SwitchTo

from ....services.gamification import Gamification
from ....services.gamification.members.identity import Member
from ....ui.texts import Texts
from ..windows.buttons import cancel_button
from ..windows.say import Say
from ..windows.window import panel_window
from .content import content_in, content_window, got, show_preview
from .live import show_live
from .segments import chosen, segment_in, segment_windows
from .states import NewMessage


def message_dialog() -> Dialog:
    """Return a new dialog."""
    return Dialog(
        *segment_windows(
            "admin-publish-message-for",
            state=NewMessage.segment,
            members=NewMessage.members,
            following=NewMessage.content,
        ),
        content_window("admin-publish-ask-message", state=NewMessage.content, following=NewMessage.preview),
        panel_window(
            Say("admin-publish-message-sure"),
            Say("admin-publish-unknown", when="unknown"),
            Say("admin-publish-message-nobody", when="nobody"),
            Button(Say("admin-publish-button-preview"), id="show", on_click=show_preview),
            Button(Say("admin-publish-button-start"), id="start", on_click=_start, when="members"),
            SwitchTo(Say("admin-publish-button-other"), id="other", state=NewMessage.content),
            cancel_button(),
            state=NewMessage.preview,
            getter=_sure,
        ),
    )


async def _sure(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    dialog_manager.dialog_data.setdefault("token", token_hex(8))
    to = await chosen(dialog_manager, gamification, member, texts)
    return {**await got(dialog_manager), **to, "nobody": not to["members"]}


async def _start(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = manager.middleware_data
    gamification: Gamification = data["gamification"]
    run = await gamification.mass_messages.start(
        data["member"].id,
        segment_in(manager),
        content_in(manager),
        origin="telegram",
        once_key=f"telegram:message:{manager.dialog_data['token']}",
    )
    await show_live(manager, run)
    await manager.done()
