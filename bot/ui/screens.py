"""Screens: a text with buttons, shown where the member looks: as a new message, or in place of the
one whose button was tapped. What is tapped is edited only in the member's own chat with the bot, and only
where the bot wrote it: a modified client sends any data from under any message (decision 0012).
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
    """What to show. Always sent as HTML, whatever the default of the host's Bot is."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None


def is_private(message: Message) -> bool:
    """True in the chat between the bot and whoever wrote the message."""
    return message.from_user is not None and _is_own(message, message.from_user.id)


def is_tapped_in_private(query: CallbackQuery) -> bool:
    """True where a member tapped in their own chat with the bot. False under posts, in groups, under inline
    messages, in chats of a business account, and in anybody else's chat."""
    return query.message is not None and _is_own(query.message, query.from_user.id)


def own_message(query: CallbackQuery) -> Message | None:
    """The tapped message where it may be edited for the member who tapped: in their own chat, written by the
    bot, and not too old to be told. None: what there is to show is a message of its own."""
    under = query.message
    if not isinstance(under, Message) or not is_tapped_in_private(query):
        return None
    # In a chat of two, the bot that wrote is this one.
    by_bot = under.from_user is not None and under.from_user.is_bot and under.sender_chat is None
    return under if by_bot else None


def _is_own(message: Message | InaccessibleMessage, member_id: int) -> bool:
    # A business account's chat with a member looks like the member's own but for its connection.
    return (
        message.chat.type == ChatType.PRIVATE
        and message.chat.id == member_id
        and getattr(message, "business_connection_id", None) is None
    )


async def show(event: Message | CallbackQuery, screen: Screen) -> None:
    """Answer a message, or edit the tapped one; an edit that changes nothing is an error that the
    error handler swallows. In groups the answer is a silent reply. A tap from elsewhere than the member's own
    chat, which the gate lets nobody make, and a message in somebody else's, show nothing."""
    if isinstance(event, CallbackQuery):
        await _stop_spinning(event)  # first: Telegram forgets the tap while an edit waits its turn
        if not is_tapped_in_private(event):
            log.warning("screen_not_shown", reason="tapped elsewhere than in the member's own chat")
        elif (tapped := own_message(event)) is not None:
            await tapped.edit_text(screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard)
        elif event.bot is not None:  # too old to be edited, or not ours to edit
            await event.bot.send_message(
                event.from_user.id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
            )
    elif event.chat.type == ChatType.PRIVATE and not is_private(event):
        log.warning("screen_not_shown", reason="not the chat of whoever wrote")
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
