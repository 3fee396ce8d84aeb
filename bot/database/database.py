"""Runs short synchronous units of work, each in one transaction. docs/decisions/0001 says why these are
functions and not sessions, docs/decisions/0002 why SQLite uses threads.
"""

import asyncio
import time
from collections.abc import Callable, Hashable
from contextvars import Context, ContextVar
from dataclasses import replace
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from ..backoff import Backoff, Pauses
from ..deprecations import warn_renamed
from .engines import (
    DEFAULT_RETRY_TIMEOUT_SECONDS,
)
from .errors import (
    DatabaseFileLocked,
    DatabaseFileReplaced,
    DatabaseUnavailable,
    FileGone,
    FileLocked,
    Overdue,
    RunAgain,
    driver_errors,
    is_busy,
    is_unavailable,
)
from .runner import How, Runner
from .sqlite_runner import SqliteRunner
from .turns import Turns
from .urls import normalise_database_url, shown_url

P = ParamSpec("P")
T = TypeVar("T")

MAX_TRIES = 8
WAITING_SHARE = 0.95
"""How much of the retry timeout calls wait: the rest is for the answer, so that it comes in time."""
PAUSES = Pauses(0.02, 0.5, least=0.0, most=1.0)
"""Full jitter, so that two processes that collided do not collide again."""

_asked: ContextVar[float | None] = ContextVar("asked", default=None)
"""When the call began to which the units of work of this turn belong, by `time.monotonic`."""


class Database:
    """A database that runs units of work: `await database.write(work, *args)`.

    A unit of work is a synchronous function whose first argument is a SQLAlchemy Session. It runs in one
    transaction: it commits when the function returns and rolls back when it raises. It must not keep the
    session, and because it may be run again from the start it must work only through the session.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 5,
        retry_timeout_seconds: float | None = None,
        patience_seconds: float | None = None,
    ) -> None:
        """`retry_timeout_seconds`, 5 by default, limits how long a call waits in all, for its turn, a
        connection, a lock and another try. `pool_size` is the number of connections. `patience_seconds` is
        the old name, accepted until 1.0, with a DeprecationWarning.

        Opens nothing yet. Raises InvalidDatabaseUrl.
        """
        if patience_seconds is not None:
            warn_renamed("patience_seconds", "retry_timeout_seconds", until="1.0")
            if retry_timeout_seconds is None:
                retry_timeout_seconds = patience_seconds
        if retry_timeout_seconds is None:
            retry_timeout_seconds = DEFAULT_RETRY_TIMEOUT_SECONDS
        self.url = normalise_database_url(url)
        self.dialect = make_url(self.url).get_backend_name()
        self.pending_writes = 0
        """Calls of `write` that are running or waiting: long work yields to them."""
        self.retry_timeout_seconds = retry_timeout_seconds
        self.turns = Turns()
        self._committing: list[Callable[[Session], None]] = []
        self._committed: list[Callable[[dict[Any, Any]], None]] = []
        self._runner = self._runner_with(pool_size)

    def __repr__(self) -> str:
        return f"Database({shown_url(self.url)!r})"

    def _runner_with(self, pool_size: int) -> Runner:
        if self.dialect == "sqlite":
            return SqliteRunner(self.url, pool_size)
        from .postgresql_runner import PostgresqlRunner  # its driver, which SQLite does not need

        return PostgresqlRunner(self.url, pool_size, self.retry_timeout_seconds)

    async def read(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, *args)` in a read-only transaction, on one consistent snapshot. Raises
        DatabaseUnavailable when the database cannot be reached, and what `work` raises.
        """
        return await self._attempt(How(write=False), work, *args, **kwargs)

    async def read_briefly(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same as `read`, for work that sends a few quick statements and computes nothing long: on SQLite
        the event loop's own thread may run it, which costs half as much as another one."""
        return await self._attempt(How(write=False, brief=True), work, *args, **kwargs)

    async def write(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, *args)` in a writing transaction (BEGIN IMMEDIATE on SQLite).

        The whole unit is retried after a serialization failure, a deadlock or a busy database, at most 8
        times and within `retry_timeout_seconds` from the call. Then it raises DatabaseUnavailable, which
        names the work and the tries, unless the work is running; it also raises what `work` raises. Work that
        did not begin in time is never run; a cancelled call may have been committed.
        """
        return await self._write(How(write=True), work, *args, **kwargs)

    async def write_briefly(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same as `write`, for work that sends a few quick statements and computes nothing long: on
        SQLite the event loop's own thread may run it, which costs half as much as another one."""
        return await self._write(How(write=True, brief=True), work, *args, **kwargs)

    async def write_alone(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same as `write`, in a transaction that on SQLite is shared with no other unit of work: for
        batches of jobs, which members would have to wait for."""
        return await self._write(How(write=True, alone=True), work, *args, **kwargs)

    def before_commit(self, callback: Callable[[Session], None]) -> None:
        """Call `callback(session)` at the end of each `write` whose unit of work left something in
        `session.info`, inside its transaction. It is part of the unit: it may send statements, and what it
        raises rolls back."""
        self._committing.append(callback)

    def after_commit(self, callback: Callable[[dict[Any, Any]], None]) -> None:
        """Call `callback(session.info)` after the commit of each `write` whose unit of work left something in
        `session.info`. It must not block and not raise. It runs in a context of its own, so tasks that it
        starts do not belong to the turn of the call.
        """
        self._committed.append(callback)

    def committing(self, session: Session) -> None:
        """Call the callbacks of `before_commit`, at the end of a unit of work."""
        if session.info:
            for callback in self._committing:
                callback(session)

    def committed(self, info: dict[Any, Any]) -> None:
        """Call the callbacks of `after_commit`, also for units of work that a host committed."""
        for callback in self._committed:
            Context().run(callback, info)

    def turn(self, key: Hashable) -> "Turn":
        """`async with database.turn(key): ...` runs one block at a time per key in this process, in order.
        Reads and writes in the block share one timeout, which counts from here. Without this, calls that need
        the same row on PostgreSQL would each hold a connection while they wait for it.
        """
        return Turn(self.turns, key, self.retry_timeout_seconds * WAITING_SHARE, self._runner)

    async def _write(
        self, how: How, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        self.pending_writes += 1
        try:
            return await self._attempt(how, work, *args, **kwargs)
        finally:
            self.pending_writes -= 1

    async def _attempt(
        self,
        how: How,
        work: Callable[Concatenate[Session, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        asked = _asked.get()
        if asked is None:
            asked = time.monotonic()
        deadline = asked + self.retry_timeout_seconds * WAITING_SHARE
        backoff = Backoff(PAUSES)
        reason: Exception | None = None
        info: dict[Any, Any] = {}

        def unit(session: Session) -> T:
            nonlocal info
            result = work(session, *args, **kwargs)
            if how.write:
                self.committing(session)
            info = session.info  # of this run: what an earlier one left was rolled back
            return result

        while True:
            try:
                result = await self._runner.run(how, unit, deadline)
            except Overdue as error:  # not tried; the cause is the failure before, if any
                cause = reason or (self._runner.blocked if how.write else None) or error
                raise _unavailable(work, backoff.tries, asked, cause) from cause
            except _failures() as error:
                reason = error
                delay = backoff.failed()
                busy = is_busy(error)
                if not busy and not is_unavailable(error):
                    raise
                if not busy or backoff.tries >= MAX_TRIES or time.monotonic() + delay >= deadline:
                    raise _unavailable(work, backoff.tries, asked, error) from error
            else:
                if how.write and info:
                    self.committed(info)
                return result
            how = replace(how, alone=True)
            await asyncio.sleep(delay)

    async def close(self) -> None:
        """Let running work end, then close every connection. Safe to call twice."""
        await self._runner.close()


class Turn:
    """The lock of one key as a context manager; it is not reentrant."""

    def __init__(self, turns: Turns, key: Hashable, retry_timeout_seconds: float, runner: Runner) -> None:
        self._turns = turns
        self._key = key
        self._retry_timeout = retry_timeout_seconds
        self._runner = runner

    async def __aenter__(self) -> None:
        """Wait for the turn. Raises DatabaseUnavailable if it does not come in time."""
        asked = time.monotonic()
        try:
            await self._turns.take(self._key, asked + self._retry_timeout)
        except Overdue as error:
            cause = self._runner.blocked or error
            raise _unavailable(f"work on {self._key}", 0, asked, cause) from cause
        self._before = _asked.set(asked)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _asked.reset(self._before)
        self._turns.give(self._key)


def _failures() -> tuple[type[Exception], ...]:
    return (*driver_errors(), FileGone, FileLocked, RunAgain)


def _unavailable(
    work: Callable[..., object] | str, tries: int, asked: float, cause: Exception
) -> DatabaseUnavailable:
    name = work if isinstance(work, str) else name_of(work)
    seconds = time.monotonic() - asked
    if isinstance(cause, FileGone):
        return DatabaseFileReplaced(name, tries, seconds, cause)
    if isinstance(cause, FileLocked):
        return DatabaseFileLocked(name, tries, seconds, cause)
    return DatabaseUnavailable(name, tries, seconds, cause)


def name_of(work: Callable[..., object]) -> str:
    """Return the name of a unit of work for errors."""
    return getattr(work, "__qualname__", None) or repr(work)
