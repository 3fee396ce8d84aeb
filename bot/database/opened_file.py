"""Checks that the SQLite file at a path is still the one that this process has open.

A deleted or replaced file stays open: writes to it are acknowledged and lost. So are commits in a deleted
`-wal`, and a second `-shm` would allow two writers at once. See docs/decisions/0017.
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
        self._path = os.path.abspath(path)  # resolved now, because the working directory may change
        self._real = self._path
        self._known: dict[str, Identity] = {}
        self._connections = 0
        self._lock = threading.Lock()

    @property
    def path(self) -> str:
        """The real path, which `-wal` and `-shm` are beside."""
        return self._real

    def check(self) -> None:
        """Call before a unit of work: raises FileGone if a file is missing or not the same as before."""
        for path, identity in self._known.items():
            if _identity(path) != identity:
                raise FileGone(self._path)

    def check_after(self) -> None:
        """Call after a unit of work, before returning its result: the same check. It also remembers the files
        that SQLite opened for the unit: no other process removes a `-wal` that a connection has open."""
        if len(self._known) <= len(BESIDE):
            with self._lock:
                found = {path: _identity(path) for path in (self._real + end for end in BESIDE)}
                self._known = {path: seen for path, seen in found.items() if seen is not None} | self._known
        self.check()

    def found(self) -> None:
        """Call after connecting: raises FileGone if this is not the file of the first connection."""
        with self._lock:
            if not self._known:
                identity = _identity(self._path)
                if identity is None:
                    raise FileGone(self._path)
                self._real = os.path.realpath(self._path)  # SQLite puts its own files next to the real one
                self._known = {self._path: identity}
        self.check()

    def opened(self) -> None:
        """Call when a connection is ready."""
        with self._lock:
            self._connections += 1

    def closed(self) -> None:
        """Call when a connection was closed: after the last one SQLite may have removed `-wal` and `-shm`."""
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
