"""Rewards that an event unlocks, in the event's own transaction: rules in Python over the numbers that its
statements returned; no statement where nothing is due, one otherwise."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Integer, TextClause, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry, UserReward
from ....database.tables.types import UtcDateTime
from ..earned import EARNED
from ..rules.rewards import Reward, RewardState, Standing, conditions_hold, may_unlock
from ..rules.streak_days import as_of
from ..rules.streaks import live_streak
from ..rules.terms import Terms
from .facts import MemberFacts
from .streak_rows import as_stored


def standing_of(facts: MemberFacts, terms: Terms) -> Standing:
    """What reward conditions look at."""
    gift = as_of(facts.gift_streak, terms)
    return Standing(
        total_earned=facts.total_earned,
        total_spent=facts.total_spent,
        level=terms.formula.level(facts.total_earned),
        streak=live_streak(gift.current, gift.last, terms.today),
        streak_day=gift.last,
        vip=facts.vip,
        has_reacted=facts.has_reacted,
        has_claimed_gift=gift.last is not None or gift.longest > 0,
        has_bought=facts.has_bought,
    )


def due_rewards(facts: MemberFacts, terms: Terms) -> list[Reward]:
    """The rewards whose conditions hold and that are not unlocked yet; no SQL."""
    standing: Standing | None = None
    due = []
    for reward in terms.catalog.rewards:
        state = facts.state(reward.id)
        if may_unlock(reward, state, terms.now):
            standing = standing or standing_of(facts, terms)
            if conditions_hold(reward, standing, state):
                due.append(reward)
    return due


def unlock_due(session: Session, terms: Terms, facts: MemberFacts) -> tuple[Reward, ...]:
    """Unlock what the event made due; `facts` are those after it. No statement where nothing is due, one
    otherwise. Of two events at once only one is given each reward."""
    facts = with_baselines(session, terms, facts)
    due = due_rewards(facts, terms)
    return unlock(session, terms, facts, due) if due else ()


def lacking_baselines(facts: MemberFacts, terms: Terms) -> list[int]:
    """Repeatable rewards that could unlock again, and that an older bot gave the member or a process whose
    clock was ahead."""
    return [
        reward.id
        for reward in terms.catalog.rewards
        if reward.is_repeatable
        and (facts.state(reward.id).lacks_baseline or facts.state(reward.id).baseline_is_ahead(terms.now))
        and may_unlock(reward, facts.state(reward.id), terms.now)
    ]


def with_baselines(session: Session, terms: Terms, facts: MemberFacts) -> MemberFacts:
    """The facts, with the progress of such rewards counted from their last claim, by the ledger. Once in a
    member's life; no statement for everybody else."""
    for reward_id in lacking_baselines(facts, terms):
        state = facts.state(reward_id)
        since = min(state.last_claimed_at or state.unlocked_at or terms.now, terms.now)
        if not state.lacks_baseline:  # besitos have no date: only the day is ahead
            facts = _with_baseline(session, facts, reward_id, replace(state, baseline_day=since.date()))
            continue
        earned_since, moved_since = session.execute(
            select(func.coalesce(func.sum(EARNED), 0), func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
                LedgerEntry.user_id == facts.user_id, LedgerEntry.created_at > since
            )
        ).one()
        earned, spent = int(earned_since), int(earned_since) - int(moved_since)
        counted = replace(
            state,
            baseline_earned=facts.total_earned - earned,
            baseline_spent=facts.total_spent - spent,
            baseline_day=since.date(),
        )
        facts = _with_baseline(session, facts, reward_id, counted)
    return facts


def _with_baseline(session: Session, facts: MemberFacts, reward_id: int, state: RewardState) -> MemberFacts:
    session.execute(
        update(UserReward)
        .where(UserReward.user_id == facts.user_id, UserReward.reward_id == reward_id)
        .values(
            baseline_earned=state.baseline_earned,
            baseline_spent=state.baseline_spent,
            baseline_day=as_stored(state.baseline_day),
        )
    )
    return facts.with_state(reward_id, state)


def unlock(session: Session, terms: Terms, facts: MemberFacts, rewards: list[Reward]) -> tuple[Reward, ...]:
    """Make rewards claimable, whatever their conditions say; returns those that were not yet."""
    values: dict[str, Any] = {
        "user_id": facts.user_id,
        "earned": facts.total_earned,
        "spent": facts.total_spent,
        "day": as_stored(as_of(facts.gift_streak, terms).last),
        "now": terms.now,
    }
    for n, reward in enumerate(rewards):
        values |= {
            f"reward_{n}": reward.id,
            f"expires_{n}": terms.now + timedelta(hours=reward.claim_window_hours),
            f"count_{n}": facts.state(reward.id).claim_count,
        }
    changed = set(session.execute(_unlock(len(rewards)), values).scalars())
    return tuple(reward for reward in rewards if reward.id in changed)


@cache
def _unlock(count: int) -> TextClause:
    # A text for each number of rows, like the ledger's. Nothing happens to a row that waits to be claimed,
    # nor to one that was claimed since the facts were read.
    rows = ", ".join(
        f"(:user_id, :reward_{n}, 'UNLOCKED', :now, :expires_{n}, :count_{n}, :earned, :spent, :day, "
        ":now, :now)"
        for n in range(count)
    )
    return text(
        "INSERT INTO user_rewards (user_id, reward_id, status, unlocked_at, expires_at, claim_count, "  # noqa: S608
        f"baseline_earned, baseline_spent, baseline_day, created_at, updated_at) VALUES {rows} "
        "ON CONFLICT (user_id, reward_id) DO UPDATE SET status = excluded.status, "
        "unlocked_at = excluded.unlocked_at, expires_at = excluded.expires_at, "
        "baseline_earned = excluded.baseline_earned, baseline_spent = excluded.baseline_spent, "
        "baseline_day = excluded.baseline_day, updated_at = excluded.updated_at "
        "WHERE (user_rewards.status <> 'UNLOCKED' OR user_rewards.expires_at <= excluded.unlocked_at) "
        "AND user_rewards.claim_count = excluded.claim_count RETURNING reward_id"
    ).bindparams(
        *(bindparam(name, type_=BigInteger) for name in ("user_id", "earned", "spent")),
        *(bindparam(name, type_=UtcDateTime) for name in ("day", "now")),
        *(bindparam(f"expires_{n}", type_=UtcDateTime) for n in range(count)),
        *(bindparam(f"{name}_{n}", type_=Integer) for name in ("reward", "count") for n in range(count)),
    )
