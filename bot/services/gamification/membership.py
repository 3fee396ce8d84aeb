"""What a host tells us about its members: who is VIP until when, and which role they have.

It is written where the host bot keeps it, in its words: docs/decisions/0061 says why, also where those tables
are the host's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import EllipsisType
from typing import Any

import structlog
from sqlalchemy import BigInteger, String, bindparam, cast, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ...database import RunAgain
from ...database.tables.host import ROLES, InvitationToken, User, VipSubscriber
from ...database.tables.types import UtcDateTime
from .audit import Change, record
from .errors import ChangedMeanwhile, UnknownMember
from .events.context import Context
from .events.facts import MemberFacts, facts_for_change
from .events.unlocking import unlock_due
from .rules.terms import ReadTerms, Terms
from .rules.vip import ACTIVE, EXPIRED, is_vip

log = structlog.get_logger(__name__)

WHO = "host"
"""Who made these changes, in the audit log."""
TOKEN = "besitos:set_vip"  # noqa: S105 - of an invitation; a subscription of the host's table needs one
FREE, VIP = "FREE", "VIP"


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """A member's `role` (FREE, VIP or ADMIN), whether they are VIP now, for any reason, and until when their
    subscription runs (in the creator's zone; None: they have none that runs)."""

    user_id: int
    role: str
    vip: bool
    vip_until: datetime | None


@dataclass(frozen=True, slots=True)
class StandingChange:
    """What a member is now, and what was changed for it."""

    status: MemberStatus
    changes: tuple[Change, ...]


class Members:
    """Role and VIP of members, as the host tells them. The caller is trusted: it is the host's own code."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def status(self, user_id: int) -> MemberStatus:
        """Return a member's role and VIP. Raises UnknownMember."""
        return await self._context.read_member_and_vip(_read_status, user_id)

    async def set_vip(self, user_id: int, *, until: datetime | None) -> MemberStatus:
        """Let a member be VIP until a moment; None, or a moment that has passed, ends it at once, also where
        it came from the role VIP. The role ADMIN stays VIP. The same again changes nothing.

        Raises ValueError unless `until` is an aware datetime or None, and UnknownMember.
        """
        until = checked_until(until)
        status = await self.status(user_id)
        if _is_vip_until(status, until, self._context.clock()):
            return status
        return await self._change("vip_set", change_vip, user_id, until)

    async def set_role(self, user_id: int, role: str) -> MemberStatus:
        """Give a member the role FREE, VIP or ADMIN, without an end. ADMIN opens our admins' screens.

        Raises ValueError for another role, and UnknownMember.
        """
        _check_role(role)
        status = await self.status(user_id)
        return await self._change("role_set", _set_role, user_id, role) if status.role != role else status

    async def _change(self, line: str, work: "_Work", user_id: int, value: object) -> MemberStatus:
        changed = await self._context.event(work, user_id, value)
        for change in changed.changes:
            log.info(line, user_id=user_id, before=change.before, after=change.after)
        return changed.status


_Work = Callable[[Session, Terms, int, Any], StandingChange]


def checked_until(until: object) -> datetime | None:
    """Return the moment in UTC. Raises ValueError unless it is an aware datetime or None."""
    if until is None:
        return None
    if not isinstance(until, datetime) or until.tzinfo is None:
        raise ValueError(f"until must be a datetime with a time zone, or None, not {until!r}")
    try:
        return until.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{until!r} is no time in UTC") from None


def _check_role(role: object) -> None:
    if not isinstance(role, str) or role not in ROLES:
        raise ValueError(f"{role!r} is not a role: it is one of {', '.join(ROLES)}")


def _is_vip_until(status: MemberStatus, until: datetime | None, now: datetime) -> bool:
    if until is not None and until > now:
        return status.vip_until == until
    return status.vip_until is None and status.role != VIP


def _read_status(session: Session, terms: ReadTerms, user_id: int) -> MemberStatus | None:
    """Return None if there is no such member. One statement."""
    row = session.execute(_STANDING, {"of_user": user_id}).one_or_none()
    return None if row is None else _status(row, terms, user_id)


def _status(row: Any, terms: ReadTerms, user_id: int) -> MemberStatus:
    runs = is_vip(None, row.status, row.expiry_date, terms.now)
    return MemberStatus(
        user_id=user_id,
        role=row.role.upper(),
        vip=is_vip(row.role, row.status, row.expiry_date, terms.now, host_says=terms.host_says_vip),
        vip_until=row.expiry_date.astimezone(terms.zone) if runs else None,
    )


def change_vip(
    session: Session,
    terms: Terms,
    user_id: int,
    until: datetime | None,
    who: str = WHO,
    shown: datetime | EllipsisType | None = ...,
) -> StandingChange:
    """Set the end of a member's VIP, or end it (None); a unit of work. `shown`: the end that was shown to
    `who`, in whole seconds. Raises ChangedMeanwhile if it is another one by now, and UnknownMember."""
    before, facts = _before(session, terms, user_id)
    if not isinstance(shown, EllipsisType) and _in_seconds(before.vip_until) != _in_seconds(shown):
        raise ChangedMeanwhile("vip", before.vip_until)
    changes = []
    if until is not None and until > terms.now:
        if before.vip_until != until:
            _subscribe(session, terms, user_id, until)
            changes.append(_change("vip", user_id, before.vip_until, until))
    else:
        if before.vip_until is not None:
            session.execute(_END, {"of_user": user_id, "ended_at": until or terms.now})
            changes.append(_change("vip", user_id, before.vip_until, None))
        if before.role == VIP:
            changes.append(_give_role(session, terms, before, FREE))
    return _done(session, terms, facts, changes, who)


def _in_seconds(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(microsecond=0)


def _set_role(session: Session, terms: Terms, user_id: int, role: str) -> StandingChange:
    before, facts = _before(session, terms, user_id)
    changes = [_give_role(session, terms, before, role)] if before.role != role else []
    return _done(session, terms, facts, changes, WHO)


def _before(session: Session, terms: Terms, user_id: int) -> tuple[MemberStatus, MemberFacts]:
    # An UPDATE that changes nothing locks the row until the commit: two changes at once follow each other.
    session.execute(_LOCK, {"of_user": user_id})
    facts = facts_for_change(session, terms, user_id)
    before = _read_status(session, terms, user_id)
    if before is None:
        raise UnknownMember(user_id)
    return before, facts


def _done(
    session: Session, terms: Terms, facts: MemberFacts, changes: list[Change], who: str
) -> StandingChange:
    status = _read_status(session, terms, facts.user_id)
    if status is None:
        raise UnknownMember(facts.user_id)
    record(session, who, changes, terms.now)
    if changes:  # a reward may be for those who are not VIP
        unlock_due(session, terms, replace(facts, vip=status.vip))
    return StandingChange(status, tuple(changes))


def _change(what: str, user_id: int, before: datetime | None, after: datetime | None) -> Change:
    return Change(
        what,
        f"member {user_id}",
        before and before.astimezone(UTC).isoformat(),
        after and after.astimezone(UTC).isoformat(),
    )


def _give_role(session: Session, terms: Terms, before: MemberStatus, role: str) -> Change:
    session.execute(_ROLE[role], {"of_user": before.user_id, "now": terms.now})
    return Change("role", f"member {before.user_id}", before.role, role)


def _subscribe(session: Session, terms: Terms, user_id: int, until: datetime) -> None:
    extended = update(VipSubscriber).where(VipSubscriber.user_id == user_id)
    if session.execute(extended.values(expiry_date=until, status=ACTIVE).returning(VipSubscriber.id)).first():
        return
    try:
        session.execute(
            insert(VipSubscriber).values(
                user_id=user_id,
                join_date=terms.now,
                expiry_date=until,
                status=ACTIVE,
                token_id=_token(session, terms.now),
            )
        )
    except IntegrityError as error:  # the host's bot has just made one
        raise RunAgain(f"a subscription of {user_id} was made at the same moment") from error


def _token(session: Session, now: datetime) -> int:
    """Return the used invitation that subscriptions of ours refer to: the host's table needs one."""
    token = session.execute(
        select(func.min(InvitationToken.id)).where(InvitationToken.token == TOKEN)
    ).scalar()
    if token is None:
        token = session.execute(
            insert(InvitationToken)
            .values(token=TOKEN, generated_by=0, created_at=now, duration_hours=0, used=True, used_at=now)
            .returning(InvitationToken.id)
        ).scalar_one()
    return int(token)


_USER = bindparam("of_user", type_=BigInteger)
_STANDING = (
    select(
        cast(User.role, String).label("role"),  # adopted: a native enum
        VipSubscriber.status,
        VipSubscriber.expiry_date,
    )
    .outerjoin(VipSubscriber, VipSubscriber.user_id == User.user_id)
    .where(User.user_id == _USER)
    .limit(1)
)
_LOCK = update(User).where(User.user_id == _USER).values(updated_at=User.updated_at)
_END = (
    update(VipSubscriber)
    .where(VipSubscriber.user_id == _USER)
    .values(expiry_date=bindparam("ended_at", type_=UtcDateTime), status=EXPIRED)
)
_ROLE = {
    # A literal: on adopted PostgreSQL the column is the host's enum.
    role: text(f"UPDATE users SET role = '{role}', updated_at = :now WHERE user_id = :of_user").bindparams(  # noqa: S608
        _USER, bindparam("now", type_=UtcDateTime)
    )
    for role in ROLES
}
