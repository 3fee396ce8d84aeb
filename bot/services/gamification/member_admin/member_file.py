"""Everything that an admin sees of a member: the card, in one read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, exists, func, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentRight, ContentSet, ShopProduct, UserContentAccess
from ....database.tables.host import User, VipSubscriber
from ..errors import UnknownMember
from ..events.content_access import is_in_force, settle
from ..events.facts import SHOP_PURCHASE, MemberFacts, read_facts
from ..rules.ids import is_pseudonym
from ..rules.rewards import Reward, RewardStatus, RewardType
from ..rules.streak_days import StoredStreak, as_of
from ..rules.streaks import live_streak
from ..rules.terms import Terms
from ..rules.vip import is_vip

MAX_RIGHTS = 100


@dataclass(frozen=True, slots=True)
class MemberStreak:
    """A streak in days: its length now (0 if it is over), the longest ever, and the last day that counted
    (None: never)."""

    days: int
    longest: int
    last_day: date | None


@dataclass(frozen=True, slots=True)
class MemberRight:
    """A right to content, also one that has ended. `source`: "shop_purchase", "reward", "grant", or a word of
    an older bot. `price`: what a purchase cost. Times are in the creator's zone."""

    id: int
    content_set_id: int
    name: str
    source: str
    price: int | None
    since: datetime
    until: datetime | None
    refunded_at: datetime | None
    in_force: bool

    @property
    def is_purchase(self) -> bool:
        """True for what `shop.refund` takes."""
        return self.source == SHOP_PURCHASE

    @property
    def refundable(self) -> bool:
        """True for a purchase that was not refunded yet."""
        return self.is_purchase and self.refunded_at is None


@dataclass(frozen=True, slots=True)
class MemberReward:
    """A reward that the member has or had: its status now, how often it was claimed, and until when it can be
    claimed."""

    reward: Reward
    status: RewardStatus
    claim_count: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberFile:
    """What is known of a member; names are not escaped, times are in the creator's zone.

    `has_profile`: they interacted since gamification began; else all numbers are 0. `erased`: what is left of
    a member who was erased. `rights`: the newest 100, newest first.
    """

    user_id: int
    first_name: str
    last_name: str | None
    username: str | None
    since: datetime
    role: str
    vip: bool
    vip_until: datetime | None
    has_profile: bool
    balance: int
    total_earned: int
    total_spent: int
    level: int
    next_level_at: int | None
    gift_streak: MemberStreak
    reaction_streak: MemberStreak
    rights: tuple[MemberRight, ...]
    rewards: tuple[MemberReward, ...]

    @property
    def name(self) -> str:
        """First and last name, not escaped."""
        return f"{self.first_name} {self.last_name or ''}".strip()

    @property
    def erased(self) -> bool:
        """True for the ledger of an erased member: nothing can be done with it."""
        return is_pseudonym(self.user_id)

    @property
    def purchases(self) -> tuple[MemberRight, ...]:
        """The purchases among the rights, refunded or not."""
        return tuple(right for right in self.rights if right.is_purchase)

    @property
    def badges(self) -> tuple[str, ...]:
        """Badges that the member claimed, with their emoji, not escaped."""
        return tuple(
            one.reward.badge
            for one in self.rewards
            if one.reward.type is RewardType.BADGE and one.claim_count > 0
        )


def read_file(session: Session, terms: Terms, user_id: int) -> tuple[MemberFile, list[int]]:
    """Read the file; four statements. The second list has the content sets that only an older bot gave and
    that are no rights yet. Raises UnknownMember."""
    row = session.execute(
        select(
            User.first_name,
            User.last_name,
            User.username,
            User.created_at,
            cast(User.role, String).label("role"),  # adopted: a native enum
            VipSubscriber.status,
            VipSubscriber.expiry_date,
        )
        .outerjoin(VipSubscriber, VipSubscriber.user_id == User.user_id)
        .where(User.user_id == user_id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise UnknownMember(user_id)
    facts = read_facts(session, terms, user_id)
    zone = terms.zone
    earned = 0 if facts is None else facts.total_earned
    level = terms.formula.level(earned)
    runs = is_vip(None, row.status, row.expiry_date, terms.now)
    file = MemberFile(
        user_id=user_id,
        first_name=row.first_name,
        last_name=row.last_name,
        username=row.username,
        since=row.created_at.astimezone(zone),
        role=row.role.upper(),
        vip=is_vip(row.role, row.status, row.expiry_date, terms.now, host_says=terms.host_says_vip),
        vip_until=row.expiry_date.astimezone(zone) if runs else None,
        has_profile=facts is not None,
        balance=0 if facts is None else facts.balance,
        total_earned=earned,
        total_spent=0 if facts is None else facts.total_spent,
        level=level,
        next_level_at=terms.formula.starts_at(level + 1),
        gift_streak=_streak(StoredStreak() if facts is None else facts.gift_streak, terms),
        reaction_streak=_streak(StoredStreak() if facts is None else facts.reaction_streak, terms),
        rights=tuple(_right(one, terms.now, zone) for one in _rights(session, user_id)),
        rewards=() if facts is None else _rewards(facts, terms),
    )
    return file, unsettled_sets(session, user_id)


def settle_and_read(session: Session, terms: Terms, user_id: int, content_set_ids: list[int]) -> MemberFile:
    """Create rights for what older bots gave, then read the file; a unit of work."""
    for content_set_id in sorted(content_set_ids):
        settle(session, user_id, content_set_id, terms.now)
    return read_file(session, terms, user_id)[0]


def _streak(stored: StoredStreak, terms: Terms) -> MemberStreak:
    live = as_of(stored, terms)
    days = live_streak(live.current, live.last, terms.today)
    return MemberStreak(days, max(stored.longest, days), stored.last)


def _rights(session: Session, user_id: int) -> Sequence[Any]:
    return session.execute(
        select(
            ContentRight.id,
            ContentRight.content_set_id,
            func.coalesce(ShopProduct.name, ContentSet.name).label("name"),
            ContentRight.source,
            ContentRight.price,
            ContentRight.granted_at,
            ContentRight.expires_at,
            ContentRight.refunded_at,
        )
        .join(ContentSet, ContentSet.id == ContentRight.content_set_id)
        .outerjoin(ShopProduct, ShopProduct.id == ContentRight.shop_product_id)
        .where(ContentRight.user_id == user_id)
        .order_by(ContentRight.id.desc())
        .limit(MAX_RIGHTS)
    ).all()


def _right(row: Any, now: datetime, zone: ZoneInfo) -> MemberRight:
    return MemberRight(
        id=row.id,
        content_set_id=row.content_set_id,
        name=row.name,
        source=row.source,
        price=row.price,
        since=row.granted_at.astimezone(zone),
        until=row.expires_at and row.expires_at.astimezone(zone),
        refunded_at=row.refunded_at and row.refunded_at.astimezone(zone),
        in_force=is_in_force(row, now),
    )


def _rewards(facts: MemberFacts, terms: Terms) -> tuple[MemberReward, ...]:
    rewards = []
    for reward in terms.catalog.rewards:
        state = facts.state(reward.id)
        status = state.status_at(terms.now)
        if status is not RewardStatus.LOCKED or state.claim_count:
            expires = state.expires_at and state.expires_at.astimezone(terms.zone)
            rewards.append(MemberReward(reward, status, state.claim_count, expires))
    return tuple(rewards)


def unsettled_sets(session: Session, user_id: int) -> list[int]:
    """The sets of rows of access that no right stands for."""
    is_a_right = exists().where(
        ContentRight.user_id == UserContentAccess.user_id,
        ContentRight.content_set_id == UserContentAccess.content_set_id,
    )
    return list(
        session.execute(
            select(UserContentAccess.content_set_id).where(UserContentAccess.user_id == user_id, ~is_a_right)
        ).scalars()
    )
