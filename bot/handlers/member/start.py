"""/start: a welcome that explains the game in three lines and leads to the other screens."""

from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...ui.keyboards import Open, Place, start_keyboard
from ...ui.screens import Screen, is_private, show
from ...ui.texts import Texts
from .daily_gift import gift_screen
from .group import invite_to_private_chat
from .help import help_screen
from .history import history_screen
from .profile import profile_screen
from .purchases import purchases_screen
from .ranking import ranking_screen
from .rewards import rewards_screen
from .shop import shop_screen


def router() -> Router:
    """A new router; each dispatcher needs its own."""
    router = Router(name="besitos.start")
    router.message.register(start, CommandStart())
    router.callback_query.register(back_to_start, Open.filter(F.place == Place.START))
    return router


async def start(
    message: Message,
    command: CommandObject,
    bot: Bot,
    member: Member,
    texts: Texts,
    gamification: Gamification,
) -> None:
    """Show the welcome, or the screen of a link from a group."""
    if not is_private(message):
        await invite_to_private_chat(message, bot, texts, Place.START)
    elif command.args == Place.PROFILE:
        await show(message, await profile_screen(gamification, member, texts))
    elif command.args == Place.GIFT:
        await show(message, await gift_screen(gamification, member, texts))
    elif command.args == Place.HISTORY:
        await show(message, await history_screen(gamification, member, texts))
    elif command.args == Place.REWARDS:
        await show(message, await rewards_screen(gamification, member, texts))
    elif command.args == Place.SHOP:
        await show(message, await shop_screen(gamification, member, texts))
    elif command.args == Place.PURCHASES:
        await show(message, await purchases_screen(gamification, member, texts))
    elif command.args == Place.RANKING:
        await show(message, await ranking_screen(gamification, member, texts))
    elif command.args == Place.HELP:
        await show(message, help_screen(texts))
    else:
        await show(message, start_screen(member, texts))


async def back_to_start(query: CallbackQuery, member: Member, texts: Texts) -> None:
    """The welcome again, in place."""
    await show(query, start_screen(member, texts))


def start_screen(member: Member, texts: Texts) -> Screen:
    """The welcome."""
    return Screen(texts.html("start-welcome", name=texts.name(member.name)), start_keyboard(texts))
