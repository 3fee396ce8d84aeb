"""Telegram's own reactions in discussion groups and in groups that an admin switched on: counted and paid
silently. Nothing is stored for other groups, to which anybody can add the bot.

Telegram reports them only if the bot is an administrator. In channels they are anonymous, so posts there have
buttons instead.
"""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.types import (
    MessageReactionUpdated,
    ReactionTypeCustomEmoji,
    ReactionTypeEmoji,
    ReactionTypePaid,
)

from ...middlewares.throttling import Throttle
from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...telegram.paying_groups import GROUPS, PayingGroups
from ..feature_router import FeatureRouter

REACTIONS = Throttle("native-reaction", every_seconds=0.5, burst=10)
PAID = "paid"

ReactionType = ReactionTypeEmoji | ReactionTypeCustomEmoji | ReactionTypePaid


def router() -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.reactions_native")
    router.message_reaction.register(
        follow_reaction,
        in_paying_group,
        flags={"throttle": REACTIONS},
    )
    return router


async def in_paying_group(reaction: MessageReactionUpdated, bot: Bot, paying_groups: PayingGroups) -> bool:
    """A filter: True if reactions in the group count."""
    return reaction.chat.type in GROUPS and await paying_groups.pays(bot, reaction.chat.id)


async def follow_reaction(
    reaction: MessageReactionUpdated, member: Member, gamification: Gamification
) -> None:
    """Save one reaction per member: the newest of those that Telegram allows a person."""
    chat_id, message_id = reaction.chat.id, reaction.message_id
    emoji = newest(reaction.old_reaction, reaction.new_reaction)
    if emoji is None:
        await gamification.reactions.remove(member.id, chat_id, message_id)
    else:
        await gamification.reactions.react(member.id, chat_id, message_id, emoji)


def newest(before: Sequence[ReactionType], now: Sequence[ReactionType]) -> str | None:
    """Return the last reaction that is new, else the last one that is left, else None."""
    names = [name_of(one) for one in now]
    earlier = {name_of(one) for one in before}
    added = [name for name in names if name not in earlier]
    left = added or names
    return left[-1] if left else None


def name_of(reaction: ReactionType) -> str:
    """Return how a reaction is stored: the emoji, a custom emoji's number, or `paid`."""
    match reaction:
        case ReactionTypeEmoji():
            return reaction.emoji
        case ReactionTypeCustomEmoji():
            return reaction.custom_emoji_id
        case _:
            return PAID
