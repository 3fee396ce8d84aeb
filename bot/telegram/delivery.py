"""Delivery of content: sends files stored by Telegram to a chat in order, in albums where possible, protected
against forwarding and saving."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import InputMediaAudio, InputMediaDocument, InputMediaPhoto, InputMediaVideo

from ..services.gamification import ContentFile, FileKind

log = structlog.get_logger(__name__)

MAX_ALBUM_FILES = 10  # https://core.telegram.org/bots/api#sendmediagroup
_ALBUMS = {
    FileKind.PHOTO: "pictures",
    FileKind.VIDEO: "pictures",
    FileKind.AUDIO: "audio",
    FileKind.DOCUMENT: "documents",
}
_IN_ALBUM = {
    FileKind.PHOTO: InputMediaPhoto,
    FileKind.VIDEO: InputMediaVideo,
    FileKind.AUDIO: InputMediaAudio,
    FileKind.DOCUMENT: InputMediaDocument,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many files arrived, of how many."""

    sent: int
    total: int

    @property
    def complete(self) -> bool:
        """True if every file arrived."""
        return self.sent == self.total


async def send_content(bot: Bot, chat_id: int, files: Sequence[ContentFile]) -> Delivery:
    """Send files to a chat. Errors of Telegram are not raised: a refused file does not stop the others, and a
    purchase stays made."""
    sent = 0
    try:
        for parcel in parcels(files):
            sent += await send_parcel(bot, chat_id, parcel, skip_failures=True)
    except (TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter) as error:
        # Blocked, or Telegram cannot be reached: the other files would fail too.
        log.info("delivery_cut_short", user_id=chat_id, sent=sent, total=len(files), reason=str(error))
    return Delivery(sent, len(files))


def parcels(files: Sequence[ContentFile]) -> list[list[ContentFile]]:
    """Group the files that are sent together, in order: photos with videos, audio and documents each among
    themselves, at most ten; other kinds are sent alone."""
    made: list[list[ContentFile]] = []
    for album, run in groupby(files, key=lambda file: _ALBUMS.get(file.kind)):
        together = list(run)
        size = MAX_ALBUM_FILES if album is not None else 1
        made += [together[start : start + size] for start in range(0, len(together), size)]
    return made


async def send_parcel(
    bot: Bot, chat_id: int, parcel: list[ContentFile], *, skip_failures: bool = False
) -> int:
    """Send files that belong together. Returns how many arrived; refused ones are logged, and with
    `skip_failures` also those at which Telegram fails itself. Raises other errors of Telegram."""
    try:
        if len(parcel) == 1:
            await _send_alone(bot, chat_id, parcel[0])
        else:
            media = [_IN_ALBUM[file.kind](media=file.file_id) for file in parcel]
            await bot.send_media_group(chat_id, media=list(media), protect_content=True)
    except TelegramBadRequest as error:
        if len(parcel) == 1:
            log.warning("file_refused", user_id=chat_id, kind=parcel[0].kind, reason=error.message)
            return 0
        # One refused file makes the whole album fail; nothing of it was sent.
        log.info("album_refused", user_id=chat_id, files=len(parcel), reason=error.message)
        alone = [await send_parcel(bot, chat_id, [file], skip_failures=skip_failures) for file in parcel]
        return sum(alone)
    except TelegramServerError as error:
        if not skip_failures:
            raise
        log.warning("file_refused", user_id=chat_id, kind=parcel[0].kind, reason=error.message)
        return 0
    return len(parcel)


async def _send_alone(bot: Bot, chat_id: int, file: ContentFile) -> None:
    match file.kind:
        case FileKind.PHOTO:
            await bot.send_photo(chat_id, file.file_id, protect_content=True)
        case FileKind.VIDEO:
            await bot.send_video(chat_id, file.file_id, protect_content=True)
        case FileKind.AUDIO:
            await bot.send_audio(chat_id, file.file_id, protect_content=True)
        case FileKind.DOCUMENT:
            await bot.send_document(chat_id, file.file_id, protect_content=True)
        case FileKind.VOICE:
            await bot.send_voice(chat_id, file.file_id, protect_content=True)
        case FileKind.ANIMATION:
            await bot.send_animation(chat_id, file.file_id, protect_content=True)
        case FileKind.VIDEO_NOTE:
            await bot.send_video_note(chat_id, file.file_id, protect_content=True)
        case FileKind.STICKER:
            await bot.send_sticker(chat_id, file.file_id, protect_content=True)
