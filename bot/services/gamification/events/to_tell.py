"""Turns what happened in a transaction into rows of the outbox, in that transaction."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from ...clock import Clock
from ..happened import Credited, GamificationEvent, LevelUp, Unlocked, what_happened
from ..members.profiles import GamificationProfileService
from ..outbox.notices import HOOK, Notice, gift, level_up, unlocked
from ..outbox.outbox import Outbox
from ..rules.transaction_types import TransactionType
from .event_json import written_event
from .hooks import Hooks

_TO_TELL = "besitos.to_tell"
_WRITTEN = "besitos.outbox_written"
_BY_A_RUN = "besitos.by_a_run"
MAX_LANGUAGE_LENGTH = 16


def to_tell(session: Session, notice: Notice) -> None:
    """Have something told if the transaction of this session commits; no statement here. The row is written
    at its end, with all others, by one statement."""
    session.info.setdefault(_TO_TELL, []).append(notice)


def told_slowly(session: Session) -> None:
    """What this transaction tells goes to many members, because a run pays them: it is told over time, and
    what members do meanwhile at once."""
    session.info[_BY_A_RUN] = True


class TellsByOutbox:
    """Listens to the transactions of one database."""

    def __init__(
        self, outbox: Outbox, hooks: Hooks, profiles: GamificationProfileService, clock: Clock
    ) -> None:
        self._outbox = outbox
        self._hooks = hooks
        self._profiles = profiles
        self._clock = clock

    def committing(self, session: Session) -> None:
        """For `Database.before_commit`: write what must be told; one statement, or none."""
        notices: list[Notice] = list(session.info.get(_TO_TELL, ()))
        for event in what_happened(session.info):
            notices += _notices_of(event)
            for name in self._hooks.durable_names_for(event):
                key = f"{HOOK}{name}:{uuid4().hex}"
                notices.append(Notice(event.user_id, f"{HOOK}{name}", key, written_event(event)))
        if notices:
            session.info[_WRITTEN] = True
            spoken = [self._spoken(notice) for notice in notices]
            by_a_run = bool(session.info.get(_BY_A_RUN))
            hooks = [notice for notice in spoken if by_a_run and notice.kind.startswith(HOOK)]
            if by_a_run:  # hooks send nothing
                self._outbox.put_spread(session, [one for one in spoken if one not in hooks], self._clock())
            self._outbox.put(session, hooks if by_a_run else spoken, self._clock())

    def committed(self, info: dict[Any, Any]) -> None:
        """For `Database.after_commit`: whoever tells need not wait for the next poll."""
        if info.get(_WRITTEN):
            self._outbox.wake()

    def _spoken(self, notice: Notice) -> Notice:
        # Read from SQLite's thread: the cache may forget the member meanwhile, which `recall` takes for a
        # member whom it does not know.
        known = self._profiles.recall(notice.user_id)
        if known is None or known.language_code is None:
            return notice
        return notice.spoken(known.language_code[:MAX_LANGUAGE_LENGTH])


def _notices_of(event: GamificationEvent) -> Iterator[Notice]:
    match event:
        case Unlocked():
            yield unlocked(event.user_id, event.reward.id, event.at)
        case LevelUp():
            yield level_up(event.user_id, event.level, event.at)
        case Credited(type=TransactionType.EARN_ADMIN):
            yield gift(event.user_id, event.amount, event.balance, event.entry_id)
