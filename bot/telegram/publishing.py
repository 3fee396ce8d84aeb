"""Sends what an admin publishes: a text, or files with a caption; in a channel with reaction buttons."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.types import (
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
)

from ..services.gamification import FileKind
from ..services.gamification.rules.publishing import MessageContent

ANSWER_SECONDS = 20
"""How long one message may take: Telegram has its files already."""
ONLY_BUTTONS = "⬆️"
"""The text under an album without a caption that has buttons."""
_IN_ALBUM: dict[FileKind, Any] = {
    FileKind.PHOTO: InputMediaPhoto,
    FileKind.VIDEO: InputMediaVideo,
    FileKind.AUDIO: InputMediaAudio,
    FileKind.DOCUMENT: InputMediaDocument,
}


async def send_content(
    bot: Bot,
    chat_id: int,
    content: MessageContent,
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    protected: bool = False,
) -> list[int]:
    """Send it, and return the ids of its messages. Telegram shows no buttons under an album: its text then
    follows as a message of its own with the buttons. Raises what Telegram answers."""
    if not content.files:
        return [await _send_text(bot, chat_id, content.text, keyboard, protected)]
    if not content.is_album:
        return [await _send_file(bot, chat_id, content, keyboard, protected)]
    ids = await _send_album(bot, chat_id, content, protected, with_text=keyboard is None)
    if keyboard is not None:
        ids.append(await _send_text(bot, chat_id, content.text or ONLY_BUTTONS, keyboard, protected))
    return ids


async def _send_text(
    bot: Bot, chat_id: int, text: str, keyboard: InlineKeyboardMarkup | None, protected: bool
) -> int:
    sent = await bot.send_message(
        chat_id,
        text,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard,
        protect_content=protected,
        request_timeout=ANSWER_SECONDS,
    )
    return sent.message_id


async def _send_file(
    bot: Bot, chat_id: int, content: MessageContent, keyboard: InlineKeyboardMarkup | None, protected: bool
) -> int:
    (file,) = content.files
    options: dict[str, Any] = {
        "reply_markup": keyboard, "protect_content": protected, "request_timeout": ANSWER_SECONDS,
    }  # fmt: skip
    if content.text:
        options |= {"caption": content.text, "parse_mode": ParseMode.HTML}
    sent = await _sender_of(bot, file.kind)(chat_id, file.file_id, **options)
    return sent.message_id


def _sender_of(bot: Bot, kind: FileKind) -> Callable[..., Awaitable[Message]]:
    senders: dict[FileKind, Callable[..., Awaitable[Message]]] = {
        FileKind.PHOTO: bot.send_photo,
        FileKind.VIDEO: bot.send_video,
        FileKind.AUDIO: bot.send_audio,
        FileKind.DOCUMENT: bot.send_document,
        FileKind.VOICE: bot.send_voice,
        FileKind.ANIMATION: bot.send_animation,
        FileKind.VIDEO_NOTE: bot.send_video_note,
        FileKind.STICKER: bot.send_sticker,
    }
    return senders[kind]


async def _send_album(
    bot: Bot, chat_id: int, content: MessageContent, protected: bool, *, with_text: bool
) -> list[int]:
    text: dict[str, Any] = (
        {"caption": content.text, "parse_mode": ParseMode.HTML} if with_text and content.text else {}
    )
    media = [
        _IN_ALBUM[file.kind](media=file.file_id, **(text if number == 0 else {}))
        for number, file in enumerate(content.files)
    ]
    sent = await bot.send_media_group(
        chat_id, media=media, protect_content=protected, request_timeout=ANSWER_SECONDS
    )
    return [message.message_id for message in sent]
