"""Screens: a text with buttons, shown where the member looks: as a new message, or in place of the
one whose button was tapped."""

from dataclasses import dataclass

import structlog
from aiogram.enums import ChatType, ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.telegram.texts import Html

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Screen:
    """What to show. Always sent as HTML, whatever the default of the host's Bot is."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None


def is_private(message: Message) -> bool:
    """True in a chat between the bot and one person."""
    return message.chat.type == ChatType.PRIVATE


async def show(event: Message | CallbackQuery, screen: Screen) -> None:
    """Answer a message, or edit the tapped one; an edit that changes nothing is an error that the
    error handler swallows. In groups the answer is a silent reply."""
    if isinstance(event, CallbackQuery):
        await _stop_spinning(event)  # first: Telegram forgets the tap while an edit waits its turn
        if isinstance(event.message, Message):
            await event.message.edit_text(
                screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
            )
        elif event.message is not None and event.bot is not None:  # too old to be edited
            await event.bot.send_message(
                event.message.chat.id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
            )
    elif is_private(event):
        await event.answer(screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard)
    else:
        await event.reply(
            screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard,
            disable_notification=True,
            allow_sending_without_reply=True,
        )


async def _stop_spinning(query: CallbackQuery) -> None:
    try:
        await query.answer()
    except TelegramBadRequest as error:
        # Too old to be answered, after a restart for instance; the screen can be shown all the same.
        log.debug("tap_not_answered", reason=error.message)
