"""Rewards of members: which are unlocked or in progress, claims, and grants by admins."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from ...database import RunAgain
from ...database.tables.gamification import UserReward
from ...database.tables.host import VipSubscriber
from .audit import Change, by_admin, record
from .catalog.snapshot import read_reward
from .errors import AlreadyClaimed, ClaimExpired, IdempotencyConflict, RewardLocked, SubscriptionRequired
from .events.content_access import give_by_reward
from .events.context import Context
from .events.facts import MemberFacts, after, ensure_wallet_unchanged, facts_for_change, read_facts
from .events.ledger import Movement, post_all
from .events.streak_rows import as_stored
from .events.to_tell import to_tell
from .events.unlocking import HostCounts, due_rewards, lacking_baselines, standing_of, unlock, unlock_due
from .happened import Claimed, happened
from .outbox.notices import claim_key, delivery
from .rules.ids import check_member_id, is_catalog_id
from .rules.rewards import (
    Condition,
    HostCondition,
    Progress,
    Reward,
    RewardState,
    RewardStatus,
    RewardType,
    progress_of,
)
from .rules.streak_days import as_of
from .rules.terms import Terms
from .rules.transaction_types import TransactionType
from .rules.vip import ACTIVE

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RewardView:
    """A reward with a member's progress: the present status, the progress of each condition, until when it
    can be claimed (in the creator's zone) and how often it was claimed."""

    reward: Reward
    status: RewardStatus
    progress: tuple[Progress, ...]
    expires_at: datetime | None
    claim_count: int

    @property
    def id(self) -> int:
        """The reward's id, which `claim` takes."""
        return self.reward.id

    @property
    def code(self) -> str | None:
        """The reward's stable code, if it has one."""
        return self.reward.code

    @property
    def name(self) -> str:
        """The reward's name, not escaped."""
        return self.reward.name


@dataclass(frozen=True, slots=True)
class RewardClaim:
    """What a claim gave: `amount` besitos, a badge, content to be sent (`content_set_id`) or VIP until
    `vip_until` (in the creator's zone); and the balance after it. `unlocked`: rewards that became
    claimable."""

    reward: Reward
    balance: int
    amount: int = 0
    badge: str | None = None
    content_set_id: int | None = None
    vip_until: datetime | None = None
    unlocked: tuple[Reward, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    facts: MemberFacts
    amount: int = 0
    badge: str | None = None
    content_set_id: int | None = None
    vip_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Unlocking:
    views: list[RewardView]
    unlocked: tuple[Reward, ...]


class Rewards:
    """Rewards of members. Every call also works for a member of `users` without a profile."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def available(self, user_id: int) -> list[RewardView]:
        """Return every reward that the member may see, in the creator's order; secret ones once they are
        unlocked. It also unlocks what became due without an event of the member, such as a reward that was
        added. Raises UnknownMember.
        """
        check_member_id(user_id)
        views = await self._context.look_at_member(_settled_views, user_id)
        return views if views is not None else (await self._context.event(_catch_up, user_id)).views

    async def claimable(self, user_id: int, reward_ids: Iterable[int]) -> list[Reward]:
        """Return those of these rewards that wait to be claimed just now, in the creator's order; one read.
        No promise to others: it is for announcements."""
        catalog = await self._context.catalog.snapshot()
        waiting = await self._context.database.read(
            _read_claimable, user_id, sorted(reward_ids), self._context.clock()
        )
        return [reward for reward in catalog.rewards if reward.id in waiting]

    async def check(self, user_id: int) -> tuple[Reward, ...]:
        """Unlock what became due, and return it: for a host to call after it changed what its own conditions
        count. Raises UnknownMember."""
        return await self._context.event(_check, user_id)

    async def claim(self, user_id: int, reward_id: int, *, deliver: bool = False) -> RewardClaim:
        """Claim an unlocked reward. With `deliver`, the outbox sends files that it gives if the caller does
        not, as `shop.buy` does.

        Raises RewardLocked, ClaimExpired, AlreadyClaimed, SubscriptionRequired (the claim stays open) and
        UnknownMember.
        """
        check_member_id(user_id)
        _check_reward_id(reward_id)
        return await self._context.event(_claim, user_id, reward_id, deliver)

    async def grant(self, admin_id: int, user_id: int, reward_id: int) -> RewardView:
        """Unlock a reward for a member without checking its conditions; the member then claims it as usual. A
        reward that is already claimable stays as it is. Raises NotAllowed, AlreadyClaimed (a reward that is
        not repeatable pays only once), RewardLocked if there is no such reward, and UnknownMember.
        """
        check_member_id(user_id)
        await self._context.admins.require(admin_id)
        _check_reward_id(reward_id)
        granted = await self._context.event(_grant, user_id, reward_id, admin_id)
        new = bool(granted.unlocked)
        log.info("reward_granted", admin_id=admin_id, user_id=user_id, reward_id=reward_id, new=new)
        return granted.views[0]


def _check_reward_id(reward_id: object) -> None:
    if not is_catalog_id(reward_id):
        raise RewardLocked


def _read_claimable(session: Session, user_id: int, reward_ids: list[int], now: datetime) -> set[int]:
    waiting = session.execute(
        select(UserReward.reward_id).where(
            UserReward.user_id == user_id,
            UserReward.reward_id.in_(reward_ids),
            UserReward.status == RewardStatus.UNLOCKED.value,
            or_(UserReward.expires_at.is_(None), UserReward.expires_at > now),
        )
    )
    return set(waiting.scalars())


def _views(terms: Terms, facts: MemberFacts, counts: HostCounts) -> Iterator[RewardView]:
    for reward in terms.catalog.rewards:
        status = facts.state(reward.id).status_at(terms.now)
        touched = status is not RewardStatus.LOCKED or facts.state(reward.id).claim_count > 0
        if touched or (reward.is_active and not reward.is_secret):
            yield _view(terms, facts, reward, counts)


def _view(terms: Terms, facts: MemberFacts, reward: Reward, counts: HostCounts) -> RewardView:
    state = facts.state(reward.id)
    standing = replace(standing_of(facts, terms), host_counts=counts.of(reward))
    return RewardView(
        reward=reward,
        status=state.status_at(terms.now),
        progress=tuple(
            replace(progress_of(condition, standing, state), labels=_labels(terms, condition))
            for condition in reward.conditions
        ),
        expires_at=state.expires_at.astimezone(terms.zone) if state.expires_at is not None else None,
        claim_count=state.claim_count,
    )


def _labels(terms: Terms, condition: Condition) -> Mapping[str, str] | None:
    return terms.conditions.labels(condition.type) if isinstance(condition.type, HostCondition) else None


def _settled_views(session: Session, terms: Terms, user_id: int) -> list[RewardView] | None:
    """Return None if something has to be written first."""
    facts = read_facts(session, terms, user_id)
    if facts is None:
        return None
    counts = HostCounts(session, terms, user_id)
    if due_rewards(facts, terms, counts) or lacking_baselines(facts, terms):
        return None
    return list(_views(terms, facts, counts))


def _catch_up(session: Session, terms: Terms, user_id: int) -> _Unlocking:
    unlocked = unlock_due(session, terms, facts_for_change(session, terms, user_id))
    counts = HostCounts(session, terms, user_id)
    return _Unlocking(list(_views(terms, facts_for_change(session, terms, user_id), counts)), unlocked)


def _check(session: Session, terms: Terms, user_id: int) -> tuple[Reward, ...]:
    return unlock_due(session, terms, facts_for_change(session, terms, user_id))


def _claim(session: Session, terms: Terms, user_id: int, reward_id: int, deliver: bool) -> RewardClaim:
    facts, now = facts_for_change(session, terms, user_id), terms.now
    reward = read_reward(session, reward_id)  # read again: a cache must not decide what is paid
    state = facts.state(reward_id)
    if reward is None:
        raise RewardLocked
    match state.status_at(now):
        case RewardStatus.CLAIMED:
            raise AlreadyClaimed
        case RewardStatus.EXPIRED:
            raise ClaimExpired
        case RewardStatus.LOCKED:
            raise RewardLocked
    given = _give(session, terms, facts, reward)
    facts = given.facts
    streak_day = as_of(facts.gift_streak, terms).last
    claimed = session.execute(
        _MARK_CLAIMED,
        {
            "of_user": user_id,
            "of_reward": reward_id,
            "of_count": state.claim_count,
            "status": RewardStatus.CLAIMED.value,
            "claim_count": state.claim_count + 1,
            "claimed_at": now,
            "last_claimed_at": now,
            "baseline_earned": facts.total_earned,
            "baseline_spent": facts.total_spent,
            "baseline_day": as_stored(streak_day),
            "updated_at": now,
        },
    ).one_or_none()
    if claimed is None:  # another transaction claimed it: roll back and read again
        raise RunAgain(f"reward {reward_id} of {user_id} was claimed at the same moment")
    claimed_state = RewardState(
        RewardStatus.CLAIMED, state.unlocked_at, state.expires_at, state.claim_count + 1, now,
        facts.total_earned, facts.total_spent, streak_day,
    )  # fmt: skip
    facts = facts.with_state(reward_id, claimed_state)
    told = Claimed(
        user_id=user_id, at=now, reward=reward, claim_count=state.claim_count + 1, vip_until=given.vip_until
    )
    happened(session, told)
    if deliver and given.content_set_id is not None:
        to_tell(session, delivery(user_id, given.content_set_id, claim_key(user_id, reward_id)))
    return RewardClaim(
        reward=reward,
        balance=facts.balance,
        amount=given.amount,
        badge=given.badge,
        content_set_id=given.content_set_id,
        vip_until=given.vip_until,
        unlocked=unlock_due(session, terms, facts),
    )


def _give(session: Session, terms: Terms, facts: MemberFacts, reward: Reward) -> _Given:
    match reward.type:
        case RewardType.BESITOS:
            return _pay(session, terms, facts, reward)
        case RewardType.BADGE:
            return _Given(facts, badge=reward.badge)
        case RewardType.CONTENT:
            content_set_id = int(reward.value["content_set_id"])
            give_by_reward(session, facts.user_id, content_set_id, reward.id, terms.now)
            return _Given(facts, content_set_id=content_set_id)
        case RewardType.VIP_EXTENSION:
            days = timedelta(days=int(reward.value["days"]))
            until = _extend_vip(session, facts.user_id, days, terms.now)
            return _Given(facts, vip_until=until.astimezone(terms.zone))


def _pay(session: Session, terms: Terms, facts: MemberFacts, reward: Reward) -> _Given:
    amount = int(reward.value["amount"])
    number = facts.state(reward.id).claim_count + 1
    movement = Movement(
        facts.user_id,
        amount,
        TransactionType.EARN_REWARD,
        f"reward {reward.name}",
        f"reward:{reward.id}:{facts.user_id}:{number}",
        {"reward_id": reward.id},
    )
    try:
        posted = post_all(session, terms, [movement])
    except IdempotencyConflict as error:  # another transaction has just paid it, at another amount
        raise AlreadyClaimed from error
    if posted.replayed:  # already paid, although the member's row does not say so
        raise AlreadyClaimed
    ensure_wallet_unchanged(facts, posted)
    return _Given(after(facts, posted), amount=amount)


def _extend_vip(session: Session, user_id: int, days: timedelta, now: datetime) -> datetime:
    # An UPDATE that changes nothing locks the row until the commit, so that a renewal by the host cannot come
    # in between. Values are not compared: SQLite may store a time in several ways.
    held = update(VipSubscriber).where(VipSubscriber.user_id == user_id)
    row = session.execute(
        held.values(status=VipSubscriber.status).returning(VipSubscriber.expiry_date, VipSubscriber.status)
    ).one_or_none()
    if row is None:
        raise SubscriptionRequired
    runs = row.status.lower() == ACTIVE and row.expiry_date > now
    until: datetime = (row.expiry_date if runs else now) + days
    session.execute(held.values(expiry_date=until, status=ACTIVE))
    return until


def _grant(session: Session, terms: Terms, user_id: int, reward_id: int, admin_id: int) -> _Unlocking:
    facts = facts_for_change(session, terms, user_id)
    reward = read_reward(session, reward_id)
    if reward is None:
        raise RewardLocked
    if facts.state(reward_id).status is RewardStatus.CLAIMED and not reward.is_repeatable:
        raise AlreadyClaimed
    new = unlock(session, terms, facts, [reward])
    if new:
        before = facts.state(reward_id).status_at(terms.now)
        given = {"reward_id": reward_id, "name": reward.name}
        change = Change("reward granted", f"member {user_id}", {**given, "status": before.value}, given)
        record(session, by_admin(admin_id), [change], terms.now)
    counts = HostCounts(session, terms, user_id)
    return _Unlocking([_view(terms, facts_for_change(session, terms, user_id), reward, counts)], new)


_MARK_CLAIMED = (
    update(UserReward)
    .where(
        UserReward.user_id == bindparam("of_user"),
        UserReward.reward_id == bindparam("of_reward"),
        UserReward.claim_count == bindparam("of_count"),
        UserReward.status == RewardStatus.UNLOCKED.value,
    )
    .values(
        {
            name: bindparam(name)
            for name in (
                "status", "claim_count", "claimed_at", "last_claimed_at", "baseline_earned", "baseline_spent",
                "baseline_day", "updated_at",
            )
        }
    )
    .returning(UserReward.id)
)  # fmt: skip
