"""The reaction buttons under a channel post, with their counts."""

from collections.abc import Mapping, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from ..services.gamification.reactions.channel_settings import spelling_in
from .keyboards import PREFIX

MAX_IN_A_ROW = 4


class React(CallbackData, prefix=f"{PREFIX}react"):
    """A tap on a reaction button. The post is taken from the update, never from this data. It holds the
    emoji, not its position, because the creator may reorder the emojis."""

    emoji: str


def reaction_keyboard(emojis: Sequence[str], counts: Mapping[str, int]) -> InlineKeyboardMarkup:
    """Return a button for each emoji, in rows of about the same length; a count of zero is not shown."""
    shown = dict.fromkeys(emojis, 0)
    for written, count in counts.items():
        if (emoji := spelling_in(emojis, written)) is not None:
            shown[emoji] += count
    buttons = [_button(emoji, shown[emoji]) for emoji in emojis]
    rows = -(-len(buttons) // MAX_IN_A_ROW)
    length = -(-len(buttons) // rows) if rows else 1
    return InlineKeyboardMarkup(
        inline_keyboard=[buttons[at : at + length] for at in range(0, len(buttons), length)]
    )


def _button(emoji: str, count: int) -> InlineKeyboardButton:
    text = f"{emoji} {count}" if count else emoji
    return InlineKeyboardButton(text=text, callback_data=React(emoji=emoji).pack())
