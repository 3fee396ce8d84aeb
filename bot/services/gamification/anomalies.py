"""Anomalies: what admins may want to look at, listed with what happened. Nobody is punished by it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, select
from sqlalchemy.orm import Session

from ...database import Database
from ...database.tables.gamification import AuditEntry, LedgerEntry, UserReaction
from ...database.tables.host import User
from ..clock import Clock
from .audit import Change, by_admin, record
from .economy import Economy
from .members.admins import Admins
from .rules.anomalies import (
    MIN_REACTIONS_A_SECOND,
    SOURCES,
    Anomaly,
    AnomalyKind,
    Observed,
    anomalies_of,
)
from .rules.transaction_types import TransactionType

MAX_DAYS = 90
MAX_ROWS = 100_000
"""How many of the newest entries, and of the newest reactions, are looked at. A larger club looks at a
shorter time, and is told so."""
ROWS_A_PAGE = 5_000
MAX_FOUND = 50
MAX_NAMED = 500
MAX_HAPPENED = 10
KEPT_SECONDS = 60
"""So long the same report is shown again, for turning pages."""
SEEN = "anomaly seen"
"""What an admin does to an anomaly, in the audit log."""
SEEN_AMONG = 20_000
"""How many of the newest rows of the audit log are asked which anomalies were seen."""


@dataclass(frozen=True, slots=True)
class FoundAnomaly:
    """An anomaly, with the name of the member (not escaped; of a refunding admin too), None if there is no
    such member."""

    anomaly: Anomaly
    name: str | None


@dataclass(frozen=True, slots=True)
class AnomalyReport:
    """What was found since `since`: later than the window begins where there was too much to look at.
    `seen`: how many are left out because an admin has marked them and nothing new happened. `more`: how many
    are left out because there are too many."""

    found: tuple[FoundAnomaly, ...]
    since: datetime
    until: datetime
    seen: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class AnomalyEvent:
    """One thing that belongs to an anomaly: an entry of the ledger, or a reaction (amount 0). `user_id`: the
    member; `channel_id` and `message_id` of a reaction; `admin_id` of a refund."""

    at: datetime
    user_id: int
    amount: int
    reason: str = ""
    channel_id: str | None = None
    message_id: int | None = None
    admin_id: int | None = None


class Anomalies:
    """What is far from what the others do, in the last days."""

    def __init__(self, database: Database, economy: Economy, admins: Admins, clock: Clock) -> None:
        self._database = database
        self._economy = economy
        self._admins = admins
        self._clock = clock
        self._kept: dict[int, AnomalyReport] = {}
        self._turn = asyncio.Lock()

    async def report(self, admin_id: int, *, days: int = 1, again: bool = False) -> AnomalyReport:
        """Return what was found in the last `days` (1 to 90). Within a minute it is the same report, but for
        what was marked as seen, unless `again`. Raises NotAllowed, ValueError and DatabaseUnavailable."""
        await self._admins.require(admin_id)
        _check_days(days)
        async with self._turn:
            kept = self._kept.get(days)
            if again or kept is None or self._clock() - kept.until > timedelta(seconds=KEPT_SECONDS):
                kept = self._kept[days] = await self._look(days)
        seen = await self._database.read(_seen)
        left = tuple(
            one for one in kept.found if not _is_seen(one.anomaly, seen.get(_name(one.anomaly, days)))
        )
        shown = left[:MAX_FOUND]
        return replace(kept, found=shown, seen=len(kept.found) - len(left), more=len(left) - len(shown))

    async def get(self, admin_id: int, key: str, *, days: int = 1) -> FoundAnomaly | None:
        """Return the anomaly of this key, or None if it is not in the report any more."""
        report = await self.report(admin_id, days=days)
        return next((one for one in report.found if one.anomaly.key == key), None)

    async def happened(self, admin_id: int, anomaly: Anomaly) -> list[AnomalyEvent]:
        """Return the newest things that belong to an anomaly, at most ten, the newest first."""
        await self._admins.require(admin_id)
        return await self._database.read(_HAPPENED[anomaly.kind], anomaly)

    async def mark_seen(self, admin_id: int, anomaly: Anomaly, *, days: int = 1) -> None:
        """Leave an anomaly out of reports until something new happens: another refund, another burst, more
        earned than now. It is a row of the audit log. Raises NotAllowed, ValueError."""
        await self._admins.require(admin_id)
        _check_days(days)
        await self._database.write(_mark, admin_id, anomaly, days, self._clock())

    async def _look(self, days: int) -> AnomalyReport:
        now = self._clock()
        since = now - timedelta(days=days)
        settings = await self._economy.settings()
        observed, written = Observed(), _written(since)
        ended = [
            await self._read(_entries, written, observed.entry),
            await self._read(_reactions, written, observed.reaction),
        ]
        found = await asyncio.to_thread(anomalies_of, observed, settings)
        names = await self._database.read(_names, [one.user_id for one in found[:MAX_NAMED]])
        return AnomalyReport(
            tuple(FoundAnomaly(one, names.get(one.user_id)) for one in found),
            max([since, *(_moment(at) for at in ended if at is not None)]),
            now,
        )

    async def _read(
        self, page: Callable[[Session, int | None], Sequence[Any]], since: str, add: Callable[..., None]
    ) -> str | None:
        """Go through rows from the newest on, a short unit of work a page. Returns since when
        rows were seen, if that is not the whole window."""
        before, at = None, None
        for _ in range(MAX_ROWS // ROWS_A_PAGE):
            rows = await self._database.read(page, before)
            await asyncio.to_thread(_add_all, rows, since, add)  # members' taps come between
            # Rows are nearly in the order of time: where a whole page is older, all before it are.
            if len(rows) < ROWS_A_PAGE or max(row[1] for row in rows) < since:
                return None
            before, at = rows[-1][0], rows[-1][1]
        return at


def _add_all(rows: Sequence[Any], since: str, add: Callable[..., None]) -> None:
    for _id, *row in rows:
        if row[0] >= since:
            add(*row)


def _check_days(days: object) -> None:
    if type(days) is not int or not 1 <= days <= MAX_DAYS:
        raise ValueError(f"days must be a whole number from 1 to {MAX_DAYS}, not {days!r:.40}")


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


_TYPE = cast(LedgerEntry.type, String)  # a native enum on adopted databases
_REFUND = TransactionType.EARN_SHOP_REFUND.value


def _entries(session: Session, before: int | None) -> Sequence[Any]:
    metadata = case((_TYPE == _REFUND, LedgerEntry.transaction_metadata))  # of others it is not read
    query = select(
        LedgerEntry.id, cast(LedgerEntry.created_at, String), LedgerEntry.user_id, _TYPE, LedgerEntry.source,
        LedgerEntry.amount, metadata,
    ).where(LedgerEntry.amount > 0)  # fmt: skip
    if before is not None:
        query = query.where(LedgerEntry.id < before)
    return session.execute(query.order_by(LedgerEntry.id.desc()).limit(ROWS_A_PAGE)).all()


def _reactions(session: Session, before: int | None) -> Sequence[Any]:
    query = select(UserReaction.id, cast(UserReaction.created_at, String), UserReaction.user_id)
    if before is not None:
        query = query.where(UserReaction.id < before)
    return session.execute(query.order_by(UserReaction.id.desc()).limit(ROWS_A_PAGE)).all()


def _names(session: Session, user_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(User.user_id, User.first_name).where(User.user_id.in_(user_ids)))
    return {row[0]: row[1] for row in rows}


def _name(anomaly: Anomaly, days: int) -> str:
    """What an anomaly is called in the audit log. What a member earned depends on the days."""
    return anomaly.key + (f" in {days} days" if anomaly.kind is AnomalyKind.EARNED else "")


def _seen(session: Session) -> dict[str, Any]:
    marks = session.execute(
        select(AuditEntry.after)
        .where(
            AuditEntry.id > select(func.max(AuditEntry.id)).scalar_subquery() - SEEN_AMONG,
            AuditEntry.what == SEEN,
        )
        .order_by(AuditEntry.id)
    ).scalars()
    return {str(mark["anomaly"]): mark for mark in marks}


def _is_seen(anomaly: Anomaly, mark: Any) -> bool:
    if mark is None:
        return False
    if anomaly.kind is AnomalyKind.EARNED:
        return bool(anomaly.amount <= mark["besitos"] and anomaly.first_at <= mark["last"])
    return bool(anomaly.last_at <= mark["last"])


def _mark(session: Session, admin_id: int, anomaly: Anomaly, days: int, now: datetime) -> None:
    of_admin = anomaly.kind is AnomalyKind.REFUNDED
    subject = by_admin(anomaly.user_id) if of_admin else f"member {anomaly.user_id}"
    mark = {
        "anomaly": _name(anomaly, days), "besitos": anomaly.amount, "times": anomaly.times,
        "last": anomaly.last_at,
    }  # fmt: skip
    record(session, by_admin(admin_id), [Change(SEEN, subject, None, mark)], now)


def _earned(session: Session, anomaly: Anomaly) -> list[AnomalyEvent]:
    if (types := _TYPES_OF.get(anomaly.source)) is not None:
        return _entries_of(session, anomaly, _TYPE.in_(types), LedgerEntry.source.is_(None))
    return _entries_of(session, anomaly, LedgerEntry.source.in_([anomaly.source]), LedgerEntry.amount > 0)


def _burst(session: Session, anomaly: Anomaly) -> list[AnomalyEvent]:
    rows = session.execute(
        select(UserReaction.created_at, UserReaction.channel_id, UserReaction.content_id)
        .where(UserReaction.user_id == anomaly.user_id, *_within(anomaly, UserReaction.created_at))
        .order_by(UserReaction.created_at.desc())
        .limit(MAX_ROWS)
    ).all()
    seconds = Counter(row[0].replace(microsecond=0) for row in rows)
    happened = [
        AnomalyEvent(at, anomaly.user_id, 0, channel_id=channel, message_id=message)
        for at, channel, message in rows
        if seconds[at.replace(microsecond=0)] >= MIN_REACTIONS_A_SECOND
    ]
    # Where they were removed, only the ledger has them.
    return happened[:MAX_HAPPENED] or _entries_of(session, anomaly, _TYPE.in_(_TYPES_OF["reaction"]))


def _refunds(session: Session, anomaly: Anomaly) -> list[AnomalyEvent]:
    return _entries_of(session, anomaly, _TYPE.in_([_REFUND]))


def _refunded(session: Session, anomaly: Anomaly) -> list[AnomalyEvent]:
    newest = select(func.max(LedgerEntry.id)).scalar_subquery()
    rows = _happened(
        session, anomaly, LedgerEntry.id > newest - 4 * MAX_ROWS, _TYPE.in_([_REFUND]), limit=MAX_ROWS
    )
    return [one for one in rows if (one.admin_id or 0) == anomaly.user_id][:MAX_HAPPENED]


def _entries_of(session: Session, anomaly: Anomaly, *which: ColumnElement[bool]) -> list[AnomalyEvent]:
    return _happened(session, anomaly, LedgerEntry.user_id == anomaly.user_id, *which)


def _happened(
    session: Session, anomaly: Anomaly, *which: ColumnElement[bool], limit: int = MAX_HAPPENED
) -> list[AnomalyEvent]:
    rows = session.execute(
        select(
            LedgerEntry.created_at, LedgerEntry.user_id, LedgerEntry.amount, LedgerEntry.reason,
            LedgerEntry.transaction_metadata,
        )
        .where(*which, *_within(anomaly, LedgerEntry.created_at))
        .order_by(LedgerEntry.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [_of_entry(*row) for row in rows]


def _of_entry(at: datetime, user_id: int, amount: int, reason: str, metadata: Any) -> AnomalyEvent:
    noted = metadata if isinstance(metadata, dict) else {}
    channel, message, admin = (noted.get(name) for name in ("channel_id", "message_id", "admin_id"))
    return AnomalyEvent(
        at,
        user_id,
        amount,
        reason,
        channel_id=None if channel is None else str(channel),
        message_id=message if isinstance(message, int) else None,
        admin_id=admin if isinstance(admin, int) else None,
    )


def _within(anomaly: Anomaly, at: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    ends = _moment(anomaly.last_at[:19]) + timedelta(seconds=1)
    return at >= _moment(anomaly.first_at[:19]), at < ends


_TYPES_OF = {
    source: [kind.value for kind, name in SOURCES.items() if name == source]
    for source in {name for kind, name in SOURCES.items() if not kind.has_source}
}
_HAPPENED: Mapping[AnomalyKind, Callable[[Session, Anomaly], list[AnomalyEvent]]] = {
    AnomalyKind.EARNED: _earned,
    AnomalyKind.REACTIONS: _burst,
    AnomalyKind.REFUNDS: _refunds,
    AnomalyKind.REFUNDED: _refunded,
}
