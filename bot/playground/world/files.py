"""Media files: nothing is kept but their ids, names and sizes; what they show is a placeholder."""

import mimetypes
from dataclasses import dataclass
from itertools import count
from typing import Literal

from ..errors import bad_request
from ..json_types import Json

FileKind = Literal["photo", "video", "audio", "document", "animation", "voice", "video_note", "sticker"]
MAX_UPLOAD_BYTES = {"photo": 10 * 1024 * 1024}
MAX_OTHER_UPLOAD_BYTES = 50 * 1024 * 1024
_PLACEHOLDER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram has."""

    id: str
    kind: FileKind
    size: int
    name: str

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
            "file_path": f"{self.kind}s/{self.name}",
        }

    def content(self) -> Json:
        """What a message with it has: `{"photo": [...]}`, `{"video": {...}}`, ..."""
        described: Json = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}
        picture = {"width": 640, "height": 640}
        if self.kind == "photo":
            return {"photo": [described | picture]}
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


class Files:
    """Every file that Telegram has, by id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._numbers = count(1)

    def add(self, kind: FileKind, name: str | None = None, size: int = _PLACEHOLDER_BYTES) -> StoredFile:
        """A new file with an id of Telegram's form."""
        number = next(self._numbers)
        return self.declare(f"AgACplay{kind[:3]}{number:020d}", kind, name or f"file_{number}", size)

    def declare(self, file_id: str, kind: FileKind, name: str, size: int = _PLACEHOLDER_BYTES) -> StoredFile:
        """A file whose id is known from elsewhere, as from a database with a history."""
        self._files[file_id] = StoredFile(file_id, kind, size, name)
        return self._files[file_id]

    def upload(self, kind: FileKind, upload: Upload) -> StoredFile:
        """Keep what came with a call. Raises BotApiError where Telegram takes no file of this size."""
        if upload.size == 0:
            raise bad_request("file must be non-empty")
        if upload.size > MAX_UPLOAD_BYTES.get(kind, MAX_OTHER_UPLOAD_BYTES):
            raise bad_request(f"file is too big for a {kind}")
        return self.add(kind, upload.name, upload.size)

    def find(self, file_id: str, kind: FileKind | None = None) -> StoredFile:
        """The file. Raises BotApiError where there is none, or one of another kind."""
        stored = self._files.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind is not None and stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored
