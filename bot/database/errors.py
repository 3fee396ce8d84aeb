"""The errors of the database layer, and which driver errors are retried."""

import asyncio
import sqlite3
import sys

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# serialization_failure, deadlock_detected, lock_not_available:
# https://www.postgresql.org/docs/18/errcodes-appendix.html
RETRYABLE_SQLSTATES = {"40001", "40P01", "55P03"}
# cannot_connect_now, admin/crash shutdown, too_many_connections, query_canceled, idle-in-transaction timeout
UNAVAILABLE_SQLSTATES = {"57P01", "57P02", "57P03", "53300", "57014", "25P03"}


UNAVAILABLE_SQLITE_CODES = {
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY,
}  # fmt: skip


def driver_errors() -> tuple[type[Exception], ...]:
    """Return all errors of the drivers; while connecting, SQLAlchemy does not wrap asyncpg's own errors."""
    of_asyncpg = _of_asyncpg("PostgresError", "InterfaceError", "InternalClientError")
    return (SQLAlchemyError, *of_asyncpg, OSError, asyncio.TimeoutError)


def _of_asyncpg(*names: str) -> tuple[type[Exception], ...]:
    # It is loaded where the database is PostgreSQL; elsewhere nobody can have raised its errors.
    asyncpg = sys.modules.get("asyncpg")
    return () if asyncpg is None else tuple(getattr(asyncpg, name) for name in names)


class RunAgain(Exception):
    """Raised by a unit of work that lost a race and will see the result in a second run: it is rolled back
    and run again, as after a serialization failure."""


NO_TURN = "its turn did not come in time"
CLOSED = "this database is closed"


class Overdue(Exception):
    """Raised when the turn of a unit of work did not come in time: it was not run and never will be."""


class FileGone(Exception):
    """Raised instead of running a unit of work: the SQLite file at `path` is not the one that was opened."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(
            f"the database file {path} was deleted or replaced while it was in use: nothing is read or "
            "written any more; stop this process, see to the file and its -wal, and start again"
        )


class FileLocked(Exception):
    """Raised in place of SQLite's "database is locked": another connection has the write lock of the file at
    `path`. `by_this_process` is None where the system does not tell."""

    def __init__(self, path: str, *, by_this_process: bool | None) -> None:
        self.path = path
        self.by_this_process = by_this_process
        super().__init__(f"database is locked: {_HOLDERS[by_this_process]}")


_WAY_OUT = "commit first, or use gamification.within(session)"
_HOLDERS = {
    True: "another connection of this process holds the file's write lock, usually your handler's session, "
    f"which wrote before it called Besitos: {_WAY_OUT}",
    False: "another program holds the file's write lock",
    None: "another connection (of this process or another program) holds the file's write lock; if it is "
    f"your handler's session, which wrote before it called Besitos: {_WAY_OUT}",
}


class DatabaseUnavailable(Exception):
    """The database could not do the work now; a later try may succeed.

    `work` is the name of the unit of work, `tries` how often it was tried, `seconds` how long.
    """

    def __init__(self, work: str, tries: int, seconds: float, cause: BaseException) -> None:
        self.work = work
        self.tries = tries
        self.seconds = seconds
        reason = getattr(cause, "orig", None) or cause
        super().__init__(
            f"{work} gave up after {tries} {'try' if tries == 1 else 'tries'} in {seconds:.1f} s: "
            f"{str(reason).strip() or type(reason).__name__}"
        )

    def __reduce__(self) -> tuple[object, ...]:
        # Exception's own way calls __init__ with the text, and fails.
        return Exception.__new__, (type(self), *self.args), vars(self)


class DatabaseFileReplaced(DatabaseUnavailable):
    """The SQLite file was deleted or replaced while this process had it open. Nothing written since then is
    in the file at `path`; only a restart opens the file that is there now."""

    def __init__(self, work: str, tries: int, seconds: float, cause: FileGone) -> None:
        super().__init__(work, tries, seconds, cause)
        self.path = cause.path
        self.args = (str(cause),)


class DatabaseFileLocked(DatabaseUnavailable):
    """Another connection held the write lock of the SQLite file until the time was over. `by_this_process`:
    whether it belongs to this process, such as a session of the host that wrote before it called Besitos;
    None where the system does not tell."""

    def __init__(self, work: str, tries: int, seconds: float, cause: FileLocked) -> None:
        super().__init__(work, tries, seconds, cause)
        self.by_this_process = cause.by_this_process


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five-character error code, if the error carries one."""
    origin = getattr(error, "orig", None) or error
    code = getattr(origin, "sqlstate", None) or getattr(origin, "pgcode", None)
    return code if isinstance(code, str) else None


def is_missing_reference(error: BaseException) -> bool:
    """Return True for a violated foreign key: a referenced row is missing or was deleted."""
    origin = getattr(error, "orig", None)
    if isinstance(origin, sqlite3.IntegrityError):
        return getattr(origin, "sqlite_errorcode", 0) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
    return sqlstate(error) == "23503"


def is_outdated(error: BaseException) -> bool:
    """Return True if the schema was changed after the connection had prepared the statement, or if somebody
    has deallocated it."""
    origin = getattr(error, "orig", None) or error
    return isinstance(
        origin.__cause__, _of_asyncpg("InvalidCachedStatementError", "InvalidSQLStatementNameError")
    )


def is_busy(error: BaseException) -> bool:
    """Return True if the whole unit of work was rolled back and may succeed at once or soon."""
    if isinstance(error, RunAgain | FileLocked) or is_outdated(error):
        return True
    origin = getattr(error, "orig", None)
    if isinstance(origin, sqlite3.OperationalError):
        return (getattr(origin, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return sqlstate(error) in RETRYABLE_SQLSTATES


def is_unavailable(error: BaseException) -> bool:
    """Return True if the server or file cannot be reached: refused, gone, starting, stopping, too slow."""
    if isinstance(error, PoolTimeout | OSError | asyncio.TimeoutError | Overdue | FileGone):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    code = sqlstate(error)
    if code is not None:
        return code in UNAVAILABLE_SQLSTATES or code.startswith("08")
    origin = getattr(error, "orig", None)
    if isinstance(origin, sqlite3.Error):
        # SQLITE_ERROR, a missing table for instance, does not pass by waiting.
        return (getattr(origin, "sqlite_errorcode", 0) & 0xFF) in UNAVAILABLE_SQLITE_CODES
    of_asyncpg = _of_asyncpg("InterfaceError", "InternalClientError")
    return isinstance(error, (InterfaceError, OperationalError, *of_asyncpg))
