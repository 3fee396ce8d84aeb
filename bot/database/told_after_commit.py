"""Keeps what units of work told inside a host's transaction until the host commits.

Nothing is told if the host rolls back, if its commit fails, or if a savepoint of the host's that the unit
was in is rolled back.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction

Info = dict[Any, Any]
Tell = Callable[[Info], None]
"""Called with the `session.info` of a unit of work; must not block and not raise."""


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
        self._connection: Connection | None = None
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
        if connection is self._connection:
            return
        self._told = []
        self._connection = connection
        event.listen(connection, "release_savepoint", self._released_savepoint)
        event.listen(connection, "rollback_savepoint", self._rolled_back_to)
        event.listen(connection, "rollback", self._rolled_back)
        event.listen(connection, "commit", self._committing)

    def add(self, info: Info) -> None:
        """Add what the unit of work told whose savepoint was just released."""
        self._told.append((info, self._released))

    def _released_savepoint(self, _connection: Connection, name: str, _context: None) -> None:
        self._released = _number(name)

    def _rolled_back_to(self, _connection: Connection, name: str, _context: None) -> None:
        # A savepoint that was opened after a unit of work has a higher number than the unit's own.
        self._told = [(info, unit) for info, unit in self._told if unit < _number(name)]

    def _rolled_back(self, _connection: Connection) -> None:
        self._told = []

    def _committing(self, connection: Connection) -> None:
        # The host may have swallowed an error that ended the transaction: COMMIT then rolls back, and neither
        # database calls that an error.
        if not self._told:
            return
        if connection.dialect.name == "sqlite":
            if not getattr(connection.connection.driver_connection, "in_transaction", True):
                self._told = []
            return
        try:
            connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            self._told = []

    def _committed(self, _host: Session) -> None:
        # It is called for a released savepoint too, and where somebody else ends the transaction.
        if self._connection is None or self._connection.in_transaction():
            return
        told, self._told = self._told, []
        for info, _ in told:
            self._tell(info)

    def _ended(self, _host: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None:
            self._told = []
            self.is_watching = False


def _number(savepoint: str) -> int:
    """SQLAlchemy numbers the savepoints of a connection: sa_savepoint_1, sa_savepoint_2, ..."""
    return int(savepoint.rpartition("_")[2])
