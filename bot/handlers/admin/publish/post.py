"""A post to a channel: which one, what, how, and when."""

from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, ChatMemberAdministrator, ChatMemberOwner
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Start, SwitchTo

from ....services.gamification import Gamification
from ....services.gamification.posts import ChannelPost, Posts
from ....services.gamification.reactions.channels import CHANNEL_KINDS
from ....services.gamification.rules.publishing import ContentTrouble, InvalidContent, PostState
from ....ui.admin.publish_texts import time_text
from ....ui.reaction_keyboard import reaction_keyboard
from ....ui.texts import Texts
from ..start.states import ConnectChannel
from ..windows.buttons import back_button, cancel_button
from ..windows.lists import row_list
from ..windows.say import Say
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .content import content_in, content_window, got, preview
from .moments import moment_window, zone_of
from .states import NewPost
from .waiting import wait_until

_CHANNELS = {"free": "admin-publish-button-free", "vip": "admin-publish-button-vip"}
_RESULTS = {
    "sent": "admin-publish-done-sent",
    "failed": "admin-publish-done-failed",
    "unknown": "admin-publish-done-unknown",
    "wait": "admin-publish-done-wait",
    "later": "admin-publish-done-later",
}


def post_dialog() -> Dialog:
    """Return a new dialog."""
    channels = row_list("channels", Say(lambda row: _CHANNELS[row["id"]]), _picked, id="channel")
    return Dialog(
        panel_window(
            Say(lambda data: "admin-publish-channels" if data["channels"] else "admin-publish-no-channel"),
            channels,
            Start(
                Say("admin-button-start-connect"),
                id="connect",
                state=ConnectChannel.which,
                when=lambda data, *_: not data["channels"],
            ),
            cancel_button(),
            state=NewPost.channel,
            getter=_channels,
        ),
        content_window("admin-publish-ask-post", state=NewPost.content, following=NewPost.options),
        panel_window(
            Say("admin-publish-options"),
            Button(Say("admin-publish-button-buttons"), id="buttons", on_click=_toggled("buttons")),
            Button(Say("admin-publish-button-protected"), id="protect", on_click=_toggled("protected")),
            Button(Say("admin-publish-button-preview"), id="show", on_click=_preview),
            Button(Say("admin-publish-button-now"), id="now", on_click=_publish_now),
            SwitchTo(Say("admin-publish-button-later"), id="later", state=NewPost.when),
            SwitchTo(Say("admin-publish-button-other"), id="other", state=NewPost.content),
            cancel_button(),
            state=NewPost.options,
            getter=_options,
        ),
        moment_window(_publish_at, state=NewPost.when, back=NewPost.options),
        panel_window(
            Say(lambda data: _RESULTS[data["result"]]),
            back_button(),
            state=NewPost.done,
            getter=_done,
        ),
    )


async def _channels(gamification: Gamification, **_: Any) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for kind in CHANNEL_KINDS:
        channel = await gamification.channels.channel(kind)
        if channel.channel_id is not None and channel.channel_id not in [row["channel"] for row in rows]:
            rows.append({"id": kind, "channel": channel.channel_id})
    return {"channels": rows}


async def _picked(_query: CallbackQuery, _select: Any, manager: DialogManager, kind: str) -> None:
    gamification: Gamification = manager.middleware_data["gamification"]
    channel = await gamification.channels.channel("vip" if kind == "vip" else "free")
    if channel.channel_id is None:
        raise InvalidContent(ContentTrouble.CHANNEL)
    manager.dialog_data["channel"] = channel.channel_id
    manager.dialog_data["buttons"] = bool(channel.emojis)
    await manager.switch_to(NewPost.content)


def _toggled(name: str) -> Any:
    async def toggled(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        manager.dialog_data[name] = not manager.dialog_data.get(name, False)

    return toggled


async def _options(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    data = dialog_manager.dialog_data
    content = content_in(dialog_manager)
    buttons = bool(data.get("buttons"))
    return {
        **await got(dialog_manager),
        "buttons": buttons,
        "protected": bool(data.get("protected")),
        "apart": buttons and content.is_album,
    }


async def _preview(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = manager.dialog_data
    gamification: Gamification = manager.middleware_data["gamification"]
    emojis = await gamification.reaction_settings.emojis_of(data["channel"]) if data.get("buttons") else None
    await preview(
        manager,
        content_in(manager),
        keyboard=reaction_keyboard(emojis, {}) if emojis else None,
        protected=bool(data.get("protected")),
    )


async def _publish_now(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    post = await _create(manager, None)
    if post is None:
        return
    posts: Posts = manager.middleware_data["gamification"].posts

    async def is_over() -> bool:
        current = await posts.get(post.id)
        return current is None or current.is_over

    await wait_until(is_over)
    manager.dialog_data["post"] = post.id
    await manager.switch_to(NewPost.done)


async def _publish_at(manager: DialogManager, at: datetime) -> None:
    post = await _create(manager, at)
    if post is not None:
        manager.dialog_data["post"] = post.id
        await manager.switch_to(NewPost.done)


async def _create(manager: DialogManager, at: datetime | None) -> ChannelPost | None:
    """Create the post; None, and a line that says why, if the bot may not post there."""
    data, shared = manager.dialog_data, manager.middleware_data
    gamification: Gamification = shared["gamification"]
    if not await may_post(shared["bot"], data["channel"]):
        trouble(manager, "admin-publish-no-right")
        return None
    return await gamification.posts.create(
        shared["member"].id,
        data["channel"],
        content_in(manager),
        buttons=bool(data.get("buttons")),
        protected=bool(data.get("protected")),
        at=at,
        language=shared["texts"].language,
    )


async def may_post(bot: Bot, channel_id: int) -> bool:
    """Return True if the bot is an admin of the channel who may post."""
    try:
        member = await bot.get_chat_member(channel_id, bot.id)
    except TelegramAPIError:
        return False
    if isinstance(member, ChatMemberOwner):
        return True
    return isinstance(member, ChatMemberAdministrator) and member.can_post_messages is not False


async def _done(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    post = await gamification.posts.get(dialog_manager.dialog_data["post"])
    if post is None:
        return {"result": "wait", "when": "", "reason": ""}
    results = {
        PostState.SENT: "sent", PostState.FAILED: "failed", PostState.UNKNOWN: "unknown",
        PostState.SCHEDULED: "wait" if post.at_once else "later",
    }  # fmt: skip
    return {
        "result": results.get(post.state, "wait"),
        "when": time_text(post.due_at, await zone_of(gamification), texts),
        "reason": post.error or "",
    }
