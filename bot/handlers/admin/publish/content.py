"""The step in which an admin sends what is to be published: a text, a file, or an album."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.state import State
from aiogram.types import InlineKeyboardMarkup, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button

from ....services.gamification.rules.publishing import (
    ContentTrouble,
    InvalidContent,
    MessageContent,
    content_of,
)
from ....telegram.publishing import send_content
from ....ui.admin.publish_texts import content_name
from ..windows.buttons import cancel_button
from ..windows.files import file_in
from ..windows.say import Say
from ..windows.trouble import refused, trouble
from ..windows.window import PanelWindow, panel_window


def content_window(key: str, *, state: State, following: State) -> PanelWindow:
    """A window that takes what is to be published, and then leads on. What is sent again replaces it."""

    async def go_on(_query: Any, _button: Button, manager: DialogManager) -> None:
        await manager.switch_to(following)

    return panel_window(
        Say(key),
        Say("admin-publish-got", when="has_content"),
        MessageInput(_taken, content_types=[ContentType.ANY]),
        Button(Say("admin-publish-button-preview"), id="show", on_click=show_preview, when="has_content"),
        Button(Say("admin-publish-button-next"), id="next", on_click=go_on, when="has_content"),
        cancel_button(),
        state=state,
        getter=got,
    )


async def got(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What was sent so far, in words."""
    written = dialog_manager.dialog_data.get("content")
    if written is None:
        return {"has_content": False}
    content = content_of(written)
    return {"has_content": True, "files": len(content.files), "excerpt": content_name(content)}


def content_in(manager: DialogManager) -> MessageContent:
    """Return what was sent. Raises InvalidContent if nothing was."""
    return content_of(manager.dialog_data.get("content") or {})


async def show_preview(_query: Any, _button: Any, manager: DialogManager) -> None:
    """Send it to the admin as it will be."""
    await preview(manager, content_in(manager))


async def preview(
    manager: DialogManager,
    content: MessageContent,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    protected: bool = False,
) -> None:
    """Send it to the admin as others will see it, above the window."""
    bot: Bot = manager.middleware_data["bot"]
    admin_id = manager.middleware_data["member"].id
    try:
        await send_content(bot, admin_id, content, keyboard=keyboard, protected=protected)
    except TelegramAPIError as error:
        trouble(manager, "admin-publish-refused", reason=str(error)[:200])
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def _taken(message: Message, _input: MessageInput, manager: DialogManager) -> None:
    bot: Bot = manager.middleware_data["bot"]
    data = manager.dialog_data
    file = file_in(message)
    if message.text is None and file is None:
        refused(manager, InvalidContent(ContentTrouble.NOT_SENDABLE))
        return
    files = () if file is None else (file,)
    before: dict[str, Any] = {}
    if message.media_group_id is not None and data.get("album") == message.media_group_id:
        before = data.get("content") or {}
    text = message.html_text if message.text is not None or message.caption is not None else ""
    try:
        content = MessageContent(
            text or before.get("text") or "",
            ((*content_of(before).files, *files) if before else files),
            bot.id if files else None,
        )
    except InvalidContent as error:
        refused(manager, error)
        return
    data["album"] = message.media_group_id
    data["content"] = content.written()
