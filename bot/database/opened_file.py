"""Whether the SQLite file at a path is still the one that this process has open.

A file that was deleted or replaced stays open: what is written to it is acknowledged, and lost. So are
commits in a `-wal` that was deleted, and a second `-shm` means two writers at once. See docs/decisions/0017.
"""

import os
import threading
from pathlib import Path

from .errors import FileGone

BESIDE = ("-wal", "-shm")
Identity = tuple[int, int]


class OpenedFile:
    """The file at `path`, with its `-wal` and `-shm`, as the first connection of this process found them.

    Its methods may be called from every thread.
    """

    def __init__(self, path: Path) -> None:
        self._path = os.path.abspath(path)  # now: a program may change its working directory
        self._real = self._path
        self._known: dict[str, Identity] = {}
        self._connections = 0
        self._lock = threading.Lock()

    def check(self) -> None:
        """Before a unit of work: raises FileGone where a file is another one than before, or none."""
        for path, identity in self._known.items():
            if _identity(path) != identity:
                raise FileGone(self._path)

    def check_after(self) -> None:
        """After a unit of work, before its result is given out: the same. Remembers what SQLite opened for
        the unit; while a connection has a `-wal` open, no other process removes it by closing."""
        if len(self._known) <= len(BESIDE):
            with self._lock:
                found = {path: _identity(path) for path in (self._real + end for end in BESIDE)}
                self._known = {path: seen for path, seen in found.items() if seen is not None} | self._known
        self.check()

    def found(self) -> None:
        """A connection was made. Raises FileGone where it is to another file than the first one was."""
        with self._lock:
            if not self._known:
                identity = _identity(self._path)
                if identity is None:
                    raise FileGone(self._path)
                self._real = os.path.realpath(self._path)  # SQLite's own files stand beside the real one
                self._known = {self._path: identity}
        self.check()

    def opened(self) -> None:
        """A connection is ready."""
        with self._lock:
            self._connections += 1

    def closed(self) -> None:
        """A connection was closed; the last one may have taken `-wal` and `-shm` away, as SQLite does."""
        with self._lock:
            self._connections -= 1
            if self._connections == 0:
                self._known = {path: seen for path, seen in self._known.items() if path == self._path}


def _identity(path: str) -> Identity | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
