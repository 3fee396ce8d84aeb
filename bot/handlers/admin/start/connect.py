"""Connecting a channel: the creator forwards a post of it, or writes its @name; then says what it is."""

import re
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Chat, Message, MessageOriginChannel
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Row

from ....services.gamification import CreatorChannel, Gamification
from ....services.gamification.reactions.channels import CHANNEL_KINDS, ChannelKind
from ....telegram.channel_rights import rights_in
from ....ui.admin.start_texts import lacks_texts
from ....ui.texts import Html, Texts
from ..windows.buttons import back_button, cancel_button
from ..windows.questions import told
from ..windows.say import Say
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .states import ConnectChannel

NAME = re.compile(r"(?:(?:https?://)?t\.me/|@)([A-Za-z]\w{3,31})/?")


def connect_dialog() -> Dialog:
    """A new wizard of two steps."""
    return Dialog(
        panel_window(
            Say("admin-start-connect"),
            MessageInput(_taken),
            cancel_button(),
            state=ConnectChannel.which,
        ),
        panel_window(
            Say("admin-start-connect-as"),
            Row(
                Button(Say("admin-button-start-free"), id="free", on_click=_connect("free")),
                Button(Say("admin-button-start-vip"), id="vip", on_click=_connect("vip")),
            ),
            back_button(ConnectChannel.which),
            cancel_button(),
            state=ConnectChannel.kind,
            getter=_choice,
        ),
    )


async def _taken(message: Message, _input: MessageInput, manager: DialogManager) -> None:
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        await _go_on(manager, origin.chat)
    elif origin is not None or (name := NAME.fullmatch((message.text or "").strip())) is None:
        trouble(manager, "admin-start-not-a-post")
    elif (chat := await _named(manager.middleware_data["bot"], name[1])) is None:
        trouble(manager, "admin-start-no-such-channel")
    else:
        await _go_on(manager, chat)


async def _named(bot: Bot, name: str) -> Chat | None:
    try:
        chat = await bot.get_chat(f"@{name}")
    except TelegramAPIError:
        return None
    return chat if chat.type == ChatType.CHANNEL else None


async def _go_on(manager: DialogManager, chat: Chat) -> None:
    manager.dialog_data["channel"] = chat.id
    manager.dialog_data["title"] = chat.title or str(chat.id)
    await manager.switch_to(ConnectChannel.kind)


async def _choice(
    dialog_manager: DialogManager, gamification: Gamification, bot: Bot, texts: Texts, **_: Any
) -> dict[str, Any]:
    data = dialog_manager.dialog_data
    channels = {kind: await gamification.channels.channel(kind) for kind in CHANNEL_KINDS}
    data["shown"] = {kind: channel.channel_id for kind, channel in channels.items()}
    rights = await rights_in(bot, data["channel"])
    lacks = Html("\n".join(lacks_texts([str(lack) for lack in rights.lacks], texts)))
    return {
        "title": data["title"],
        "lacks": lacks or texts.html("admin-start-lacks-nothing"),
        **{kind: await _shown(bot, channel, texts) for kind, channel in channels.items()},
    }


async def _shown(bot: Bot, channel: CreatorChannel, texts: Texts) -> str:
    if channel.channel_id is None:
        return texts.html("admin-start-none")
    return (await rights_in(bot, channel.channel_id)).title or str(channel.channel_id)


def _connect(kind: ChannelKind) -> Any:
    async def connect(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        data, kept = manager.middleware_data, manager.dialog_data
        shown = CreatorChannel(kind, kept["shown"][kind], ())
        await data["gamification"].channels.connect(data["member"].id, kept["channel"], kind, expected=shown)
        await told(manager, "admin-button-start-connected")
        await manager.done()

    return connect
