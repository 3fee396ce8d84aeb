"""The members of a segment, by pages in the order of their ids."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import GamificationProfile, LedgerEntry, UserStreak
from ....database.tables.host import User, VipSubscriber
from ..rules.ids import FIRST_PSEUDONYM, is_pseudonym
from ..rules.segments import ACTIVE_WITHIN, Segment, SegmentKind
from ..rules.transaction_types import TransactionType
from ..rules.vip import ACTIVE, VIP_ROLES

_profiles: FromClause = GamificationProfile.__table__
_OF_ADMINS = (
    TransactionType.EARN_ADMIN.value,
    TransactionType.SPEND_ADMIN.value,
    TransactionType.EARN_SHOP_REFUND.value,
)
"""What is done to members: it does not make them active. With a source it is the host's own, and does."""


def next_page(session: Session, segment: Segment, after: int, size: int) -> tuple[int, int] | None:
    """Return the last id and the number of the next ids to look at, or None if there are none. Not all of
    them need be in the segment: a page is found in a short time even if hardly anybody is. One statement."""
    if segment.kind is SegmentKind.CHOSEN:
        ids = _listed(segment, after, size)
        return (ids[-1], len(ids)) if ids else None
    keys = (
        select(_profiles.c.user_id.label("key"))
        .where(_profiles.c.user_id > after)
        .order_by(_profiles.c.user_id)
        .limit(size)
        .subquery()
    )
    last, rows = session.execute(select(func.max(keys.c.key), func.count()).select_from(keys)).one()
    return (last, rows) if rows else None


def members_between(session: Session, segment: Segment, after: int, last: int, now: datetime) -> list[int]:
    """Return the members of the segment with `after < id <= last`, in order; one statement."""
    if segment.kind is SegmentKind.CHOSEN:
        ids = [one for one in segment.members if after < one <= last and not is_pseudonym(one)]
        return list(session.scalars(select(User.user_id).where(User.user_id.in_(ids)).order_by(User.user_id)))
    return list(
        session.scalars(
            select(_profiles.c.user_id)
            .where(_profiles.c.user_id > after, _profiles.c.user_id <= last, *_conditions(segment, now))
            .order_by(_profiles.c.user_id)
        )
    )


def who_can_pay(session: Session, members: Sequence[int], amount: int) -> set[int]:
    """Return those of the members whose balance is at least `amount`; one statement."""
    return set(
        session.scalars(
            select(_profiles.c.user_id).where(_profiles.c.user_id.in_(members), _profiles.c.balance >= amount)
        )
    )


def count_members(session: Session, segment: Segment, now: datetime) -> int:
    """Return how many members the segment has; one statement."""
    if segment.kind is SegmentKind.CHOSEN:
        ids = [one for one in segment.members if not is_pseudonym(one)]
        return session.execute(select(func.count()).where(User.user_id.in_(ids))).scalar_one()
    return session.execute(
        select(func.count()).select_from(_profiles).where(*_conditions(segment, now))
    ).scalar_one()


def find_by_ids_and_names(
    session: Session, ids: Sequence[int], usernames: Sequence[str]
) -> tuple[dict[int, int], dict[str, int]]:
    """Return the members of `users` among these, by id and by username in lower case; two statements. Of
    several members who have, or had, a username, the one with the newest row counts."""
    by_id = {
        one: one
        for one in session.scalars(
            select(User.user_id).where(User.user_id.in_(ids), User.user_id < FIRST_PSEUDONYM)
        )
    }
    if not usernames:
        return by_id, {}
    rows = session.execute(
        select(func.lower(User.username), User.user_id)
        .where(func.lower(User.username).in_(usernames))
        .order_by(User.updated_at)
    )
    return by_id, {row[0]: row[1] for row in rows}


def _listed(segment: Segment, after: int, size: int) -> tuple[int, ...]:
    first = bisect_right(segment.members, after)
    return segment.members[first : first + size]


def _conditions(segment: Segment, now: datetime) -> list[ColumnElement[bool]]:
    people = _profiles.c.user_id < FIRST_PSEUDONYM
    match segment.kind:
        case SegmentKind.VIP:
            return [people, _is_vip(now)]
        case SegmentKind.ACTIVE:
            return [people, _is_active(now)]
        case _:
            return [people]


def _is_vip(now: datetime) -> ColumnElement[bool]:
    """The same rule as in rules/vip.py."""
    return or_(
        exists(
            select(User.user_id).where(
                User.user_id == _profiles.c.user_id,
                func.upper(cast(User.role, String)).in_(VIP_ROLES),  # adopted: a native enum
            )
        ),
        exists(
            select(VipSubscriber.id).where(
                VipSubscriber.user_id == _profiles.c.user_id,
                func.lower(VipSubscriber.status) == ACTIVE,
                VipSubscriber.expiry_date > now,
            )
        ),
    )


def _is_active(now: datetime) -> ColumnElement[bool]:
    since = now - ACTIVE_WITHIN
    own = or_(cast(LedgerEntry.type, String).not_in(_OF_ADMINS), LedgerEntry.source.is_not(None))
    newest = (  # from the end of the index (user_id, id): one step for nearly everybody
        select(LedgerEntry.created_at)
        .where(LedgerEntry.user_id == _profiles.c.user_id, own)
        .order_by(LedgerEntry.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    # Of a reaction that was not paid, only the streak has the day.
    reacted = exists(
        select(UserStreak.id).where(
            and_(
                UserStreak.user_id == _profiles.c.user_id,
                UserStreak.streak_type == "REACTION",
                UserStreak.last_reaction_date >= since,
            )
        )
    )
    return or_(newest >= since, reacted)
