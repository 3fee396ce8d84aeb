"""Unlocks rewards in the transaction of the event: Python rules over the numbers that its statements
returned. No statement if nothing is due, else one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Integer, TextClause, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry, UserReward
from ....database.tables.types import UtcDateTime
from ..earned import EARNED
from ..happened import Unlocked, happened
from ..rules.rewards import Reward, RewardState, Standing, conditions_hold, could_hold, may_unlock
from ..rules.streak_days import as_of
from ..rules.streaks import live_streak
from ..rules.terms import Terms
from .facts import MemberFacts
from .streak_rows import as_stored


class HostCounts:
    """What the host's own conditions count for a member, in this transaction: each once, and only if it is
    needed."""

    def __init__(self, session: Session, terms: Terms, user_id: int) -> None:
        self._session = session
        self._conditions = terms.conditions
        self._user_id = user_id
        self._counted: dict[str, int] = {}

    def of(self, reward: Reward) -> Mapping[str, int]:
        """Count the conditions of a reward. No statement if it has none of the host's own."""
        for name in sorted(reward.host_conditions - self._counted.keys()):
            self._counted[name] = self._conditions.count(self._session, name, self._user_id)
        return self._counted


def standing_of(facts: MemberFacts, terms: Terms) -> Standing:
    """Build the numbers that reward conditions are checked against, except what a host counts."""
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


def due_rewards(facts: MemberFacts, terms: Terms, counts: HostCounts) -> list[Reward]:
    """Return the rewards whose conditions are met and that are not unlocked yet. No SQL, except for what a
    host counts, where everything else of the reward is met."""
    standing: Standing | None = None
    due = []
    for reward in terms.catalog.rewards:
        state = facts.state(reward.id)
        if may_unlock(reward, state, terms.now):
            standing = standing or standing_of(facts, terms)
            if reward.host_conditions:
                if not could_hold(reward, standing, state):
                    continue
                standing = replace(standing, host_counts=counts.of(reward))
            if conditions_hold(reward, standing, state):
                due.append(reward)
    return due


def may_unlock_any(terms: Terms) -> bool:
    """Return True if the catalog has a reward that an event could unlock: else no facts need to be read."""
    return any(reward.is_active and reward.can_fire for reward in terms.catalog.rewards)


def unlock_due(session: Session, terms: Terms, facts: MemberFacts) -> tuple[Reward, ...]:
    """Unlock what the event made due; `facts` are those after it. No statement if nothing is due, else one.
    Of two concurrent events only one unlocks each reward."""
    facts = with_baselines(session, terms, facts)
    due = due_rewards(facts, terms, HostCounts(session, terms, facts.user_id))
    return unlock(session, terms, facts, due) if due else ()


def lacking_baselines(facts: MemberFacts, terms: Terms) -> list[int]:
    """Return the repeatable rewards that could unlock again, and whose baseline is missing (given by an older
    bot) or ahead of time (given by a process whose clock was ahead)."""
    return [
        reward.id
        for reward in terms.catalog.rewards
        if reward.is_repeatable
        and (facts.state(reward.id).lacks_baseline or facts.state(reward.id).baseline_is_ahead(terms.now))
        and may_unlock(reward, facts.state(reward.id), terms.now)
    ]


def with_baselines(session: Session, terms: Terms, facts: MemberFacts) -> MemberFacts:
    """Return the facts with baselines for such rewards, computed from the ledger. This is needed once per
    member; no statement for all others."""
    for reward_id in lacking_baselines(facts, terms):
        state = facts.state(reward_id)
        since = min(state.last_claimed_at or state.unlocked_at or terms.now, terms.now)
        if not state.lacks_baseline:  # besitos have no date: only the day can be ahead
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
    """Make rewards claimable without checking conditions. Returns those that were not claimable yet."""
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
    changed = {row[0] for row in session.execute(_unlock(len(rewards)), values)}
    unlocked = tuple(reward for reward in rewards if reward.id in changed)
    for reward in unlocked:
        happened(session, Unlocked(user_id=facts.user_id, at=terms.now, reward=reward))
    return unlocked


@cache
def _unlock(count: int) -> TextClause:
    # One text per number of rows, as in the ledger. Rows that are already claimable, or were claimed since
    # the facts were read, do not change.
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
