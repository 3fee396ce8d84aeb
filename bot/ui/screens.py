"""Screens: a text with buttons, shown as a new message or by editing the tapped one. A message is edited only
in the member's own chat with the bot, and only if the bot wrote it: a modified client can send any data from
any message (decision 0012).
"""

from dataclasses import dataclass

import structlog
from aiogram.enums import ChatType, ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InaccessibleMessage, InlineKeyboardMarkup, Message

from .texts import Html

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Screen:
    """What to show. It is always sent as HTML, also if the host's Bot has another default."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None


def is_private(message: Message) -> bool:
    """Return True in the private chat of the bot and the author of the message."""
    return message.from_user is not None and _is_own(message, message.from_user.id)


def is_tapped_in_private(query: CallbackQuery) -> bool:
    """Return True if a member tapped in their own chat with the bot. Returns False for posts, groups, inline
    messages, chats of a business account and other people's chats."""
    return query.message is not None and _is_own(query.message, query.from_user.id)


def own_message(query: CallbackQuery) -> Message | None:
    """Return the tapped message if it may be edited for this member: in their own chat, a text written by the
    bot, and not too old. If it is None, a new message must be sent."""
    under = query.message
    if not isinstance(under, Message) or not is_tapped_in_private(query):
        return None
    # In a private chat only this bot can have written it.
    by_bot = under.from_user is not None and under.from_user.is_bot and under.sender_chat is None
    # A photo of the host's with a caption, for instance, cannot become a text.
    return under if by_bot and under.text is not None else None


def _is_own(message: Message | InaccessibleMessage, member_id: int) -> bool:
    # The chat of a business account differs from the member's own only by its connection.
    return (
        message.chat.type == ChatType.PRIVATE
        and message.chat.id == member_id
        and getattr(message, "business_connection_id", None) is None
    )


async def show(event: Message | CallbackQuery, screen: Screen) -> None:
    """Answer a message, or edit the tapped one; the error handler ignores an edit that changes nothing. In
    groups the answer is a silent reply. Outside of the member's own chat (the gate stops such taps) nothing
    is shown."""
    if isinstance(event, CallbackQuery):
        await _stop_spinning(event)  # first: the tap may expire while the edit waits
        if not is_tapped_in_private(event):
            log.warning("screen_not_shown", reason="tapped outside the member's own chat")
        elif (tapped := own_message(event)) is not None:
            await tapped.edit_text(screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard)
        elif event.bot is not None:  # too old to be edited, or we may not edit it
            await event.bot.send_message(
                event.from_user.id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
            )
    elif event.chat.type == ChatType.PRIVATE and not is_private(event):
        log.warning("screen_not_shown", reason="not the author's own chat")
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
        # Too old to be answered, after a restart for instance; the screen can still be shown.
        log.debug("tap_not_answered", reason=error.message)
