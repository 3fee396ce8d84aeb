"""Transactions on an SQLite file that units of work share, whichever thread runs them. docs/decisions/0101
says how, and why."""

import time
from collections.abc import Callable, Iterable

from sqlalchemy.exc import DBAPIError

from .checkpoints import Checkpoints
from .errors import NO_TURN, FileGone, FileLocked, Overdue, RunAgain, is_busy
from .file_locks import held_lock
from .opened_file import OpenedFile
from .sqlite_connection import SqliteConnection
from .unit_queue import Answer, QueuedUnit

MAX_SHARING = 64
"""How many units of work share a transaction at most."""
MAX_SHARED_SECONDS = 0.005
"""After this time a shared transaction takes no other unit in."""
UNDONE = "another unit of work has ended the transaction that they shared"

Take = Callable[[], QueuedUnit | None]
"""Returns the next unit that waits, or None."""
TellAll = Callable[[Iterable[Answer]], None]
"""Gives the callers their results."""


class SharedTransactions:
    """What happens in a transaction on one file. Its methods may be called in every thread, each with a
    connection of its own."""

    def __init__(self, file: OpenedFile, checkpoints: Checkpoints) -> None:
        self.blocked: FileLocked | None = None
        """What keeps all writes waiting, where that is known."""
        self._file = file
        self._checkpoints = checkpoints

    def begin(self, connection: SqliteConnection) -> None:
        """Begin a transaction. Raises DBAPIError and FileGone."""
        self._file.check()
        connection.begin()

    def write(
        self, connection: SqliteConnection, first: QueuedUnit, take: Take, tell: TellAll
    ) -> QueuedUnit | None:
        """In the transaction that was begun, run the first unit and those that `take` returns; commit, and
        tell their callers. Return the unit that was taken and needs a transaction of its own."""
        started = time.monotonic()
        done: list[Answer] = []
        following = None
        try:
            done.append((first, connection.run(first.work), None))
            while not first.alone and _takes_more(done, started):
                unit = take()
                if unit is None:
                    break
                if unit.alone:
                    following = unit
                    break
                if may_begin(unit, tell):
                    done.append(_run(connection.run_in_savepoint, unit))
                    if not connection.in_transaction:
                        ending = done.pop()
                        tell([ending])
                        raise RunAgain(UNDONE) from ending[2]
            # Nobody is answered before this: what is acknowledged is durable.
            connection.commit()
            self._file.check_after()
        except BaseException as error:  # noqa: BLE001 - of whatever kind, it is the callers'
            connection.rollback()
            cause = self.cause(error, write=True)
            # Who was refused, too: it may have seen what is now undone.
            tell([(unit, None, cause) for unit, _, _ in done or [(first, None, None)]])
        else:
            self.blocked = None
            tell(done)
            self._checkpoints.written(connection.newly_changed_rows())
        return following

    def read(self, connection: SqliteConnection, first: QueuedUnit, take: Take, tell: TellAll) -> None:
        """In the transaction that was begun, on one snapshot, run the first unit and those that `take`
        returns; tell their callers."""
        started = time.monotonic()
        done = [_run(connection.run, first)]
        try:
            # A reader that takes no part in a transaction any more sees each statement by itself.
            while connection.in_transaction and _takes_more(done, started):
                unit = take()
                if unit is None:
                    break
                if may_begin(unit, tell):
                    done.append(_run(connection.run, unit))
            if connection.in_transaction:
                connection.commit()
            else:  # the last unit ended it, and was told so; what the others have read is right
                connection.rollback()
            self._file.check_after()
        except BaseException as error:  # noqa: BLE001 - of whatever kind, it is the callers'
            connection.rollback()
            cause = self.cause(error)
            tell([(unit, None, own or cause) for unit, _, own in done])
        else:
            tell([(unit, result, own and self.cause(own)) for unit, result, own in done])

    def cause(self, error: BaseException, *, write: bool = False) -> BaseException:
        """Return the error that says what is wrong, where SQLite's own only follows from it."""
        try:
            self._file.check()
        except FileGone as gone:
            gone.__cause__ = error
            return gone
        if write and isinstance(error, DBAPIError) and is_busy(error):
            # Here and now: the next unit of this thread may take the lock itself.
            self.blocked = held_lock(self._file.path)
            self.blocked.__cause__ = error
            return self.blocked
        return error


def may_begin(unit: QueuedUnit, tell: TellAll) -> bool:
    """Return True if the unit shall run now: its caller waits, and its deadline has not passed."""
    if not unit.begin():  # its caller has given up
        return False
    if time.monotonic() >= unit.deadline:
        tell([(unit, None, Overdue(NO_TURN))])
        return False
    return True


def _takes_more(done: list[Answer], started: float) -> bool:
    return len(done) < MAX_SHARING and time.monotonic() - started < MAX_SHARED_SECONDS


def _run(run: Callable[..., object], unit: QueuedUnit) -> Answer:
    try:
        return unit, run(unit.work), None
    except BaseException as error:  # noqa: BLE001 - of whatever kind, it is the caller's
        return unit, None, error
