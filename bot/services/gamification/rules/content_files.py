"""The stored files of a content set: Telegram file ids in order, some with their kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ContentType(StrEnum):
    """The type of a content set, in the words of the oldest databases."""

    PHOTO_SET = "PHOTO_SET"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    MIXED = "MIXED"


class FileKind(StrEnum):
    """How a file is shown, in Telegram's own words."""

    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    VOICE = "voice"
    ANIMATION = "animation"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One file stored by Telegram: its id there, and how to send it."""

    file_id: str
    kind: FileKind


# How file ids begin, by kind. This is undocumented, but it has never changed.
_BEGINNINGS = {
    "AgAC": FileKind.PHOTO,
    "BAAC": FileKind.VIDEO,
    "BQAC": FileKind.DOCUMENT,
    "CQAC": FileKind.AUDIO,
    "AwAC": FileKind.VOICE,
    "CgAC": FileKind.ANIMATION,
    "DQAC": FileKind.VIDEO_NOTE,
    "CAAC": FileKind.STICKER,
}
_OF_CONTENT = {"PHOTO_SET": FileKind.PHOTO, "VIDEO": FileKind.VIDEO, "AUDIO": FileKind.AUDIO}
_KINDS = {kind.value: kind for kind in FileKind}


def files_of(stored: Any, content_type: str) -> tuple[ContentFile, ...]:
    """Parse `content_sets.file_ids` into files, in order.

    An item is a file id or {"file_id": ..., "type": ...}. Other items, which an admin or an older bot may
    have written, are skipped, so that the rest can still be sent. The kind is the stored one, else the one
    that the id begins with, else that of the content set.
    """
    return tuple(_read(stored, content_type))


def _read(stored: Any, content_type: str) -> Iterator[ContentFile]:
    items: list[Any] = stored if isinstance(stored, list) else []
    for item in items:
        told: Any = None
        if isinstance(item, dict):
            told, item = item.get("type"), item.get("file_id")
        if isinstance(item, str) and item.strip():
            file_id = item.strip()
            kind = _KINDS.get(told.lower()) if isinstance(told, str) else None
            kind = kind or _BEGINNINGS.get(file_id[:4]) or _OF_CONTENT.get(content_type)
            yield ContentFile(file_id, kind or FileKind.DOCUMENT)
