"""Counts ledger entries into the daily totals, and reads how far they are counted; parts of units of work.

An entry is counted once: those up to `counted_to` are, later ones are not. On PostgreSQL an id may be
committed after a higher one, so an id is only counted to where every lower one is committed or never will be.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, delete, func, select, text, update
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry
from ....database.tables.host import User
from ....database.tables.totals import Cohort, DailyMembers, DailyTotal, DailyTotals, MemberActivity
from ....database.upsert import insert_into
from ..rules.days import zone_named
from .activity import Activity, stored_activity
from .tally import Counted, EntryRow, count, tally

SETTLE_TRIES, SETTLE_SECONDS = 20, 0.05
"""How long a run waits, at its start on PostgreSQL, for transactions that may still commit lower ids."""
_STATE = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the ledger is counted; the columns of DailyTotals."""

    zone_name: str
    count_number: int
    counted_to: int
    counts_to: int
    entries: int
    counted_at: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the counted days."""
        return zone_named(self.zone_name)


def read_progress(session: Session) -> Progress | None:
    """Return how far the ledger is counted, None before the first count; one statement."""
    row = session.execute(
        select(
            DailyTotals.zone,
            DailyTotals.count_number,
            DailyTotals.counted_to,
            DailyTotals.counts_to,
            DailyTotals.entries,
            DailyTotals.counted_at,
        ).where(DailyTotals.id == _STATE)
    ).one_or_none()
    return None if row is None else Progress(*row)


def begin(session: Session, zone_name: str, counts_to: int, now: datetime) -> Progress:
    """Let a run count up to `counts_to`: from where the last one ended, or from the first entry if nothing
    was counted yet or the creator changed the zone."""
    before = read_progress(session)
    if before is None:
        session.execute(
            insert_into(session, DailyTotals).values(
                id=_STATE, zone=zone_name, count_number=1, counted_to=0, counts_to=counts_to, entries=0,
                counted_at=now,
            )
        )  # fmt: skip
        return Progress(zone_name, 1, 0, counts_to, 0, now)
    if before.zone_name != zone_name:
        forget_totals(session)
    after = Progress(
        zone_name,
        before.count_number + (before.zone_name != zone_name),
        before.counted_to if before.zone_name == zone_name else 0,
        counts_to,
        before.entries if before.zone_name == zone_name else 0,
        now,
    )
    _save(session, after)
    return after


def forget_totals(session: Session) -> None:
    """Have the next run count everything anew; four statements."""
    for table in (DailyTotal, DailyMembers, Cohort):
        session.execute(delete(table))
    session.execute(
        update(DailyTotals)
        .where(DailyTotals.id == _STATE)
        .values(counted_to=0, counts_to=0, entries=0, count_number=DailyTotals.count_number + 1)
    )


def count_entries(session: Session, progress: Progress, after: int, last: int, now: datetime) -> int:
    """Count the entries with `after < id <= last`; returns how many. Eight statements."""
    counted = counted_between(session, progress, after, last)
    _add_totals(session, counted)
    _add_members(session, counted)
    _add_activity(session, counted, progress.count_number)
    _save(
        session,
        Progress(
            progress.zone_name,
            progress.count_number,
            max(progress.counted_to, last),
            progress.counts_to,
            progress.entries + counted.entries,
            now,
        ),
    )
    return counted.entries


def counted_between(session: Session, progress: Progress, after: int, last: int) -> Counted:
    """Return what the entries with `after < id <= last` add to what is stored; two statements."""
    tallied = tally(_entries(session, after, last), progress.zone)
    return count(tallied, _activity(session, progress.count_number, after, last))


def settled_to(session: Session) -> int | None:
    """Return an id up to which every entry is committed or never will be, None if that cannot be told just
    now; 0 for an empty ledger."""
    last = session.execute(select(func.max(LedgerEntry.id))).scalar_one() or 0
    if session.get_bind().dialect.name == "sqlite":
        return last  # one transaction writes at a time, and this is it
    # Whoever has taken an id holds this lock on the table until its commit, from before it took the id.
    writing = set(session.execute(_WRITING).scalars())
    for _ in range(SETTLE_TRIES):
        if not writing:
            return last
        session.execute(_SLEEP, {"seconds": SETTLE_SECONDS})
        writing &= set(session.execute(_WRITING).scalars())
    return None if writing else last


def nothing_counted(zone_name: str, now: datetime) -> Progress:
    """Return the progress before the first count."""
    return Progress(zone_name, 0, 0, 0, 0, now)


def _save(session: Session, progress: Progress) -> None:
    session.execute(
        update(DailyTotals)
        .where(DailyTotals.id == _STATE)
        .values(
            zone=progress.zone_name,
            count_number=progress.count_number,
            counted_to=progress.counted_to,
            counts_to=progress.counts_to,
            entries=progress.entries,
            counted_at=progress.counted_at,
        )
    )


def _entries(session: Session, after: int, last: int) -> list[EntryRow]:
    rows = session.execute(
        select(
            LedgerEntry.user_id,
            LedgerEntry.amount,
            cast(LedgerEntry.type, String),  # on adopted PostgreSQL it may still be the host's enum
            LedgerEntry.source,
            LedgerEntry.created_at,
        )
        .where(LedgerEntry.id > after, LedgerEntry.id <= last)
        .order_by(LedgerEntry.id)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _activity(session: Session, count_number: int, after: int, last: int) -> dict[int, Activity]:
    """Return the activity of the members of these entries; of members that are in `users` only."""
    members = select(LedgerEntry.user_id).where(LedgerEntry.id > after, LedgerEntry.id <= last)
    rows = session.execute(
        select(
            User.user_id,
            MemberActivity.first_day,
            MemberActivity.days,
            MemberActivity.month,
            MemberActivity.earned,
        )
        .outerjoin(
            MemberActivity,
            (MemberActivity.user_id == User.user_id) & (MemberActivity.count_number == count_number),
        )
        .where(User.user_id.in_(members))
    )
    return {row[0]: _activity_of(row[1], row[2], row[3], row[4]) for row in rows}


def _activity_of(first_day: Any, days: Any, month: Any, earned: Any) -> Activity:
    # A member without a row has NULL in each, which the types of an outer join do not say.
    return Activity() if days is None else stored_activity(first_day, days, month, earned)


def _add_totals(session: Session, counted: Counted) -> None:
    if counted.totals:
        adding = insert_into(session, DailyTotal)
        session.execute(
            adding.on_conflict_do_update(
                index_elements=["day", "type", "source"],
                set_={
                    "amount": DailyTotal.amount + adding.excluded.amount,
                    "entries": DailyTotal.entries + adding.excluded.entries,
                },
            ),
            [
                {
                    "day": day,
                    "type": type_,
                    "source": source,
                    "amount": total.amount,
                    "entries": total.entries,
                }
                for (day, type_, source), total in counted.totals.items()
            ],
        )  # fmt: skip


def _add_members(session: Session, counted: Counted) -> None:
    if counted.members:
        adding = insert_into(session, DailyMembers)
        session.execute(
            adding.on_conflict_do_update(
                index_elements=["day"], set_={"members": DailyMembers.members + adding.excluded.members}
            ),
            [{"day": day, "members": members} for day, members in counted.members.items()],
        )
    if counted.cohorts:
        adding = insert_into(session, Cohort)
        session.execute(
            adding.on_conflict_do_update(
                index_elements=["first_week", "week"],
                set_={"members": Cohort.members + adding.excluded.members},
            ),
            [
                {"first_week": first, "week": week, "members": members}
                for (first, week), members in counted.cohorts.items()
            ],
        )


def _add_activity(session: Session, counted: Counted, count_number: int) -> None:
    if counted.activity:
        # Sent by the driver as it is: SQLAlchemy's parameters took half of the time of a count.
        session.connection().exec_driver_sql(
            _ADD_ACTIVITY[session.get_bind().dialect.name],
            [
                (user_id, count_number, one.first_day, one.to_bytes(), one.month, one.earned)
                for user_id, one in sorted(counted.activity.items())
            ],
        )


_COLUMNS = ("count_number", "first_day", "days", "month", "earned")
_ADD_ACTIVITY = {
    dialect: (
        f"INSERT INTO gamification_member_activity (user_id, {', '.join(_COLUMNS)}) VALUES ({values}) "  # noqa: S608
        f"ON CONFLICT (user_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS)}"
    )
    for dialect, values in (("sqlite", "?, ?, ?, ?, ?, ?"), ("postgresql", "$1, $2, $3, $4, $5, $6"))
}
_WRITING = text(
    "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND relation = 'transactions'::regclass AND mode = 'RowExclusiveLock' AND granted "
    "AND pid IS DISTINCT FROM pg_backend_pid()"
)
_SLEEP = text("SELECT pg_sleep(:seconds)")
