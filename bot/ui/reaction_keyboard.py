"""The reaction buttons under a channel post, with their counts."""

from collections.abc import Mapping, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from ..services.gamification.reactions.channel_settings import ReactionSettings, plain
from ..services.gamification.reactions.reactions import Reactions
from ..telegram.keyboard_updater import KeyboardUpdater, Post, UpdateLimits

MOST_IN_A_ROW = 4


class React(CallbackData, prefix="bs.react"):
    """A tap on a reaction button. Which post it is under is known without it, and never taken from it;
    the emoji, not its place, since the creator may put the emojis in another order."""

    emoji: str


def reaction_keyboard(emojis: Sequence[str], counts: Mapping[str, int]) -> InlineKeyboardMarkup:
    """A button for each emoji, in rows of about the same length; zero is not shown."""
    shown: dict[str, int] = {}
    for emoji, count in counts.items():
        shown[plain(emoji)] = shown.get(plain(emoji), 0) + count
    buttons = [_button(emoji, shown.get(plain(emoji), 0)) for emoji in emojis]
    rows = -(-len(buttons) // MOST_IN_A_ROW)
    length = -(-len(buttons) // rows) if rows else 1
    return InlineKeyboardMarkup(
        inline_keyboard=[buttons[at : at + length] for at in range(0, len(buttons), length)]
    )


def keyboard_updater(
    reactions: Reactions, settings: ReactionSettings, limits: UpdateLimits | None = None
) -> KeyboardUpdater:
    """An updater that shows reactions; posts of channels without emojis are left alone."""

    async def draw(post: Post) -> InlineKeyboardMarkup | None:
        emojis = await settings.emojis_of(post.chat_id)
        if not emojis:
            return None
        return reaction_keyboard(emojis, await reactions.counts(post.chat_id, post.message_id))

    return KeyboardUpdater(draw, limits)


def _button(emoji: str, count: int) -> InlineKeyboardButton:
    text = f"{emoji} {count}" if count else emoji
    return InlineKeyboardButton(text=text, callback_data=React(emoji=emoji).pack())
