"""Turns any error of an upgrade into one line for people: what is wrong, and what to do."""

import asyncio
import errno
import sqlite3
from pathlib import Path

from ..errors import driver_errors, is_busy, sqlstate
from .apart import has_tables_of_another_shape
from .backup import BackupRefused
from .chain import UnknownRevision, is_refusal
from .report import UpgradeFailed, UpgradeRefused

CLOSED = "cannot be opened: check that this user may read and write the file and its folder"
REFUSED_BY_SQLITE = {
    sqlite3.SQLITE_NOTADB: "is not an SQLite database: check DATABASE_URL",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a copy of it",
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_PERM: CLOSED,
    sqlite3.SQLITE_READONLY: "is read-only: let this user write to the file and its folder",
    sqlite3.SQLITE_FULL: "has no room to grow, the disk is full: make room and try again",
}
REFUSED_BY_POSTGRESQL = {
    "25006": "is read-only (a standby?): name the primary server in DATABASE_URL",
    "28P01": "did not accept the password: check DATABASE_URL",
    "28000": "did not let this user in: check DATABASE_URL",
    "3D000": "does not exist: create it first (CREATE DATABASE)",
    "42501": "does not let this user change the tables: upgrade as their owner",
    "53100": "has no room to grow, the server's disk is full: make room and try again",
}
REFUSED_BY_THE_SYSTEM = {
    errno.ENOSPC: "the disk is full: make room and try again",
    errno.EDQUOT: "the disk quota is used up: make room and try again",
    errno.EFBIG: "the file may not grow that large: raise the limit and try again",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "permission denied: let this user read and write the file and its folder",
    errno.EPERM: "permission denied: let this user read and write the file and its folder",
}
NOTHING_CHANGED = "nothing was changed"


def as_one_line(
    error: Exception, database: str, copy: Path | None, *, doing: str = "upgrading", way_out: str = ""
) -> UpgradeRefused | UpgradeFailed:
    """Return the error as one line that names the database and the copy made of it. `way_out` is what to do
    about tables of another shape than ours."""
    if way_out and has_tables_of_another_shape(error):
        reason = str(getattr(error, "orig", None) or error)
        if not is_refusal(error):
            reason = f"{database} has a table of another shape than ours: {reason}"
        return UpgradeRefused(_line(f"{reason}; {way_out}", NOTHING_CHANGED))
    if is_refusal(error) or isinstance(error, UpgradeRefused | UnknownRevision | BackupRefused):
        return UpgradeRefused(_line(str(error), NOTHING_CHANGED))
    ending = f"{NOTHING_CHANGED}, and a copy is in {copy}" if copy else NOTHING_CHANGED
    origin = getattr(error, "orig", None) or error
    refusal = _refusal(error, origin, database)
    if refusal:
        return UpgradeRefused(_line(refusal, ending))
    if isinstance(error, driver_errors()) and is_busy(error):
        return UpgradeFailed(
            _line(f"{database} is locked by another program: stop the bot, and try again", ending)
        )
    if isinstance(error, OSError | asyncio.TimeoutError) and not isinstance(origin, sqlite3.Error):
        return UpgradeFailed(_line(f"{database} cannot be reached: {_reason(origin)}", ending))
    return UpgradeFailed(_line(f"{doing} {database} failed: {_reason(origin)}", ending))


def _refusal(error: Exception, origin: BaseException, database: str) -> str | None:
    if isinstance(origin, sqlite3.Error):
        code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_IOERR:  # some file systems report a full disk this way
            return f"{database} cannot be written ({origin}): the disk may be full or broken"
        return f"{database} {REFUSED_BY_SQLITE[code]}" if code in REFUSED_BY_SQLITE else None
    if isinstance(origin, OSError) and origin.errno in REFUSED_BY_THE_SYSTEM:
        return f"{database}: {REFUSED_BY_THE_SYSTEM[origin.errno]}"
    state = sqlstate(error)
    return f"{database} {REFUSED_BY_POSTGRESQL[state]}" if state in REFUSED_BY_POSTGRESQL else None


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _line(what: str, ending: str) -> str:
    return f"{' '.join(what.split())}; {ending}"
