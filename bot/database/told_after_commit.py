"""Keeps what units of work told inside a host's transaction until the host commits.

Nothing is told if the host rolls back, if its commit fails, or if a savepoint of the host's that the unit
was in is rolled back.
"""

from collections.abc import Callable
from typing import Any
from weakref import ReferenceType, WeakKeyDictionary, WeakSet, ref

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from .live_transactions import lives

Info = dict[Any, Any]
Tell = Callable[[Info], None]
"""Called with the `session.info` of a unit of work; must not block and not raise."""

_heard: WeakSet[Engine] = WeakSet()
_watched: WeakKeyDictionary[Connection, "WeakSet[ToldAfterCommit]"] = WeakKeyDictionary()


def told_after_commit(host: Session, tell: Tell) -> "ToldAfterCommit":
    """Return what waits for the commit of this session; it is kept in the session."""
    kept: dict[Any, ToldAfterCommit] = host.info.setdefault("besitos.told_after_commit", {})
    if tell not in kept:
        kept[tell] = ToldAfterCommit(host, tell)
    return kept[tell]


class ToldAfterCommit:
    """What was told in the present transaction of one session, in order."""

    def __init__(self, host: Session, tell: Tell) -> None:
        self._tell = tell
        self._connection: ReferenceType[Connection] | None = None
        self._told: list[tuple[Info, int]] = []
        """With the number of the savepoint that it was told in."""
        self._released = 0
        self.is_watching = False
        """Whether the present transaction is watched."""
        event.listen(host, "after_commit", self._committed)
        event.listen(host, "after_transaction_end", self._ended)

    def watch(self, connection: Connection) -> None:
        """Call before a unit of work runs in a savepoint of this connection."""
        self.is_watching = True
        if self._connection is None or self._connection() is not connection:
            self._told = []
            self._connection = ref(connection)
            _watched.setdefault(connection, WeakSet()).add(self)
            _hear(connection.engine)

    def add(self, info: Info) -> None:
        """Add what the unit of work told whose savepoint was just released."""
        self._told.append((info, self._released))

    def released(self, savepoint: int) -> None:
        """A savepoint was released."""
        self._released = savepoint

    def rolled_back_to(self, savepoint: int) -> None:
        """A savepoint was rolled back: those opened after a unit of work have higher numbers than its own."""
        self._told = [(info, unit) for info, unit in self._told if unit < savepoint]

    def rolled_back(self) -> None:
        """The transaction was rolled back, or will be."""
        self._told = []

    def committing(self, connection: Connection) -> None:
        """COMMIT is about to be sent."""
        if self._told and not lives(connection):  # the host may have swallowed an error that ended it
            self._told = []

    def _committed(self, _host: Session) -> None:
        # It is called for a released savepoint too, and where somebody else ends the transaction.
        connection = None if self._connection is None else self._connection()
        if connection is None or connection.in_transaction():
            return
        told, self._told = self._told, []
        for info, _ in told:
            self._tell(info)

    def _ended(self, _host: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None:
            self._told = []
            self.is_watching = False


def _hear(engine: Engine) -> None:
    """Listen to the transactions of an engine, once. Not to each connection: SQLAlchemy 2.0.25 cannot, if the
    engine has execution options."""
    if engine in _heard:
        return
    _heard.add(engine)

    def told(connection: Connection) -> list[ToldAfterCommit]:
        return list(_watched.get(connection, ()))

    @event.listens_for(engine, "release_savepoint")
    def _released(connection: Connection, name: str, _context: None) -> None:
        for one in told(connection):
            one.released(_number(name))

    @event.listens_for(engine, "rollback_savepoint")
    def _rolled_back_to(connection: Connection, name: str, _context: None) -> None:
        for one in told(connection):
            one.rolled_back_to(_number(name))

    @event.listens_for(engine, "rollback")
    def _rolled_back(connection: Connection) -> None:
        for one in told(connection):
            one.rolled_back()

    @event.listens_for(engine, "commit")
    def _committing(connection: Connection) -> None:
        for one in told(connection):
            one.committing(connection)


def _number(savepoint: str) -> int:
    """SQLAlchemy numbers the savepoints of a connection: sa_savepoint_1, sa_savepoint_2, ..."""
    number = savepoint.rpartition("_")[2]
    return int(number) if number.isdigit() else 0
