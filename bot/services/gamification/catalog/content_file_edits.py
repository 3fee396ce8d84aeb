"""Edits of the files of a content set, one step at a time, so that two admins at one set do not overwrite
each other's list. The audit log records each step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from ..audit import Change, by_admin, record
from ..errors import ChangedMeanwhile, InvalidSetting, SettingTrouble
from ..rules.catalog import MAX_FILE_ID_LENGTH, MAX_FILES
from ..rules.content_files import (
    ContentFile,
    ContentType,
    FileKind,
    content_type_of,
    file_of,
    files_of,
    stored_file,
)
from .content_edits import CONTENT_SET
from .row_edits import RowEdits, lock_row, log_edit, write_row

R = TypeVar("R")
FILES_ADDED, FILE_MOVED, FILE_REMOVED = "files added", "file moved", "file removed"
"""What was done to the files of a set, in the audit log."""


@dataclass(frozen=True, slots=True)
class FilesAdded:
    """How many files were added, how many were there already, and how many there are now."""

    added: int
    known: int
    total: int


class ContentFileEdits(RowEdits):
    """The files of content sets, as an admin edits them."""

    async def add_files(
        self,
        admin_id: int,
        content_set_id: int,
        files: Sequence[ContentFile],
        *,
        before: str | None = None,
    ) -> FilesAdded:
        """Add files at the end, or before the file with the id `before` if it is there; a file that is there
        already is left out. The content type follows the files, unless another one was chosen. Raises
        InvalidSetting for what is no file, and beyond MAX_FILES: then none is added."""
        return await self._change_files(admin_id, content_set_id, _add, _checked(files), before)

    async def move_file(
        self, admin_id: int, content_set_id: int, file_id: str, position: int
    ) -> tuple[ContentFile, ...]:
        """Move a file to a position, counted from 0, or to the end if there are fewer. Returns the files as
        they are now. Raises ChangedMeanwhile if the file is no longer there."""
        if type(position) is not int or not 0 <= position <= MAX_FILES:
            raise InvalidSetting(
                "position",
                f"must be a whole number from 0 to {MAX_FILES}",
                SettingTrouble.WHOLE_NUMBER,
                {"least": 0, "most": MAX_FILES},
            )
        return await self._change_files(admin_id, content_set_id, _move, file_id, position)

    async def remove_file(self, admin_id: int, content_set_id: int, file_id: str) -> tuple[ContentFile, ...]:
        """Remove a file. Returns the files as they are now. Raises ChangedMeanwhile if it is no longer
        there."""
        return await self._change_files(admin_id, content_set_id, _remove, file_id)

    async def _change_files(
        self, admin_id: int, content_set_id: int, step: Callable[..., "_Step[R]"], *args: Any
    ) -> R:
        await self._admins.require(admin_id)
        before: list[Any]
        after: _Step[R]
        before, after = await self._write(_change_stored, admin_id, content_set_id, step, args, self._clock())
        if after.items != before:
            count = {"files": len(before)}, {"files": len(after.items)}
            log_edit(admin_id, CONTENT_SET, content_set_id, *count)
        return after.result


@dataclass(frozen=True, slots=True)
class _Step(Generic[R]):
    """The stored items after a step, what was done for the audit log, and what the caller is told."""

    items: list[Any]
    change: Change
    result: R


def _checked(files: object) -> tuple[ContentFile, ...]:
    if not isinstance(files, list | tuple):
        raise InvalidSetting(
            "file_ids", f"must be a list of files, not {files!r:.40}", SettingTrouble.WRONG_KIND
        )
    for file in files:
        if not isinstance(file, ContentFile) or not _can_be_stored(file.file_id, file.kind, file.unique_id):
            raise InvalidSetting(
                "file_ids", f"may only hold files of Telegram, not {file!r:.60}", SettingTrouble.NOT_A_FILE
            )
    return tuple(files)


def _can_be_stored(file_id: object, kind: object, unique_id: object) -> bool:
    # The ids' contents are checked with the whole row.
    if not isinstance(file_id, str) or not isinstance(kind, FileKind):
        return False
    return unique_id is None or (isinstance(unique_id, str) and len(unique_id) <= MAX_FILE_ID_LENGTH)


def _change_stored(
    session: Session,
    admin_id: int,
    content_set_id: int,
    step: Callable[..., _Step[R]],
    args: tuple[Any, ...],
    now: datetime,
) -> tuple[list[Any], _Step[R]]:
    stored = lock_row(session, CONTENT_SET, content_set_id)
    items = list(stored.file_ids) if isinstance(stored.file_ids, list) else []
    done = step(f"{CONTENT_SET.subject} {content_set_id}", items, stored.content_type, *args)
    if done.items != items:
        fields = {"file_ids": done.items} | _derived_type(items, done.items, stored.content_type)
        write_row(session, CONTENT_SET, stored, fields, now)
        record(session, by_admin(admin_id), [done.change], now)
    return items, done


def _derived_type(before: list[Any], after: list[Any], content_type: str) -> dict[str, str]:
    """Return the type that follows from the files, unless another one was chosen, or one of the files has no
    kind but by that type."""
    if before and content_type != content_type_of(files_of(before, content_type)):
        return {}
    if files_of(after, ContentType.PHOTO_SET) != files_of(after, ContentType.MIXED):
        return {}
    files = files_of(after, content_type)
    return {"content_type": content_type_of(files).value} if files else {}


def _add(
    subject: str, items: list[Any], content_type: str, files: tuple[ContentFile, ...], before: str | None
) -> _Step[FilesAdded]:
    there = files_of(items, content_type)
    ids = {file.file_id for file in there}
    unique = {file.unique_id for file in there} - {None}
    new: list[ContentFile] = []
    for file in files:
        if file.file_id not in ids and file.unique_id not in unique:
            new.append(file)
            ids.add(file.file_id)
            unique |= {file.unique_id} - {None}
    place = _place(items, content_type, before)
    place = len(items) if place is None else place
    changed = [*items[:place], *(stored_file(file) for file in new), *items[place:]]
    counted = {"files": len(changed), "added": [file.file_id for file in new]}
    change = Change(FILES_ADDED, subject, {"files": len(items)}, counted)
    return _Step(changed, change, FilesAdded(len(new), len(files) - len(new), len(there) + len(new)))


def _move(
    subject: str, items: list[Any], content_type: str, file_id: str, position: int
) -> _Step[tuple[ContentFile, ...]]:
    place = _there(items, content_type, file_id)
    rest = [*items[:place], *items[place + 1 :]]
    readable = [n for n, item in enumerate(rest) if file_of(item, content_type) is not None]
    target = readable[position] if position < len(readable) else len(rest)
    changed = [*rest[:target], items[place], *rest[target:]]
    before, after = ({"file": file_id, "position": n + 1} for n in (place, target))
    return _Step(changed, Change(FILE_MOVED, subject, before, after), files_of(changed, content_type))


def _remove(
    subject: str, items: list[Any], content_type: str, file_id: str
) -> _Step[tuple[ContentFile, ...]]:
    place = _there(items, content_type, file_id)
    changed = [*items[:place], *items[place + 1 :]]
    before = {"files": len(items), "removed": items[place]}
    change = Change(FILE_REMOVED, subject, before, {"files": len(changed)})
    return _Step(changed, change, files_of(changed, content_type))


def _there(items: list[Any], content_type: str, file_id: str) -> int:
    place = _place(items, content_type, file_id)
    if place is None:
        raise ChangedMeanwhile("file_ids", len(files_of(items, content_type)))
    return place


def _place(items: list[Any], content_type: str, file_id: str | None) -> int | None:
    for place, item in enumerate(items):
        file = file_of(item, content_type)
        if file is not None and file.file_id == file_id:
            return place
    return None
