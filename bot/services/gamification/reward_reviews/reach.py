"""How many members a reward would reach: who meets its conditions just now, and who has it already. The
conditions are put into SQL here, for counting only; what unlocks is decided by rules/rewards.py."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from ....database.tables.gamification import (
    ContentRight,
    GamificationProfile,
    UserContentAccess,
    UserReaction,
    UserReward,
    UserStreak,
)
from ....database.tables.host import User, VipSubscriber
from ....database.tables.metadata import Table
from ..events.facts import SHOP_PURCHASE
from ..events.streak_rows import GIFT, REACTION, as_stored
from ..rules.reward_logic import Drafted, never
from ..rules.rewards import Condition, ConditionType, HostCondition, RewardStatus
from ..rules.terms import ReadTerms
from ..rules.vip import ACTIVE, VIP_ROLES

MAX_EXAMINED = 25_000
"""Of so many members, those who have earned the most, it is counted who meets the conditions."""


@dataclass(frozen=True, slots=True)
class Due:
    """`members` meet the conditions now and would get the reward the next time they do something. `or_more`:
    there are too many members to look at all. `at_most`: it also asks for what only the host can count."""

    members: int
    or_more: bool = False
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class RewardHolders:
    """Members by what they did with a reward: `waiting` can claim it now, `claimed` did at least once
    (`claims` times in all), `missed` never did in time. `others` have not earned it."""

    waiting: int
    claimed: int
    claims: int
    missed: int
    others: int


def count_due(session: Session, terms: ReadTerms, drafted: Drafted, reward_id: int | None) -> Due:
    """Count who meets the conditions, apart from who has the reward already; one statement."""
    if not drafted.conditions:
        return Due(0)
    most = (
        select(GamificationProfile.user_id, GamificationProfile.total_earned, GamificationProfile.total_spent)
        .order_by(GamificationProfile.total_earned.desc(), GamificationProfile.user_id)
        .limit(MAX_EXAMINED)
        .subquery("most")
    )
    met = _all_met(drafted, most, terms)
    if reward_id is not None:
        met = and_(met, ~_there(UserReward, most, UserReward.reward_id == reward_id, _HAS_IT))
    examined, due = session.execute(
        select(func.count(), func.coalesce(func.sum(case((met, 1), else_=0)), 0)).select_from(most)
    ).one()
    at_most = any(isinstance(one.type, HostCondition) for one in drafted.conditions)
    return Due(int(due), or_more=examined >= MAX_EXAMINED, at_most=at_most and due > 0)


def read_holders(session: Session, terms: ReadTerms, reward_id: int) -> RewardHolders:
    """Count the members of a reward; two statements."""
    unlocked = UserReward.status == RewardStatus.UNLOCKED.value
    over = UserReward.expires_at <= terms.now
    waiting = and_(unlocked, or_(UserReward.expires_at.is_(None), not_(over)))
    claimed = UserReward.claim_count > 0
    counted = (waiting, claimed, and_(not_(claimed), not_(waiting)))
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(UserReward.claim_count), 0),
            *(func.coalesce(func.sum(case((which, 1), else_=0)), 0) for which in counted),
        ).where(UserReward.reward_id == reward_id, _HAS_IT)
    ).one()
    members = session.execute(select(func.count()).select_from(GamificationProfile)).scalar_one()
    having, claims, *numbers = (int(number) for number in row)
    return RewardHolders(
        waiting=numbers[0],
        claimed=numbers[1],
        claims=claims,
        missed=numbers[2],
        others=max(0, members - having),
    )


_HAS_IT = or_(UserReward.status != RewardStatus.LOCKED.value, UserReward.claim_count > 0)


def _all_met(drafted: Drafted, most: FromClause, terms: ReadTerms) -> ColumnElement[bool]:
    groups: dict[int, list[ColumnElement[bool]]] = {}
    for condition in drafted.conditions:
        met = false() if never(condition, terms.formula) else _met(condition, most, terms)
        groups.setdefault(max(0, condition.group), []).append(met)
    return and_(*(or_(*met) if group else and_(*met) for group, met in groups.items()))


def _met(condition: Condition, most: FromClause, terms: ReadTerms) -> ColumnElement[bool]:
    value = condition.value or 1
    gift = UserStreak.streak_type == GIFT
    match condition.type:
        case ConditionType.TOTAL_POINTS:
            return most.c.total_earned >= value
        case ConditionType.BESITOS_SPENT:
            return most.c.total_spent >= value
        case ConditionType.LEVEL_REACHED:
            return most.c.total_earned >= (terms.formula.starts_at(value) or 0)
        case ConditionType.STREAK_LENGTH:
            alive = UserStreak.last_claim_date >= as_stored(terms.today - timedelta(days=1))
            return _there(UserStreak, most, gift, UserStreak.current_streak >= value, alive)
        case ConditionType.FIRST_DAILY_GIFT:
            ever = or_(UserStreak.last_claim_date.is_not(None), UserStreak.longest_streak > 0)
            return _there(UserStreak, most, gift, ever)
        case ConditionType.FIRST_REACTION:
            by_streak = _there(UserStreak, most, UserStreak.streak_type == REACTION)
            return or_(_there(UserReaction, most), by_streak)
        case ConditionType.FIRST_PURCHASE:
            return or_(
                _there(ContentRight, most, ContentRight.source == SHOP_PURCHASE),
                _there(UserContentAccess, most, UserContentAccess.access_type == SHOP_PURCHASE),
            )
        case ConditionType.NOT_VIP:
            runs = and_(func.lower(VipSubscriber.status) == ACTIVE, VipSubscriber.expiry_date > terms.now)
            by_role = func.upper(cast(User.role, String)).in_(VIP_ROLES)
            return not_(or_(_there(VipSubscriber, most, runs), _there(User, most, by_role)))
    return true()  # NOT_CLAIMED_BEFORE: who has it is left out; a host's own: at most


def _there(table: type[Table], most: FromClause, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    columns = table.__table__.c
    return exists().where(columns.user_id == most.c.user_id, *where)
