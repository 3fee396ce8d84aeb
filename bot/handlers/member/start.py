"""/start: a welcome that explains the game in three lines and leads to the other screens."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from ...services.gamification.members.identity import Member
from ...ui.keyboards import Open, Place, start_keyboard
from ...ui.menu import Menu
from ...ui.screens import Screen, show
from ...ui.texts import Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.start")
    on_command(router, menu, Place.START, start)
    router.callback_query.register(back_to_start, Open.filter(F.place == Place.START))
    return router


async def start(message: Message, bot: Bot, member: Member, texts: Texts) -> None:
    """Show the welcome; in a group, a link to the private chat."""

    async def asked_for() -> Screen:
        return start_screen(member, texts)

    await show_in_private(message, bot, texts, Place.START, asked_for)


async def back_to_start(query: CallbackQuery, member: Member, texts: Texts) -> None:
    """The welcome again, in place."""
    await show(query, start_screen(member, texts))


def start_screen(member: Member, texts: Texts) -> Screen:
    """The welcome."""
    return Screen(texts.html("start-welcome", name=texts.name(member.name)), start_keyboard(texts))
