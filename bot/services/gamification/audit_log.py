"""The audit log for admins: the newest changes first, with the names of whom and what they are about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...database.tables.gamification import ContentSet, Reward, ShopProduct
from ...database.tables.host import User
from .audit import Change, RecordedChange, latest_changes
from .events.context import Context
from .rules.ids import MAX_ID, at_most
from .rules.terms import ReadTerms

MAX_CHANGES = 100
NAMED = re.compile(r"(admin|member|product|content set|reward) (-?\d{1,19})")

Named = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuditedChange:
    """A change, with the present names of who made it and of its subject; None where there is no name. `at`
    is in the creator's zone. Names are not escaped."""

    id: int
    at: datetime
    who: str
    who_name: str | None
    change: Change
    subject_name: str | None

    @property
    def stored(self) -> RecordedChange:
        """The change without names."""
        return RecordedChange(self.id, self.at, self.who, self.change)


class AuditLog:
    """What admins, the host and `besitos doctor` changed."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def latest(self, admin_id: int, *, offset: int = 0, limit: int = 20) -> list[AuditedChange]:
        """Return the newest changes first, at most 100, without the `offset` newest. Raises NotAllowed,
        DatabaseUnavailable, and ValueError for limits that are no numbers."""
        await self._context.admins.require(admin_id)
        limit = at_most(limit, MAX_CHANGES)
        if type(offset) is not int or offset < 0:
            raise ValueError(f"an offset is a whole number from 0, not {offset!r:.40}")
        return await self._context.read(_latest, min(offset, MAX_ID), limit)


def _latest(session: Session, terms: ReadTerms, offset: int, limit: int) -> list[AuditedChange]:
    """One statement, and one for each kind of thing that has names."""
    changes = latest_changes(session, limit, offset)
    return named_changes(session, [_in_zone(change, terms) for change in changes])


def named_changes(session: Session, changes: Iterable[RecordedChange]) -> list[AuditedChange]:
    """Return the changes with names, also for a process that has no admin; a part of a unit of work."""
    changes = list(changes)
    names = _names(session, {text for one in changes for text in (one.who, one.change.subject)})
    return [
        AuditedChange(one.id, one.at, one.who, names.get(one.who), one.change, names.get(one.change.subject))
        for one in changes
    ]


def _in_zone(change: RecordedChange, terms: ReadTerms) -> RecordedChange:
    return RecordedChange(change.id, change.at.astimezone(terms.zone), change.who, change.change)


def _names(session: Session, written: Iterable[str]) -> Named:
    ids: dict[str, dict[int, list[str]]] = {}
    for text in written:
        if (found := NAMED.fullmatch(text)) is not None and abs(int(found[2])) <= MAX_ID:
            ids.setdefault(found[1], {}).setdefault(int(found[2]), []).append(text)
    sources = {
        "admin": (User.user_id, User.first_name),
        "member": (User.user_id, User.first_name),
        "product": (ShopProduct.id, ShopProduct.name),
        "content set": (ContentSet.id, ContentSet.name),
        "reward": (Reward.id, Reward.name),
    }
    names: dict[str, str] = {}
    for kind, texts in ids.items():
        key, name = sources[kind]
        small = [one for one in texts if kind in {"admin", "member"} or 0 < one < 2**31]
        for found_id, found_name in session.execute(select(key, name).where(key.in_(small))):
            names |= dict.fromkeys(texts[found_id], found_name)
    return names
