"""Levels and streaks of all members, best sellers and top members, as they are now; units of work."""

import math
from collections import Counter
from datetime import timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentRight, GamificationProfile, ShopProduct, UserStreak
from ....database.tables.host import User
from ....database.tables.totals import MemberActivity
from ..events.streak_rows import GIFT, as_stored
from ..leaderboard import top_earners
from ..rules.days import day_starts
from ..rules.ids import FIRST_PSEUDONYM, is_pseudonym
from ..rules.terms import ReadTerms
from .activity import Activity, month_of
from .results import BestSeller, LevelCount, StreakCount, Streaks, TopMember
from .stored import read_ledger

DAY = timedelta(days=1)
STREAKS = (1, 2, 4, 7, 14, 30, 60)
"""Where each group of streaks begins, in days."""


def read_levels(session: Session, terms: ReadTerms) -> tuple[LevelCount, ...]:
    """Return how many members have each level by the formula in force, from the lowest."""
    total = GamificationProfile.total_earned
    counts: Counter[int] = Counter()
    # From the index of total_earned. A level is computed once for all sums up to the next one's start.
    level, ends = 0, -math.inf
    for earned, members in session.execute(select(total, func.count()).group_by(total).order_by(total)):
        if earned >= ends:
            level = terms.formula.level(earned)
            ends = terms.formula.starts_at(level + 1) or math.inf
        counts[level] += members
    return tuple(LevelCount(level, members) for level, members in sorted(counts.items()))


def read_streaks(session: Session, terms: ReadTerms) -> Streaks:
    """Return the daily streaks that run: the last gift was claimed yesterday or today."""
    days = UserStreak.current_streak
    group = case(*((days >= least, least) for least in reversed(STREAKS)), else_=0)
    rows = session.execute(
        select(group, func.count(), func.max(days))
        .where(
            UserStreak.streak_type == GIFT,
            UserStreak.last_claim_date >= as_stored(terms.today - DAY),
            days > 0,
        )
        .group_by(group)
    ).all()
    found = {row[0]: row[1] for row in rows}
    ever = session.execute(
        select(func.max(UserStreak.longest_streak)).where(UserStreak.streak_type == GIFT)
    ).scalar_one()
    ends = (*(least - 1 for least in STREAKS[1:]), None)
    return Streaks(
        tuple(
            StreakCount(least, most, found.get(least, 0)) for least, most in zip(STREAKS, ends, strict=True)
        ),
        longest_now=max((row[2] for row in rows), default=0),
        longest_ever=ever or 0,
    )


def read_best_sellers(session: Session, terms: ReadTerms, days: int, limit: int) -> tuple[BestSeller, ...]:
    """Return what was bought most often in the last `days` days; refunded purchases do not count."""
    since = day_starts(terms.today - (days - 1) * DAY, terms.zone)
    purchases, besitos = func.count(), func.coalesce(func.sum(ContentRight.price), 0)
    rows = session.execute(
        select(ContentRight.shop_product_id, func.max(ShopProduct.name), purchases, besitos)
        .outerjoin(ShopProduct, ShopProduct.id == ContentRight.shop_product_id)
        .where(
            ContentRight.price.is_not(None),
            ContentRight.refunded_at.is_(None),
            ContentRight.granted_at >= since,
        )
        .group_by(ContentRight.shop_product_id)
        .order_by(purchases.desc(), besitos.desc(), ContentRight.shop_product_id)
        .limit(limit)
    )
    return tuple(BestSeller(product, name, count, int(paid or 0)) for product, name, count, paid in rows)


def read_top_members(
    session: Session, terms: ReadTerms, this_month: bool, limit: int
) -> tuple[TopMember, ...]:
    """Return who earned most, in this calendar month or ever."""
    if not this_month:
        return tuple(
            TopMember(place.user_id, place.name, place.total_earned)
            for place in top_earners(session, terms, limit)
        )
    ledger = read_ledger(session, terms)
    month = month_of(ledger.today)
    rows = session.execute(
        select(MemberActivity.user_id, MemberActivity.earned)
        .where(
            MemberActivity.month == month,
            MemberActivity.count_number == ledger.progress.count_number,
            MemberActivity.earned > 0,
            MemberActivity.user_id < FIRST_PSEUDONYM,
        )
        .order_by(MemberActivity.earned.desc(), MemberActivity.user_id)
        .limit(limit)
    )
    earned = {row[0]: row[1] for row in rows}
    # Of those with entries that are not counted yet, the activity says what they come to.
    earned |= {
        user_id: one.earned
        for user_id, one in ledger.live.activity.items()
        if _in(month, one) and not is_pseudonym(user_id)
    }
    best = sorted(earned.items(), key=lambda one: (-one[1], one[0]))[:limit]
    found = session.execute(
        select(User.user_id, User.first_name).where(User.user_id.in_([user_id for user_id, _ in best]))
    )
    names = {row[0]: row[1] for row in found}
    return tuple(TopMember(user_id, names[user_id], amount) for user_id, amount in best if user_id in names)


def _in(month: int, activity: Activity) -> bool:
    return activity.month == month and activity.earned > 0
