"""The stored files of a content set: Telegram file ids in order, some with their kind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
    """One file stored by Telegram: its id there, and how to send it. `unique_id` is Telegram's
    `file_unique_id`, the same however often the file is sent, None if it is not known."""

    file_id: str
    kind: FileKind
    unique_id: str | None = field(default=None, compare=False)


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
_TYPES = {
    FileKind.PHOTO: ContentType.PHOTO_SET,
    FileKind.VIDEO: ContentType.VIDEO,
    FileKind.AUDIO: ContentType.AUDIO,
    FileKind.VOICE: ContentType.AUDIO,
}
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
        file = file_of(item, content_type)
        if file is not None:
            yield file


def file_of(item: Any, content_type: str) -> ContentFile | None:
    """Parse one item of `content_sets.file_ids`; None if it cannot be read."""
    told = unique_id = None
    if isinstance(item, dict):
        told, unique_id, item = item.get("type"), item.get("unique_id"), item.get("file_id")
    if not isinstance(item, str) or not item.strip():
        return None
    file_id = item.strip()
    kind = _KINDS.get(told.lower()) if isinstance(told, str) else None
    kind = kind or _BEGINNINGS.get(file_id[:4]) or _OF_CONTENT.get(content_type) or FileKind.DOCUMENT
    return ContentFile(file_id, kind, unique_id if isinstance(unique_id, str) else None)


def stored_file(file: ContentFile) -> dict[str, str]:
    """Return the item of `content_sets.file_ids` for a file."""
    item = {"file_id": file.file_id, "type": file.kind.value}
    return item if file.unique_id is None else item | {"unique_id": file.unique_id}


def content_type_of(files: Iterable[ContentFile]) -> ContentType:
    """Return the type of a set of these files."""
    types = {_TYPES.get(file.kind, ContentType.MIXED) for file in files}
    return types.pop() if len(types) == 1 else ContentType.MIXED
