"""What an admin publishes: a text, or files with a caption, within Telegram's limits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Any

from ..errors import GamificationError
from .content_files import ContentFile, FileKind
from .storable import is_storable

# https://core.telegram.org/bots/api#sendmessage, #sendphoto, #sendmediagroup
MAX_TEXT = 4_096
MAX_CAPTION = 1_024
MAX_FILES = 10
MAX_HTML = 40_000
MAX_FILE_ID = 300
_PICTURES = frozenset({FileKind.PHOTO, FileKind.VIDEO})
ALBUMS = (_PICTURES, frozenset({FileKind.AUDIO}), frozenset({FileKind.DOCUMENT}))
"""Which kinds may stand together in an album."""
_TAG = re.compile(r"<[^>]*>")


class ContentTrouble(StrEnum):
    """Why something cannot be published."""

    EMPTY = "empty"
    TEXT_TOO_LONG = "text_too_long"
    CAPTION_TOO_LONG = "caption_too_long"
    TOO_MANY_FILES = "too_many_files"
    MIXED_KINDS = "mixed_kinds"
    NO_CAPTION = "no_caption"
    """Stickers and round videos have none."""
    NOT_SENDABLE = "not_sendable"
    CHANNEL = "channel"
    """The channel is not configured."""
    NO_EMOJIS = "no_emojis"
    """The channel has no emojis for reaction buttons."""
    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"
    """More than a year ahead."""


class InvalidContent(GamificationError):
    """It cannot be published, for `trouble`; nothing was saved."""

    def __init__(self, trouble: ContentTrouble) -> None:
        self.trouble = trouble
        super().__init__(f"cannot be published: {trouble}")


class SentState(StrEnum):
    """What became of a message to a member."""

    SENDING = "SENDING"
    SENT = "SENT"
    UNREACHABLE = "UNREACHABLE"
    """The member blocked the bot, never opened it, or is gone."""
    REFUSED = "REFUSED"
    """Telegram refuses the message itself."""
    UNKNOWN = "UNKNOWN"
    """Telegram did not answer: it may have arrived, and is not sent again."""


class PostState(StrEnum):
    """What became of a post."""

    SCHEDULED = "SCHEDULED"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    """A process was killed, or Telegram did not answer, while it was being sent: look into the channel."""
    MISSED = "MISSED"
    """No bot ran at its time, nor soon after it."""
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class MessageContent:
    """A text in Telegram's HTML, or files, of which it is the caption. Files belong to the bot `bot_id`: no
    other can send them."""

    text: str = ""
    files: tuple[ContentFile, ...] = ()
    bot_id: int | None = None

    def __post_init__(self) -> None:
        if (trouble := _trouble_with(self)) is not None:
            raise InvalidContent(trouble)

    @property
    def is_album(self) -> bool:
        """True for several files."""
        return len(self.files) > 1

    @property
    def excerpt(self) -> str:
        """The beginning of its text, for lists and the audit log."""
        return " ".join(visible(self.text).split())[:60]

    def written(self) -> dict[str, Any]:
        """Return it as JSON, for `content_of`."""
        return {
            "text": self.text,
            "files": [{"file_id": file.file_id, "type": file.kind.value} for file in self.files],
            "bot_id": self.bot_id,
        }


def content_of(written: Mapping[str, Any]) -> MessageContent:
    """Return the content that was `written`. Raises InvalidContent."""
    files: Sequence[Mapping[str, Any]] = written.get("files") or ()
    return MessageContent(
        written.get("text") or "",
        tuple(ContentFile(file["file_id"], FileKind(file["type"])) for file in files),
        written.get("bot_id"),
    )


def visible(text: str) -> str:
    """Return what people read of a text in Telegram's HTML: what its limits count."""
    return unescape(_TAG.sub("", text))


def _trouble_with(content: MessageContent) -> ContentTrouble | None:
    text, files = content.text, content.files
    if not is_storable(text) or len(text) > MAX_HTML:
        return ContentTrouble.NOT_SENDABLE if not is_storable(text) else ContentTrouble.TEXT_TOO_LONG
    length = len(visible(text))
    if not files:
        if not visible(text).strip():
            return ContentTrouble.EMPTY
        return ContentTrouble.TEXT_TOO_LONG if length > MAX_TEXT else None
    if len(files) > MAX_FILES:
        return ContentTrouble.TOO_MANY_FILES
    if any(not is_storable(file.file_id) or not 1 <= len(file.file_id) <= MAX_FILE_ID for file in files):
        return ContentTrouble.NOT_SENDABLE
    kinds = {file.kind for file in files}
    if len(files) > 1 and not any(kinds <= album for album in ALBUMS):
        return ContentTrouble.MIXED_KINDS
    if length and kinds & {FileKind.STICKER, FileKind.VIDEO_NOTE}:
        return ContentTrouble.NO_CAPTION
    return ContentTrouble.CAPTION_TOO_LONG if length > MAX_CAPTION else None
