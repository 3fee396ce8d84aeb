"""The outbox of one process: what must be told is a row, written in the transaction that caused it
(docs/decisions/0068)."""

import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from ....database import Database, DatabaseUnavailable
from ...clock import Clock
from ...tasks import stop_if_cancelled
from . import rows
from .notices import FOR_MEMBERS, Notice, Row
from .rows import Backlog, Claim

log = structlog.get_logger(__name__)


class InHand:
    """A row that somebody outside the outbox tells. Set `told` when it need not be told again."""

    told = False


class Outbox:
    """Puts, claims and ends rows. It does not know how anything is told."""

    def __init__(
        self, database: Database, clock: Clock, *, lease_seconds: float = rows.LEASE_SECONDS
    ) -> None:
        self.lease_seconds = lease_seconds
        self._database = database
        self._clock = clock
        self.owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._held: set[str] = set()
        self._told: dict[int, str] = {}
        self._listeners: list[Callable[[], None]] = []

    def put(self, session: Session, notices: Sequence[Notice], now: datetime) -> None:
        """Write what must be told, in the transaction that caused it; one statement, or none for no
        notices."""
        rows.put(session, notices, self.owner, self.lease_seconds, now)

    def put_spread(self, session: Session, notices: Sequence[Notice], now: datetime) -> None:
        """Write what a run tells many members, so that it delays nothing else; two statements, or none for no
        notices."""
        if notices:
            rows.put_spread(session, notices, now)

    def on_written(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever this process has committed rows."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Call `listener` no more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def wake(self) -> None:
        """Rows were committed: whoever tells them need not wait for the next poll."""
        for listener in self._listeners:
            listener()

    async def claim(self, kinds: Collection[str], limit: int, *, in_order: bool) -> list[Row]:
        """Return the oldest rows, which this process now holds; of those in order, no other process holds
        any. No write if there are none. Raises DatabaseUnavailable."""
        await self.note_told()
        claim = Claim(kinds, self.owner, self.lease_seconds, in_order)
        if not kinds or not await self._database.read(rows.has_work, claim):
            return []
        taken = await self._database.write(rows.take, claim, limit)
        self._held |= {row.once_key for row in taken}
        return taken

    async def told(self, told: Sequence[Row]) -> None:
        """These rows were told, or will never be. If the database cannot be reached, it is noted later."""
        self._told |= {row.id: row.once_key for row in told}
        try:
            await self.note_told()
        except DatabaseUnavailable as error:
            stop_if_cancelled(error)
            log.warning("telling_not_noted", rows=len(self._told), reason=str(error))

    async def give_back(
        self, given: Sequence[Row], *, after_seconds: float | None = None, untried: bool = False
    ) -> None:
        """Let go of rows; they are told again, at once or `after_seconds`. `untried`: this try counts not.
        Raises DatabaseUnavailable; the rows are then free when their lease is over."""
        self._drop(given)
        await self._database.write(
            rows.give_back, self.owner, [row.id for row in given], after_seconds, untried
        )

    async def note_progress(self, row: Row, payload: Mapping[str, Any]) -> bool:
        """Save how far a row is told. Returns False if another process has it by now. Raises
        DatabaseUnavailable."""
        return await self._database.write(rows.note_progress, self.owner, row.id, payload, self.lease_seconds)

    async def give_up(self, row: Row, error: str) -> None:
        """Try a row no more. It stays for a week, and the doctor reports it. Raises DatabaseUnavailable."""
        self._drop([row])
        await self._database.write(rows.give_up, row.id, error, self._clock())

    @asynccontextmanager
    async def in_hand(self, once_key: str) -> AsyncIterator[InHand]:
        """While the caller tells a row that was put as `held`, keep it from being told by others. It is
        ended if the caller set `told`, else the outbox tells it. Errors of the database are only logged: the
        row's lease ends by itself."""
        hand = InHand()
        self._held.add(once_key)
        try:
            yield hand
        finally:
            self._held.discard(once_key)
            try:
                if hand.told:
                    await self._database.write(rows.end_by_key, once_key)
                else:
                    await self._database.write(rows.release_key, self.owner, once_key)
                    self.wake()
            except DatabaseUnavailable as error:
                stop_if_cancelled(error)
                log.warning("telling_not_noted", key=once_key, reason=str(error))

    def holds(self, row: Row) -> bool:
        """Return whether this process has neither ended nor given back the row."""
        return row.once_key in self._held and row.id not in self._told

    async def renew(self) -> None:
        """Keep what this process still tells; no statement if that is nothing. Raises
        DatabaseUnavailable."""
        if self._held:
            await self._database.write(rows.renew, self.owner, sorted(self._held), self.lease_seconds)

    async def expire(self) -> int:
        """Delete rows older than seven days: nobody sends for this database, or the bot was off. Returns how
        many. Raises DatabaseUnavailable."""
        expired = await self._database.write(rows.expire, self._clock())
        if expired:
            log.warning("not_told_for_a_week", rows=expired)
        return expired

    async def backlog(self) -> Backlog:
        """Return what waits. Raises DatabaseUnavailable."""
        return await self._database.read(rows.read_backlog)

    async def others_tell(self) -> bool:
        """Return True while another process tells members something. Raises DatabaseUnavailable."""
        return await self._database.read(rows.told_elsewhere, FOR_MEMBERS, self.owner)

    async def note_told(self) -> None:
        """Note what was told and could not be noted then; no statement if that is nothing. Raises
        DatabaseUnavailable."""
        if self._told:
            noting = dict(self._told)
            await self._database.write(rows.end, sorted(noting))
            for row_id, once_key in noting.items():
                self._told.pop(row_id, None)
                self._held.discard(once_key)

    def _drop(self, gone: Sequence[Row]) -> None:
        self._held -= {row.once_key for row in gone}
