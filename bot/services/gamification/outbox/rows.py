"""The rows of the outbox, as units of work: put, claimed for a short time by one process, and deleted when
told. Leases and delays count by the database's clock, because those of two hosts may differ."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    TextClause,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from ....database.changed_rows import changed_rows
from ....database.tables.outbox import OutboxRow
from ....database.tables.types import UtcDateTime
from ....database.upsert import insert_into
from .notices import HOOK, Notice, Row

LEASE_SECONDS = 10.0
"""How long a row stays with a process that does not renew it: so late is told what a killed process held."""
MAX_DELAY_SECONDS = 3600.0
KEEP = timedelta(days=7)
"""What could not be told for so long is told no more."""
MAX_ERROR_LENGTH = 300
SPREAD = "spread"
"""In `lease_owner` of a row that nobody held yet: it is one of many that a run wrote, and has a time of its
own, so that what members do meanwhile is told at once."""
SPREAD_SECONDS = 1 / 15
"""From one such row to the next: half of what Telegram allows a bot."""
ONE_SENDER = 0x6F7574626F78
"""The key of PostgreSQL's lock that lets one process at a time claim rows in order."""

_rows: FromClause = OutboxRow.__table__
_SQLITE_TIME = "%Y-%m-%d %H:%M:%f000"
"""As SQLAlchemy stores a time, so that texts compare like times."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants rows of which kinds, and for how long. `in_order`: those of a member one after the other, and
    by one process at a time, so that this process alone decides how many are sent in a second."""

    kinds: Collection[str]
    owner: str
    seconds: float
    in_order: bool = True


def in_seconds(session: Session, seconds: float = 0.0) -> ColumnElement[Any]:
    """Return the SQL for a time so many seconds from now, by the database's clock."""
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime(_SQLITE_TIME, "now", f"{seconds:+.3f} seconds")
    now: ColumnElement[Any] = func.timezone("utc", func.now())
    return now if not seconds else now + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def put(session: Session, notices: Sequence[Notice], owner: str, seconds: float, now: datetime) -> None:
    """Write what must be told, in the transaction that caused it; one statement, or none for no notices.
    `owner` keeps the held ones for so many seconds."""
    if not notices:
        return
    values: dict[str, Any] = {"now": now, "owner": owner}
    for n, notice in enumerate(notices):
        values |= {
            f"user_id_{n}": notice.user_id,
            f"kind_{n}": notice.kind,
            f"payload_{n}": dict(notice.payload),
            f"language_{n}": notice.language,
            f"once_key_{n}": notice.once_key,
        }
    held = tuple(notice.held for notice in notices)
    session.execute(_put(session.get_bind().dialect.name, held, seconds), values)


@cache
def _put(dialect: str, held: tuple[bool, ...], seconds: float) -> TextClause:
    # One cached text per number of rows, as in the ledger.
    until = f"strftime('{_SQLITE_TIME}', 'now', '{seconds:+.3f} seconds')"
    if dialect != "sqlite":
        until = f"timezone('utc', now()) + make_interval(secs => {seconds})"
    rows = ", ".join(
        f"(:user_id_{n}, :kind_{n}, :payload_{n}, :language_{n}, :once_key_{n}, :now, 0, "
        + (f":owner, {until})" if is_held else "NULL, NULL)")
        for n, is_held in enumerate(held)
    )
    return text(
        "INSERT INTO gamification_outbox (user_id, kind, payload, language, once_key, created_at, tries, "  # noqa: S608
        f"lease_owner, lease_until) VALUES {rows} ON CONFLICT (once_key) DO NOTHING"
    ).bindparams(
        bindparam("now", type_=UtcDateTime),
        *([bindparam("owner", type_=String)] if any(held) else []),
        *(bindparam(f"user_id_{n}", type_=BigInteger) for n in range(len(held))),
        *(bindparam(f"payload_{n}", type_=JSON) for n in range(len(held))),
        *(
            bindparam(f"{name}_{n}", type_=String)
            for name in ("kind", "language", "once_key")
            for n in range(len(held))
        ),
    )


def put_spread(session: Session, notices: Sequence[Notice], now: datetime) -> None:
    """Write what a run has to tell many members: each row is due a little later than the one before, also
    than those of the batch before. Two statements."""
    last, database_now = session.execute(
        select(
            select(func.max(OutboxRow.due_at)).where(OutboxRow.lease_owner == SPREAD).scalar_subquery(),
            type_coerce(in_seconds(session), UtcDateTime),
        )
    ).one()
    begin = database_now if last is None else max(last, database_now)
    session.execute(
        insert_into(session, OutboxRow)
        .values(
            [
                {
                    "user_id": notice.user_id,
                    "kind": notice.kind,
                    "payload": dict(notice.payload),
                    "language": notice.language,
                    "once_key": notice.once_key,
                    "created_at": now,
                    "due_at": begin + timedelta(seconds=number * SPREAD_SECONDS),
                    "tries": 0,
                    "lease_owner": SPREAD,
                }
                for number, notice in enumerate(notices, 1)
            ]
        )
        .on_conflict_do_nothing(index_elements=["once_key"])
    )


def _is_held(row: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(row.c.lease_until.is_not(None), row.c.lease_until > now)


def _is_put_off(row: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(row.c.due_at.is_not(None), row.c.due_at > now)


def _waits_in_order(row: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Put off after a try. What a run spread holds back nothing that the member did."""
    return and_(_is_put_off(row, now), func.coalesce(row.c.lease_owner, "") != SPREAD)


def _is_free(row: FromClause, claim: Claim, now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a row that is not put off can be claimed."""
    free = and_(row.c.kind.in_(claim.kinds), row.c.gave_up_at.is_(None), ~_is_held(row, now))
    if not claim.in_order:
        return free
    earlier, elsewhere = _rows.alias("earlier"), _rows.alias("elsewhere")
    must_wait = exists(
        select(earlier.c.id).where(
            earlier.c.user_id == row.c.user_id,
            earlier.c.id < row.c.id,
            earlier.c.kind.in_(claim.kinds),
            earlier.c.gave_up_at.is_(None),
            or_(_is_held(earlier, now), _waits_in_order(earlier, now)),
        )
    )
    another_sends = exists(
        select(elsewhere.c.id).where(
            _is_held(elsewhere, now),
            elsewhere.c.kind.in_(claim.kinds),
            elsewhere.c.lease_owner != claim.owner,
        )
    )
    return and_(free, ~must_wait, ~another_sends)


def _claimable(claim: Claim, now: ColumnElement[Any], limit: int) -> Select[Any]:
    """The ids of the oldest rows that can be claimed. Those to be told at once and those that are due by now
    are looked up apart, each in the order of an index, so that the many that wait for later are not read.
    What is found are the members: of each, the oldest rows come first, of either kind."""
    at_once, when_due, row = _rows.alias("at_once"), _rows.alias("when_due"), _rows.alias("candidate")
    found = [
        select(
            select(kind.c.user_id)
            .where(time, _is_free(kind, claim, now))
            .order_by(kind.c.due_at, kind.c.id)
            .limit(limit)
            .subquery()
            .c.user_id
        )
        for kind, time in ((at_once, at_once.c.due_at.is_(None)), (when_due, when_due.c.due_at <= now))
    ]
    return (
        select(row.c.id)
        .where(row.c.user_id.in_(union_all(*found)), ~_is_put_off(row, now), _is_free(row, claim, now))
        .order_by(row.c.id)
        .limit(limit)
    )


def has_work(session: Session, claim: Claim) -> bool:
    """Return whether a claim would get rows. It only reads, so that polling blocks nobody."""
    return session.execute(_claimable(claim, in_seconds(session), 1)).first() is not None


def told_elsewhere(session: Session, kinds: Collection[str], owner: str) -> bool:
    """Return whether a process other than `owner` holds rows of these kinds."""
    now = in_seconds(session)
    held = select(_rows.c.id).where(
        _rows.c.kind.in_(kinds), _rows.c.lease_owner != owner, _is_held(_rows, now)
    )
    return session.execute(held.limit(1)).first() is not None


def take(session: Session, claim: Claim, limit: int) -> list[Row]:
    """Claim the oldest rows; one statement, and on PostgreSQL one before it. Of two processes that claim at
    once only one gets each row; of those in order, only one gets any."""
    if claim.in_order and session.get_bind().dialect.name == "postgresql":
        # Two claims at once would not see each other's leases. SQLite has one writer anyway.
        session.execute(select(func.pg_advisory_xact_lock(ONE_SENDER)))
    now = in_seconds(session)
    taken = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(_claimable(claim, now, limit)), ~_is_held(_rows, now))
        .values(
            lease_owner=claim.owner,
            lease_until=in_seconds(session, claim.seconds),
            tries=OutboxRow.tries + 1,
        )
        .returning(
            OutboxRow.id,
            OutboxRow.user_id,
            OutboxRow.kind,
            OutboxRow.once_key,
            OutboxRow.payload,
            OutboxRow.language,
            OutboxRow.created_at,
            OutboxRow.tries,
        )
        .execution_options(synchronize_session=False)
    )
    return sorted((Row(*row) for row in taken), key=lambda row: row.id)


def renew(session: Session, owner: str, keys: Collection[str], seconds: float) -> None:
    """Keep the rows that this process still tells; one statement."""
    _change(
        session,
        OutboxRow.once_key.in_(keys),
        OutboxRow.lease_owner == owner,
        lease_until=in_seconds(session, seconds),
    )


def end(session: Session, row_ids: Collection[int]) -> None:
    """Delete rows that were told or will never be, whoever holds them."""
    _delete(session, OutboxRow.id.in_(row_ids))


def end_by_key(session: Session, once_key: str) -> None:
    """Delete the row of one cause."""
    _delete(session, OutboxRow.once_key == once_key)


def give_back(
    session: Session, owner: str, row_ids: Collection[int], after_seconds: float | None, untried: bool
) -> None:
    """Let go of rows, which are told again `after_seconds` (None: at once). `untried`: this try does not
    count."""
    _change(
        session,
        OutboxRow.id.in_(row_ids),
        OutboxRow.lease_owner == owner,
        lease_owner=None,
        lease_until=None,
        due_at=None if after_seconds is None else in_seconds(session, min(after_seconds, MAX_DELAY_SECONDS)),
        tries=OutboxRow.tries - 1 if untried else OutboxRow.tries,
    )


def release_key(session: Session, owner: str, once_key: str) -> None:
    """Let go of the row of one cause: whoever polls next tells it."""
    _change(
        session,
        OutboxRow.once_key == once_key,
        OutboxRow.lease_owner == owner,
        lease_owner=None,
        lease_until=None,
    )


def note_progress(
    session: Session, owner: str, row_id: int, payload: Mapping[str, Any], seconds: float
) -> bool:
    """Save how far a row is told, and keep it. Returns False if another process has it by now."""
    changed = _change(
        session,
        OutboxRow.id == row_id,
        OutboxRow.lease_owner == owner,
        payload=dict(payload),
        lease_until=in_seconds(session, seconds),
    )
    return changed == 1


def give_up(session: Session, row_id: int, error: str, now: datetime) -> None:
    """Try a row no more; it stays for the doctor to report."""
    _change(
        session,
        OutboxRow.id == row_id,
        lease_owner=None,
        lease_until=None,
        gave_up_at=now,
        error=error[:MAX_ERROR_LENGTH],
    )


def expire(session: Session, now: datetime) -> int:
    """Delete rows older than seven days, told or not. Returns how many."""
    return _delete(session, OutboxRow.created_at < now - KEEP)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: how many rows for members and for hooks, since when, and how many were given up."""

    members: int
    hooks: int
    oldest: datetime | None
    given_up: int


def read_backlog(session: Session) -> Backlog:
    """Count the rows; one statement."""
    waits = OutboxRow.gave_up_at.is_(None)
    hook = OutboxRow.kind.like(f"{HOOK}%")
    row = session.execute(
        select(
            func.count(case((waits & ~hook, 1))),
            func.count(case((waits & hook, 1))),
            func.min(case((waits, OutboxRow.created_at))),
            func.count(case((~waits, 1))),
        )
    ).one()
    return Backlog(*row)


def _change(session: Session, *where: ColumnElement[bool], **values: Any) -> int:
    result = session.execute(
        update(OutboxRow).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    return changed_rows(result)


def _delete(session: Session, *where: ColumnElement[bool]) -> int:
    result = session.execute(delete(OutboxRow).where(*where).execution_options(synchronize_session=False))
    return changed_rows(result)
