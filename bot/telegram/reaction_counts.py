"""Keeps the counts on the reaction buttons under posts up to date."""

from aiogram.types import InlineKeyboardMarkup

from ..services.gamification.reactions.channel_settings import ReactionSettings
from ..services.gamification.reactions.reactions import Reactions
from ..ui.reaction_keyboard import reaction_keyboard
from .keyboard_updater import KeyboardUpdater, Post, UpdateLimits


def keyboard_updater(
    reactions: Reactions, settings: ReactionSettings, limits: UpdateLimits | None = None
) -> KeyboardUpdater:
    """Return an updater that shows reactions; it does not edit posts of channels without emojis."""

    async def draw(post: Post) -> InlineKeyboardMarkup | None:
        emojis = await settings.emojis_of(post.chat_id)
        if not emojis:
            return None
        return reaction_keyboard(emojis, await reactions.counts(post.chat_id, post.message_id))

    return KeyboardUpdater(draw, limits)
