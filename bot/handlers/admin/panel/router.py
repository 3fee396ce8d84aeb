"""/admin and /panel: the handlers that hand over to the panel what is for it, after asking anew whether an
admin acts. For everybody else none of this exists."""

from typing import Any

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from ....services.gamification.gamification import Gamification
from ....services.gamification.members.identity import Member
from ....ui.keyboards import PANEL, Open, Place
from ....ui.menu import Menu
from ....ui.screens import is_private, is_tapped_in_private
from ....ui.texts import Texts
from ...commands import on_command
from ...feature_router import FeatureRouter
from ...member.group import invite_to_private_chat
from ..access import is_admin
from .late import LatePanel

OPENS_PANEL = Open(place=Place.PANEL).pack()


def router(menu: Menu) -> Router:
    """Return a new router, which each dispatcher needs. Updates of other members pass through, and so do
    commands while a window waits for a text."""
    router = FeatureRouter(name="besitos.panel", takes=is_for_panel)
    on_command(router, menu, Place.PANEL, panel_command, is_admin)
    link = CommandStart(deep_link=True, magic=F.args == Place.PANEL)
    router.message.register(panel_command, link, F.chat.type == ChatType.PRIVATE, is_admin)
    router.callback_query.register(open_panel, Open.filter(F.place == Place.PANEL), is_admin)
    router.callback_query.register(tap, is_tapped, is_admin)
    # An album has up to ten messages at once, and several may be forwarded together.
    router.message.register(entered, may_be_entered, is_admin, flags={"throttle": False})
    return router


async def panel_command(message: Message, bot: Bot, texts: Texts, panel: LatePanel, **data: Any) -> None:
    """Show the panel's first screen; in a group, a link to the private chat."""
    if not is_private(message):
        await invite_to_private_chat(message, bot, texts, Place.PANEL)
        return
    await panel.open(message, {**data, "bot": bot, "texts": texts})


async def open_panel(query: CallbackQuery, panel: LatePanel, **data: Any) -> None:
    """The same in place of another screen."""
    await panel.open(query, data)


async def tap(query: CallbackQuery, texts: Texts, panel: LatePanel, **data: Any) -> None:
    """A button of the panel. If its window is no longer open, the admin is told where the panel is: what
    members are told leads them to theirs."""
    if await panel.tap(query, {**data, "texts": texts}) is UNHANDLED:
        await query.answer(texts.plain("admin-told-stale"), show_alert=True)


async def entered(message: Message, panel: LatePanel, **data: Any) -> Any:
    """What an admin sends to the open window. If it takes nothing, the message goes on to others."""
    return await panel.message(message, data)


def is_for_panel(data: str) -> bool:
    """Return True for buttons of the panel, and for those that open it."""
    return data.startswith(PANEL) or data == OPENS_PANEL


async def is_tapped(query: CallbackQuery) -> bool:
    """A filter: True in the member's own chat with the bot."""
    return is_tapped_in_private(query)


async def may_be_entered(
    message: Message, bot: Bot, panel: LatePanel, gamification: Gamification, member: Member | None = None
) -> bool:
    """A filter: True if a window may be open here, and this is not a command. Where several processes serve,
    another one may have opened it just now: for a configured admin that is not left to what is remembered."""
    return (
        is_private(message)
        and not (message.text or "").startswith("/")
        and member is not None
        and (gamification.admins.are_configured(member.id) or await panel.may_take(message, bot))
    )
