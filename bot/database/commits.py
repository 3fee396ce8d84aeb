"""Lets a unit of work hear of its commit: when the transaction begins to end, and when it has."""

from typing import Any, Protocol

from sqlalchemy.orm import Session

_LISTENERS = "besitos.commit_listeners"


class CommitListener(Protocol):
    """What wants to know how long a transaction was held. It is called in the thread of the unit of work, and
    must not raise."""

    def committing(self) -> None:
        """The unit has ended, and its transaction is about to be committed."""
        ...

    def committed(self) -> None:
        """The transaction is committed."""
        ...


def listen_to_commit(session: Session, listener: CommitListener) -> None:
    """Tell the listener of the commit of this unit of work. If it is rolled back, it hears of nothing."""
    session.info.setdefault(_LISTENERS, []).append(listener)


def commit_listeners(info: dict[Any, Any]) -> list[CommitListener]:
    """Take out what listens to the commit of the unit with this `session.info`."""
    listeners: list[CommitListener] = info.pop(_LISTENERS, [])
    return listeners
