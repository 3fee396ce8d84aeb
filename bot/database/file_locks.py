"""Finds out who holds the write lock of an SQLite file, so that an error can name the cause.

Nothing is opened for that: closing any descriptor of a file drops all POSIX locks that the process has on
it, SQLite's included (https://www.sqlite.org/howtocorrupt.html, section 2.2). Linux lists all locks in
/proc/locks; elsewhere the holder stays unknown.
"""

import os
from pathlib import Path

from .errors import FileLocked

LOCKS = Path("/proc/locks")
# https://www.sqlite.org/src/file/src/os_unix.c: the lock of writers in `-shm` (WAL), and in the file itself
# (other journal modes).
WAL_WRITE_LOCK = 120
RESERVED_LOCK = 0x40000001


def held_lock(path: str) -> FileLocked:
    """Describe the write lock of the database file at `path`, which a statement has just waited for. Call it
    before this process begins another transaction."""
    holders = _writers(path + "-shm", WAL_WRITE_LOCK) | _writers(path, RESERVED_LOCK)
    if not holders:
        return FileLocked(path, by_this_process=None)
    return FileLocked(path, by_this_process=os.getpid() in holders)


def _writers(path: str, byte: int) -> set[int]:
    """Return the processes that have this byte of the file locked for writing."""
    try:
        inode = os.stat(path).st_ino
        listed = LOCKS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return set()
    return {pid for line in listed if (pid := _holder(line, inode, byte)) is not None}


def _holder(line: str, inode: int, byte: int) -> int | None:
    # "4: POSIX  ADVISORY  WRITE 12345 08:01:1234567 120 120"; waiters have "->" as the second word. The
    # device is not compared: stat names another one on btrfs and in containers.
    match line.split():
        case [_, "POSIX", _, "WRITE", pid, file, first, last] if file.rpartition(":")[2] == str(inode):
            if int(first) <= byte and (last == "EOF" or byte <= int(last)):
                return int(pid)
    return None
