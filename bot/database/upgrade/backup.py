"""Consistent copies of a live SQLite file, made with SQLite's own online backup."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

KEPT = 3


class BackupRefused(Exception):
    """No copy was made. One line: why, and what to do."""


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database, live or not, to a new file `target`; it appears whole or not at all.

    Raises BackupRefused where the target exists or the source is missing, and sqlite3.Error or
    OSError where the disk does not play along.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already: name another file, nothing was overwritten")
    if not source.is_file():
        raise BackupRefused(f"there is no database file {source}")
    partial = target.with_name(target.name + ".partial")
    _remove(partial)  # of a copy that was killed; a journal left beside it would be played into the new one
    try:
        # Its owner's alone from the first byte on, whatever the umask; the files that SQLite puts beside a
        # database have the database's mode.
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with (
            closing(
                sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
            ) as original,
            closing(sqlite3.connect(partial)) as copy,
        ):
            original.backup(copy)  # in one step: in several, every write of the bot would start it again
            # One file, that can be moved about: the copy of a WAL database would want two more beside it.
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
    """Copy the file beside itself as `<file>.before-<revision>-<UTC time>`; the new path."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    target = source.with_name(f"{source.name}.before-{revision}-{stamp}")
    copy_database(source, target)
    return target


def copies_beside(source: Path) -> list[Path]:
    """The copies that upgrades made of this file, oldest first."""
    prefix = f"{source.name}.before-"
    copies = [
        path
        for path in source.absolute().parent.iterdir()
        if path.name.startswith(prefix) and not path.name.endswith(".partial")
    ]
    return sorted(copies, key=lambda path: path.name.rpartition("-")[2])


def forget_old_copies(source: Path) -> None:
    """Keep the last 3 copies beside the file, and remove the older ones."""
    for old in copies_beside(source)[:-KEPT]:
        old.unlink(missing_ok=True)
