"""Conditions of a host's own: names under which rewards store a number to reach, and functions that count.

A function counts in the member's transaction, on its Session. What goes wrong in it is logged and counts as
0: the member's event does not fail because of it (decision 0067).
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ...database import RunAgain
from ...database.errors import driver_errors, is_busy, is_unavailable
from ...database.tables.gamification import LedgerEntry
from .rules.rewards import ConditionType, HostCondition
from .rules.transaction_types import TransactionType, check_source

log = structlog.get_logger(__name__)

Count = Callable[[Session, int], int]
"""`count(session, user_id)`: how far the member is. It reads only, and is not async."""
MAX_LABEL_LENGTH = 60
_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,31}")


@dataclass(frozen=True, slots=True)
class _Registered:
    count: Count
    labels: Mapping[str, str]


class Conditions:
    """The conditions that a host has registered in this process."""

    def __init__(self) -> None:
        self._registered: dict[str, _Registered] = {}
        self._missed: set[str] = set()

    def register(self, name: str, *, count: Count, label: str | Mapping[str, str] | None = None) -> None:
        """Let rewards have the condition `name`, which is met at the number that a reward stores with it.

        `count(session, user_id)` returns how far the member is: a synchronous function that only reads, in
        the transaction of the member's event. `label` is what /rewards shows beside the number: one text, or
        one for each language. Call it at every start. Raises ValueError for a name or label that cannot be,
        or if the name is registered already.
        """
        if host_condition(name) is None:
            raise ValueError(_unusable(name))
        if name in self._registered:
            raise ValueError(f"the condition {name} is registered already")
        given: object = count
        if not callable(given) or inspect.iscoroutinefunction(given):
            raise ValueError(f"count is a plain function of a session and a member's id, not {count!r:.60}")
        self._registered[name] = _Registered(count, _labels(name, label))

    def __contains__(self, name: object) -> bool:
        """True if a condition of this name is registered."""
        return name in self._registered

    def names(self) -> list[HostCondition]:
        """Return the names that are registered, in the order of the alphabet."""
        return [HostCondition(name) for name in sorted(self._registered)]

    def labels(self, name: str) -> Mapping[str, str]:
        """Return the label by language; the key "" stands for all languages."""
        known = self._registered.get(name)
        return known.labels if known is not None else {"": _from_name(name)}

    def count(self, session: Session, name: str, user_id: int) -> int:
        """Return how far the member is, 0 if the function fails or nobody registered the name. Two statements
        and those of the function. Raises errors after which the whole transaction has to run again.
        """
        known = self._registered.get(name)
        if known is None:
            if name not in self._missed:
                self._missed.add(name)
                log.error(
                    "condition_not_registered", condition=name,
                    to_do="register it at the start: gamification.conditions.register(...); it counts as 0",
                )  # fmt: skip
            return 0
        session.execute(_BEGIN)
        try:
            counted = known.count(session, user_id)
            if type(counted) is not int:
                raise TypeError(f"count returned {counted!r:.40}, not a whole number")
        except RunAgain:
            raise
        except Exception as error:
            if isinstance(error, driver_errors()) and (is_busy(error) or is_unavailable(error)):
                raise
            session.execute(_UNDO)
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            log.error("condition_failed", condition=name, user_id=user_id, reason=reason)  # noqa: TRY400 - one line
            counted = 0
        session.execute(_END)
        return max(0, counted)


def entries_of(source: str) -> Count:
    """Return a `count` for `Conditions.register`: how many ledger entries a member has whose source this is.
    Raises ValueError for a word that is no source."""
    check_source(TransactionType.EARN_OTHER, source)
    query = select(func.count()).where(LedgerEntry.source == source)

    def count(session: Session, user_id: int) -> int:
        return session.execute(query.where(LedgerEntry.user_id == user_id)).scalar_one()

    return count


def host_condition(name: object) -> HostCondition | None:
    """Return the name of a host's condition as rewards hold it, or None if it cannot be one."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in ConditionType.__members__:
        return None
    return HostCondition(name)


def _unusable(name: object) -> str:
    if isinstance(name, str) and name in ConditionType.__members__:
        return f"{name} is a condition of Besitos' own: choose another name"
    return f"a condition has a name like QUIZZES_WON, of 3 to 32 characters, not {name!r:.60}"


def _labels(name: str, label: object) -> Mapping[str, str]:
    if label is None:
        return {"": _from_name(name)}
    labels = {"": label} if isinstance(label, str) else label
    if not isinstance(labels, Mapping) or not labels:
        raise ValueError(f"a label is a text, or one for each language, not {label!r:.60}")
    for language, shown in labels.items():
        if not isinstance(shown, str) or not 1 <= len(shown.strip()) <= MAX_LABEL_LENGTH:
            wanted = f"a text of 1 to {MAX_LABEL_LENGTH} characters"
            raise ValueError(f"the label of {name} in {language!r:.20} is {wanted}, not {shown!r:.80}")
    return dict(labels)


def _from_name(name: str) -> str:
    return name.replace("_", " ").lower()


# Not Session.begin_nested: a unit of work needs nothing of a session but `execute` and `info`.
_BEGIN = text("SAVEPOINT besitos_count")
_UNDO = text("ROLLBACK TO SAVEPOINT besitos_count")
_END = text("RELEASE SAVEPOINT besitos_count")
