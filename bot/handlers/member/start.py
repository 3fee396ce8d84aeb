"""/start: a welcome that explains the game in three lines and leads to the other screens."""

from collections.abc import Awaitable, Callable

from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...ui.keyboards import Open, Place, start_keyboard
from ...ui.screens import Screen, show
from ...ui.texts import Texts
from .daily_gift import gift_screen
from .group import show_in_private
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

    async def asked_for() -> Screen:
        screen = SCREENS.get(command.args or "")
        return start_screen(member, texts) if screen is None else await screen(gamification, member, texts)

    await show_in_private(message, bot, texts, Place.START, asked_for)


async def _help(_gamification: Gamification, _member: Member, texts: Texts) -> Screen:
    return help_screen(texts)


SCREENS: dict[str, Callable[[Gamification, Member, Texts], Awaitable[Screen]]] = {
    Place.PROFILE: profile_screen,
    Place.GIFT: gift_screen,
    Place.HISTORY: history_screen,
    Place.REWARDS: rewards_screen,
    Place.SHOP: shop_screen,
    Place.PURCHASES: purchases_screen,
    Place.RANKING: ranking_screen,
    Place.HELP: _help,
}
"""What the link from a group opens, by its parameter; the sweep's opens in its own handler."""


async def back_to_start(query: CallbackQuery, member: Member, texts: Texts) -> None:
    """The welcome again, in place."""
    await show(query, start_screen(member, texts))


def start_screen(member: Member, texts: Texts) -> Screen:
    """The welcome."""
    return Screen(texts.html("start-welcome", name=texts.name(member.name)), start_keyboard(texts))
