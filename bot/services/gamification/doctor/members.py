"""Checks the invariants of members' wallets, levels, streaks and rewards, one page of rows at a time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import String, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from ....database.tables.gamification import (
    REWARD_STATUSES,
    STREAK_TYPES,
    GamificationProfile,
    LedgerEntry,
    Reward,
    UserReward,
    UserStreak,
)
from ....database.tables.host import User
from ..earned import EARNED
from ..in_force import formula_in_force
from ..rules.rewards import RewardStatus
from .findings import Examined, Finding, key_of

PAGE = 1_000
BY_HAND = "a person has to look: the ledger and backups tell which side is right"


def examine_profiles(session: Session, after: int, now: datetime) -> Examined:
    """Check that balance = earned - spent = sum of the ledger >= 0, and level = formula; three statements."""
    profiles = session.execute(
        select(
            GamificationProfile.user_id,
            GamificationProfile.balance,
            GamificationProfile.total_earned,
            GamificationProfile.total_spent,
            GamificationProfile.level,
            User.user_id.label("of_user"),
        )
        .outerjoin(User, User.user_id == GamificationProfile.user_id)
        .where(GamificationProfile.user_id > after)
        .order_by(GamificationProfile.user_id)
        .limit(PAGE)
    ).all()
    if not profiles:
        return Examined()
    formula = formula_in_force(session)
    books = {
        user_id: (int(balance), int(earned))
        for user_id, balance, earned in session.execute(
            select(LedgerEntry.user_id, func.sum(LedgerEntry.amount), func.sum(EARNED))
            .where(LedgerEntry.user_id.between(profiles[0].user_id, profiles[-1].user_id))
            .group_by(LedgerEntry.user_id)
        )
    }
    findings = []
    for row in profiles:
        title = f"member {row.user_id}"
        if row.of_user is None:
            findings.append(
                Finding("profile_without_member", f"{title}: has a profile, but is not in users", BY_HAND)
            )
        findings += _wallet(title, row, *books.get(row.user_id, (0, 0)))
        level = formula.level(row.total_earned)
        if row.level != level:
            findings.append(
                Finding(
                    "stored_level",
                    f"{title}: the stored level is {row.level}, and {row.total_earned} besitos earned give "
                    f"{level} by {formula.expression}",
                    "besitos doctor --fix sets it; the right one is shown meanwhile",
                )
            )
    return Examined(findings, profiles[-1].user_id if len(profiles) == PAGE else None)


def _wallet(title: str, row: Any, balance: int, earned: int) -> Iterator[Finding]:
    for name in ("balance", "total_earned", "total_spent"):
        if getattr(row, name) < 0:
            yield Finding("wallet_below_zero", f"{title}: {name} is {getattr(row, name)}, below 0", BY_HAND)
    if row.balance != row.total_earned - row.total_spent:
        yield Finding(
            "wallet_arithmetic",
            f"{title}: the balance is {row.balance}, but {row.total_earned} earned less {row.total_spent} "
            f"spent are {row.total_earned - row.total_spent}",
            BY_HAND,
        )
    if row.balance != balance:
        yield Finding(
            "balance_differs_from_ledger",
            f"{title}: the balance is {row.balance}, but the ledger's entries make {balance}",
            BY_HAND,
        )
    elif row.total_earned != earned:
        yield Finding(
            "earned_differs_from_ledger",
            f"{title}: total_earned is {row.total_earned}, but the ledger's entries make {earned}",
            BY_HAND,
        )


def examine_streaks(session: Session, after: int, now: datetime) -> Examined:
    """Check that no length is negative and that longest >= current; one statement."""
    rows = session.execute(
        select(
            UserStreak.id,
            UserStreak.user_id,
            cast(UserStreak.streak_type, String).label("kind"),
            UserStreak.current_streak,
            UserStreak.longest_streak,
            case(
                (cast(UserStreak.streak_type, String) == STREAK_TYPES[0], UserStreak.last_claim_date),
                else_=UserStreak.last_reaction_date,
            ).label("last"),
            User.user_id.label("of_user"),
        )
        .outerjoin(User, User.user_id == UserStreak.user_id)
        .where(UserStreak.id > after)
        .order_by(UserStreak.id)
        .limit(PAGE)
    ).all()
    return Examined(
        [finding for row in rows for finding in _streak(row)],
        rows[-1].id if len(rows) == PAGE else None,
    )


def _streak(row: Any) -> Iterator[Finding]:
    title = f"member {row.user_id}, streak {row.kind}"
    if row.of_user is None:
        yield Finding(
            "streak_without_member", f"{title}: the member is not in users", "delete the row of user_streaks"
        )
    if row.kind not in STREAK_TYPES:
        yield Finding("streak_kind", f"{title}: has an unknown kind", "delete the row of user_streaks")
    if row.current_streak < 0 or row.longest_streak < 0:
        yield Finding(
            "streak_below_zero",
            f"{title}: a length is below 0 (now {row.current_streak}, longest {row.longest_streak})",
            "besitos doctor --fix sets it to 0",
        )
    if row.longest_streak < row.current_streak:
        yield Finding(
            "longest_streak",
            f"{title}: the longest ({row.longest_streak}) is shorter than the present one "
            f"({row.current_streak})",
            "besitos doctor --fix sets longest_streak to it",
        )
    if row.last is None and row.current_streak > 0:
        yield Finding(
            "streak_without_day",
            f"{title}: {row.current_streak} days long without a last day: it shows as 0",
            "set the last day, or let besitos doctor --fix set current_streak to 0",
        )


def examine_rewards(session: Session, after: int, now: datetime) -> Examined:
    """Check that members' rewards are consistent with each other and with the ledger; one statement."""
    paid = aliased(LedgerEntry)
    rows = session.execute(
        select(
            UserReward.id,
            UserReward.user_id,
            UserReward.reward_id,
            cast(UserReward.status, String).label("status"),
            UserReward.claim_count,
            User.user_id.label("of_user"),
            Reward.id.label("of_reward"),
            paid.id.label("paid_more"),
        )
        .outerjoin(User, User.user_id == UserReward.user_id)
        .outerjoin(Reward, Reward.id == UserReward.reward_id)
        .outerjoin(
            paid,
            paid.idempotency_key
            == key_of("reward", UserReward.reward_id, UserReward.user_id, UserReward.claim_count + 1),
        )
        .where(UserReward.id > after)
        .order_by(UserReward.id)
        .limit(PAGE)
    ).all()
    return Examined(
        [finding for row in rows for finding in _reward(row)], rows[-1].id if len(rows) == PAGE else None
    )


def _reward(row: Any) -> Iterator[Finding]:
    title = f"member {row.user_id}, reward {row.reward_id}"
    if row.of_user is None:
        yield Finding(
            "claim_without_member", f"{title}: the member is not in users", "delete the row of user_rewards"
        )
    if row.of_reward is None:
        yield Finding(
            "claim_without_reward", f"{title}: there is no such reward", "delete the row of user_rewards"
        )
    if row.status not in REWARD_STATUSES:
        yield Finding(
            "claim_status",
            f"{title}: the status {row.status!r} is not known",
            "set CLAIMED, EXPIRED or LOCKED",
        )
    if row.claim_count < 0 or (row.status == RewardStatus.CLAIMED and row.claim_count == 0):
        yield Finding(
            "claim_count",
            f"{title}: is {row.status} with a claim_count of {row.claim_count}",
            "set claim_count to how often it was claimed",
        )
    if row.paid_more is not None:
        yield Finding(
            "claim_paid_more",
            f"{title}: entry {row.paid_more} of the ledger paid claim {row.claim_count + 1}, but claim_count "
            f"is {row.claim_count}",
            f"set claim_count to {row.claim_count + 1}",
        )
