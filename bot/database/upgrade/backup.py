"""Consistent copies of a live SQLite file, made with SQLite's own online backup."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

KEPT = 3


class BackupRefused(Exception):
    """No copy was made. The message is one line that says why, and what to do."""


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite database, which may be in use, to a new file `target`; it appears complete or not at
    all. Raises BackupRefused if the target exists or the source is missing, and sqlite3.Error or OSError if
    the disk fails.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already: name another file, nothing was overwritten")
    if not source.is_file():
        raise BackupRefused(f"there is no database file {source}")
    partial = target.with_name(target.name + ".partial")
    _remove(partial)  # from a killed copy; its journal would be applied to the new one
    try:
        # Only the owner may read it from the first byte on, at any umask; SQLite gives its other files the
        # same mode.
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with (
            closing(
                sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
            ) as original,
            closing(sqlite3.connect(partial)) as copy,
        ):
            original.backup(copy)  # in one step: with several, every write of the bot restarts the copy
            # A single file: a copy in WAL mode would need two more files.
            copy.execute("PRAGMA journal_mode = DELETE")
        shutil.copymode(source, partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.rename(target)
    finally:
        _remove(partial)


def _remove(database: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def copy_beside(source: Path, revision: str) -> Path:
    """Copy the file to `<file>.before-<revision>-<UTC time>` in the same folder. Returns the new path."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    target = source.with_name(f"{source.name}.before-{revision}-{stamp}")
    copy_database(source, target)
    return target


def copies_beside(source: Path) -> list[Path]:
    """Return the copies that upgrades made of this file, oldest first."""
    prefix = f"{source.name}.before-"
    copies = [
        path
        for path in source.absolute().parent.iterdir()
        if path.name.startswith(prefix) and not path.name.endswith(".partial")
    ]
    return sorted(copies, key=lambda path: path.name.rpartition("-")[2])


def forget_old_copies(source: Path) -> None:
    """Keep the last 3 copies of the file and remove the older ones."""
    for old in copies_beside(source)[:-KEPT]:
        old.unlink(missing_ok=True)
