"""Media files: their ids, names and sizes, and of uploaded ones the content. What others show is a
placeholder."""

import mimetypes
from collections import deque
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath
from typing import Literal

from ..errors import bad_request
from ..json_types import Json
from .pictures import MAX_RATIO, MAX_WIDTH_AND_HEIGHT, ONE_PIXEL, size_of

FileKind = Literal["photo", "video", "audio", "document", "animation", "voice", "video_note", "sticker"]
MAX_UPLOAD_BYTES = {"photo": 10 * 1024 * 1024}
MAX_OTHER_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
MAX_KEPT_BYTES = 128 * 1024 * 1024
"""Of all contents together; beyond that the oldest are forgotten."""
MAX_PHOTO_SIDE = 1280
"""Telegram makes larger photos smaller."""
_THUMBNAIL_SIDE = 90
_PLACEHOLDER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram has; width and height are those of a picture."""

    id: str
    kind: FileKind
    size: int
    name: str
    width: int = 640
    height: int = 640

    @property
    def unique_id(self) -> str:
        """The same for every id of the file."""
        return f"u{self.id[-15:]}"

    def as_json(self) -> Json:
        """A `File`."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
            "file_path": self.path,
        }

    @property
    def path(self) -> str:
        """Where it is downloaded: Telegram tells the ending of its name there, but not the name."""
        return f"{self.kind}s/{self.unique_id}{PurePosixPath(self.name).suffix}"

    @property
    def thumbnail_id(self) -> str:
        """Of a photo: the id of its small size, which is of no use as the photo."""
        return f"{self.id}s"

    def content(self) -> Json:
        """What a message with it has: `{"photo": [...]}`, `{"video": {...}}`, ..."""
        described: Json = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}
        picture = {"width": self.width, "height": self.height}
        if self.kind == "photo":
            return {"photo": [self._thumbnail(), described | picture]}
        if self.kind == "sticker":
            more = {"type": "regular", "is_animated": False, "is_video": False}
            return {"sticker": described | picture | more}
        if self.kind == "video_note":
            return {"video_note": described | {"length": 240, "duration": 1}}
        if self.kind == "voice":
            return {"voice": described | {"duration": 1, "mime_type": "audio/ogg"}}
        described["file_name"] = self.name
        if kind_of_content := mimetypes.guess_type(self.name)[0]:
            described["mime_type"] = kind_of_content
        if self.kind in ("video", "animation"):
            described |= picture | {"duration": 1}
        elif self.kind == "audio":
            described["duration"] = 1
        told: Json = {self.kind: described}
        if self.kind == "animation":  # for clients that do not know animations
            told["document"] = {
                name: value for name, value in described.items() if name not in (*picture, "duration")
            }
        return told

    def _thumbnail(self) -> Json:
        larger = max(self.width, self.height, _THUMBNAIL_SIDE)
        return {
            "file_id": self.thumbnail_id,
            "file_unique_id": f"u{self.thumbnail_id[-15:]}",
            "file_size": 1024,
            "width": max(1, self.width * _THUMBNAIL_SIDE // larger),
            "height": max(1, self.height * _THUMBNAIL_SIDE // larger),
        }


class Files:
    """Every file that Telegram has, by id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._numbers = count(1)
        self._contents: dict[str, bytes] = {}
        self._oldest: deque[str] = deque()
        self._kept_bytes = 0

    def add(self, kind: FileKind, name: str | None = None, size: int = _PLACEHOLDER_BYTES) -> StoredFile:
        """A new file with an id of Telegram's form."""
        number = next(self._numbers)
        return self.declare(f"AgACplay{kind[:3]}{number:020d}", kind, name or f"file_{number}", size)

    def declare(
        self,
        file_id: str,
        kind: FileKind,
        name: str,
        size: int = _PLACEHOLDER_BYTES,
        *,
        width: int = 640,
        height: int = 640,
    ) -> StoredFile:
        """A file whose id is known from elsewhere, as from a database with a history."""
        stored = self._files[file_id] = StoredFile(file_id, kind, size, name, width, height)
        if kind == "photo":
            self._files[stored.thumbnail_id] = StoredFile(stored.thumbnail_id, kind, 1024, name)
        return stored

    def upload(self, kind: FileKind, upload: Upload) -> StoredFile:
        """Keep what came with a call. Raises BotApiError where Telegram takes no such file."""
        size = len(upload.content)
        if size == 0:
            raise bad_request("file must be non-empty")
        if size > MAX_UPLOAD_BYTES.get(kind, MAX_OTHER_UPLOAD_BYTES):
            raise bad_request(f"file is too big for a {kind}")
        width, height = _size_of_photo(upload.content) if kind == "photo" else (640, 640)
        number = next(self._numbers)
        stored = self.declare(
            f"AgACplay{kind[:3]}{number:020d}", kind, upload.name, size, width=width, height=height
        )
        self._keep(stored.id, upload.content)
        return stored

    def _keep(self, file_id: str, content: bytes) -> None:
        self._contents[file_id] = content
        self._oldest.append(file_id)
        self._kept_bytes += len(content)
        while self._kept_bytes > MAX_KEPT_BYTES:
            self._kept_bytes -= len(self._contents.pop(self._oldest.popleft()))

    def content(self, file_id: str) -> bytes | None:
        """What is in an uploaded file; None for one of which no more than the id is known."""
        return self._contents.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file that is downloaded from there."""
        return next((stored for stored in self._files.values() if stored.path == path), None)

    def download(self, stored: StoredFile) -> bytes:
        """Its content, or a placeholder."""
        placeholder = ONE_PIXEL if stored.kind in ("photo", "sticker") else b"\0"
        return self._contents.get(stored.id, placeholder)

    def find(self, file_id: str, kind: FileKind | None = None) -> StoredFile:
        """The file. Raises BotApiError where there is none, or one of another kind."""
        stored = self._files.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind is not None and stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored


def _size_of_photo(content: bytes) -> tuple[int, int]:
    """Width and height after Telegram made it smaller. Raises BotApiError where it takes no such photo."""
    size = size_of(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if min(width, height) == 0 or width + height > MAX_WIDTH_AND_HEIGHT:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    larger = max(width, height, MAX_PHOTO_SIDE)
    return max(1, width * MAX_PHOTO_SIDE // larger), max(1, height * MAX_PHOTO_SIDE // larger)
