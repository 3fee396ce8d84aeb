"""The erasure of a member: what is personal goes, and the books stay under a pseudonym (decision 0086)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Executable,
    String,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    inspect,
    literal,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from ....database.changed_rows import changed_rows
from ....database.tables.gamification import (
    AuditEntry,
    ContentRight,
    GamificationProfile,
    LedgerEntry,
    UpgradeLogEntry,
)
from ....database.tables.host import (
    FreeChannelRequest,
    InvitationToken,
    User,
    UserInterest,
    UserRoleChangeLog,
    VipSubscriber,
)
from ....database.tables.jobs import JobFinding, JobRun
from ....database.tables.metadata import Table
from ....database.tables.totals import MemberActivity
from ....database.tables.types import UtcDateTime
from ....database.upgrade.chain import VERSION_TABLE
from ..audit import Change, by_admin, record
from ..errors import UnknownMember
from ..events.content_access import settle
from ..events.facts import SHOP_PURCHASE
from ..happened import Erased, happened
from ..in_force import level_of
from ..members.provisioning import ensure_profile
from ..membership import FREE, TOKEN
from .held_rows import (
    HELD,
    OnErasure,
    audited,
    found_by_jobs,
    id_in_words,
    listed_in_runs,
    moved_by_upgrades,
    without_member,
)
from .member_file import unsettled_sets

NO_NAME = "—"
"""In `users.first_name`, which cannot be empty."""
REASON = "erased"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is left: the books of `entries` ledger entries and a `balance`, under the id `pseudonym` (None:
    there were none), and whether the host's row in `users` had to stay, without its names."""

    pseudonym: int | None
    entries: int
    balance: int
    user_kept: bool


def erase(session: Session, user_id: int, pseudonym: int, admin_id: int, now: datetime) -> Erasure:
    """Erase a member; a unit of work. Raises UnknownMember."""
    # FOR UPDATE: whoever inserts a row that refers to this member waits until we are done.
    held = session.execute(select(User.user_id).where(User.user_id == user_id).with_for_update())
    if held.one_or_none() is None:
        raise UnknownMember(user_id)
    for content_set_id in unsettled_sets(session, user_id):  # what an older bot sold becomes a purchase
        settle(session, user_id, content_set_id, now)
    books = _move_books(session, user_id, pseudonym, now)
    for table in HELD:
        if table.on_erasure is not OnErasure.OF_THE_HOST:
            session.execute(table.deletion(user_id))
    _run(session, delete(JobFinding).where(found_by_jobs(user_id)))
    moved = moved_by_upgrades(session, user_id)
    if moved:
        _run(session, delete(UpgradeLogEntry).where(UpgradeLogEntry.id.in_(moved)))
    for row_id, subject in audited(session, user_id).items():
        about = id_in_words(user_id).sub(str(pseudonym), subject)
        nothing = {"subject": about, "before": null(), "after": null()}
        _run(session, update(AuditEntry).where(AuditEntry.id == row_id).values(nothing))
    for run_id, params in listed_in_runs(session, user_id).items():
        others = without_member(params, user_id, pseudonym)
        _run(session, update(JobRun).where(JobRun.id == run_id).values(params=others))
    kept = _leave_users(session, user_id, now)
    left = {"entries": books[0], "balance": books[1]}
    record(session, by_admin(admin_id), [Change("erasure", f"member {pseudonym}", None, left)], now)
    happened(session, Erased(user_id=user_id, at=now, admin_id=admin_id, user_kept=kept))
    return Erasure(pseudonym if books[2] else None, books[0], books[1], kept)


def _move_books(session: Session, user_id: int, pseudonym: int, now: datetime) -> tuple[int, int, bool]:
    """Put wallet, ledger and purchases under the pseudonym. Returns how many entries there are, the balance,
    and whether there was anything."""
    wallet = session.execute(
        update(GamificationProfile)
        .where(GamificationProfile.user_id == user_id)
        .values(updated_at=GamificationProfile.updated_at)  # locks it: no entry is added from here on
        .returning(GamificationProfile.balance)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    entries, balance = session.execute(
        select(func.count(), func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
            LedgerEntry.user_id == user_id
        )
    ).one()
    if entries and wallet is None:  # somebody deleted the row
        ensure_profile(session, user_id, now, level_of, tell=False)
    bought = exists().where(ContentRight.user_id == user_id, ContentRight.source == SHOP_PURCHASE)
    if not entries and not session.execute(select(bought)).scalar_one():
        return 0, 0, False
    session.execute(_MAKE_PSEUDONYM, {"pseudonym": pseudonym, "name": NO_NAME, "now": now})
    _run(
        session,
        update(GamificationProfile).where(GamificationProfile.user_id == user_id).values(user_id=pseudonym),
    )
    # What is not counted yet is counted for the pseudonym: with its activity, no day counts it twice.
    _run(session, update(MemberActivity).where(MemberActivity.user_id == user_id).values(user_id=pseudonym))
    _run(session, _MOVE_ENTRIES.where(LedgerEntry.user_id == user_id).values(user_id=pseudonym))
    over = or_(ContentRight.expires_at.is_(None), ContentRight.expires_at > now)
    _run(
        session,
        update(ContentRight)
        .where(ContentRight.user_id == user_id, ContentRight.source == SHOP_PURCHASE)
        .values(user_id=pseudonym, expires_at=case((over, now), else_=ContentRight.expires_at)),
    )
    return int(entries), int(balance), True


def _leave_users(session: Session, user_id: int, now: datetime) -> bool:
    """Delete the member's row of `users`, unless the host's bot needs it: then only the names go. Returns
    whether it stayed."""
    ours = select(InvitationToken.id).where(InvitationToken.token == TOKEN)
    _run(
        session,
        delete(VipSubscriber).where(VipSubscriber.user_id == user_id, VipSubscriber.token_id.in_(ours)),
    )
    if _host_needs(session, user_id):
        names = {"username": None, "first_name": NO_NAME, "last_name": None, "updated_at": now}
        _run(session, update(User).where(User.user_id == user_id).values(names))
        return True
    _run(session, delete(User).where(User.user_id == user_id))
    return False


def _host_needs(session: Session, user_id: int) -> bool:
    # A table that neither we nor the host that we know have may refer to the row, and be emptied with it.
    tables = set(inspect(session.connection()).get_table_names())
    if tables - set(Table.metadata.tables) - {VERSION_TABLE}:
        return True
    refers = (
        exists().where(User.user_id == user_id, cast(User.role, String) != FREE),
        *(exists().where(column == user_id) for column in _HOST_COLUMNS),
    )
    return bool(session.execute(select(or_(*refers))).scalar_one())


def _run(session: Session, statement: Executable) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return changed_rows(result)


_HOST_COLUMNS: tuple[Any, ...] = (
    VipSubscriber.user_id,
    FreeChannelRequest.user_id,
    UserInterest.user_id,
    UserRoleChangeLog.user_id,
    InvitationToken.used_by,
    InvitationToken.generated_by,
)
_MAKE_PSEUDONYM = text(
    # The role is a literal because on adopted PostgreSQL the column is the host's enum.
    "INSERT INTO users (user_id, username, first_name, last_name, role, created_at, updated_at) "
    "VALUES (:pseudonym, NULL, :name, NULL, 'FREE', :now, :now)"
).bindparams(bindparam("pseudonym", type_=BigInteger), bindparam("now", type_=UtcDateTime))
# Keys have ids of members in them, reasons and metadata whatever somebody wrote. A refund's key has the id of
# the entry that it gave back, by which the doctor finds it.
_MOVE_ENTRIES = update(LedgerEntry).values(
    reason=REASON,
    transaction_metadata=null(),
    idempotency_key=case(
        (LedgerEntry.idempotency_key.like("refund:%"), LedgerEntry.idempotency_key),
        else_=literal("erased:", String) + cast(LedgerEntry.id, String),
    ),
)
