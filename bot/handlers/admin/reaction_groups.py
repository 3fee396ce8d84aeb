"""/reacciones_aqui and /reactions_here, for admins in a group: whether Telegram's own reactions pay there."""

from aiogram import Bot, Router
from aiogram.filters import CommandObject
from aiogram.types import Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...telegram.paying_groups import GROUPS, PayingGroups
from ...ui.menu import REACTION_GROUPS, Menu
from ...ui.screens import Screen, show
from ...ui.texts import Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .access import is_admin

OFF = frozenset({"no", "off", "nao", "não"})


def router(menu: Menu) -> Router:
    """Return a new router, which each dispatcher needs. Updates of other members pass through."""
    router = FeatureRouter(name="besitos.reaction_groups")
    on_command(router, menu, REACTION_GROUPS, switch_group, is_admin)
    return router


async def switch_group(
    message: Message,
    command: CommandObject,
    bot: Bot,
    member: Member,
    texts: Texts,
    gamification: Gamification,
    paying_groups: PayingGroups,
) -> None:
    """Switch payment in this group on, or off with a word of OFF. Repeating it, after a second delivery for
    instance, changes nothing."""
    wish = (command.args or "").strip().lower()
    if message.chat.type not in GROUPS or wish not in {"", *OFF}:
        key = "reaction-groups-how"
    elif wish in OFF:
        await gamification.reaction_settings.remove_group(member.id, message.chat.id)
        linked = await paying_groups.is_linked(bot, message.chat.id)
        key = "reaction-groups-linked" if linked else "reaction-groups-off"
    else:
        await gamification.reaction_settings.add_group(member.id, message.chat.id)
        key = "reaction-groups-on"
    await show(message, Screen(texts.html(key)))
