"""Every screen of a member by its name, and the links of groups that open one in the private chat:
t.me/<bot>?start=<name>."""

from collections.abc import Awaitable, Callable

from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...ui.menu import Menu, Place
from ...ui.screens import Screen
from ...ui.texts import Texts
from ..feature_router import FeatureRouter
from .daily_gift import gift_screen
from .group import show_in_private
from .help import help_screen
from .history import history_screen
from .profile import profile_screen
from .purchases import purchases_screen
from .ranking import ranking_screen
from .rewards import rewards_screen
from .shop import shop_screen
from .start import start_screen


async def _start(_gamification: Gamification, member: Member, texts: Texts) -> Screen:
    return start_screen(member, texts)


async def _help(_gamification: Gamification, _member: Member, texts: Texts) -> Screen:
    return help_screen(texts)


SCREENS: dict[Place, Callable[[Gamification, Member, Texts], Awaitable[Screen]]] = {
    Place.START: _start,
    Place.PROFILE: profile_screen,
    Place.GIFT: gift_screen,
    Place.HISTORY: history_screen,
    Place.REWARDS: rewards_screen,
    Place.SHOP: shop_screen,
    Place.PURCHASES: purchases_screen,
    Place.RANKING: ranking_screen,
    Place.HELP: _help,
}
"""The sweep's, for admins, is opened by its own handlers."""


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own. It answers links also where /start is not ours: otherwise
    our own answers in groups would lead nowhere."""
    router = FeatureRouter(name="besitos.links")
    names = [str(place) for place in SCREENS if menu.has(place)]
    router.message.register(open_link, CommandStart(deep_link=True, magic=F.args.in_(names)))
    return router


async def open_link(
    message: Message,
    command: CommandObject,
    bot: Bot,
    member: Member,
    texts: Texts,
    gamification: Gamification,
) -> None:
    """Show the screen of the link."""
    place = Place(command.args or "")
    await show_in_private(message, bot, texts, place, lambda: SCREENS[place](gamification, member, texts))
