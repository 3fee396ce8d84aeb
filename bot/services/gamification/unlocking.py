"""Rewards that an event unlocks, in the event's own transaction: rules in Python over the numbers that its
statements returned; no statement where nothing is due, one otherwise."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from bot.database.gamification_tables import LedgerEntry, UserReward
from bot.database.upsert import insert_into
from bot.services.gamification.catalog import CatalogSnapshot
from bot.services.gamification.days import day_of, zone_named
from bot.services.gamification.economy_settings import EconomySettings
from bot.services.gamification.levels import level_formula
from bot.services.gamification.member_facts import MemberFacts
from bot.services.gamification.reward_rules import (
    Reward,
    RewardStatus,
    Standing,
    conditions_hold,
    may_unlock,
)
from bot.services.gamification.streak_rows import as_stored
from bot.services.gamification.streaks import live_streak
from bot.services.gamification.transaction_types import TransactionType


def standing_of(facts: MemberFacts, settings: EconomySettings, now: datetime) -> Standing:
    """What reward conditions look at."""
    today = day_of(now, zone_named(settings.day_timezone))
    gift = facts.gift_streak
    return Standing(
        total_earned=facts.total_earned,
        total_spent=facts.total_spent,
        level=level_formula(settings.level_formula).level(facts.total_earned),
        streak=live_streak(gift.current, gift.last, today),
        streak_day=gift.last,
        vip=facts.vip,
        has_reacted=facts.has_reacted,
        has_claimed_gift=gift.last is not None or gift.longest > 0,
        has_bought=facts.has_bought,
    )


def due_rewards(
    facts: MemberFacts, catalog: CatalogSnapshot, settings: EconomySettings, now: datetime
) -> list[Reward]:
    """The rewards whose conditions hold and that are not unlocked yet; no SQL."""
    standing: Standing | None = None
    due = []
    for reward in catalog.rewards:
        state = facts.state(reward.id)
        if may_unlock(reward, state, now):
            standing = standing or standing_of(facts, settings, now)
            if conditions_hold(reward, standing, state):
                due.append(reward)
    return due


def unlock_due(
    session: Session,
    facts: MemberFacts,
    catalog: CatalogSnapshot,
    settings: EconomySettings,
    now: datetime,
) -> tuple[Reward, ...]:
    """Unlock what the event made due; `facts` are those after it. No statement where nothing is due, one
    otherwise. Of two events at once only one is given each reward."""
    facts = with_baselines(session, facts, catalog, now)
    due = due_rewards(facts, catalog, settings, now)
    return unlock(session, facts, due, now) if due else ()


def lacking_baselines(facts: MemberFacts, catalog: CatalogSnapshot, now: datetime) -> list[int]:
    """Repeatable rewards that an older bot gave the member, and that could unlock again."""
    return [
        reward.id
        for reward in catalog.rewards
        if reward.is_repeatable
        and facts.state(reward.id).lacks_baseline
        and may_unlock(reward, facts.state(reward.id), now)
    ]


def with_baselines(
    session: Session, facts: MemberFacts, catalog: CatalogSnapshot, now: datetime
) -> MemberFacts:
    """The facts, with the progress of such rewards counted from their last claim, by the ledger. Once in a
    member's life; no statement for everybody else."""
    for reward_id in lacking_baselines(facts, catalog, now):
        state = facts.state(reward_id)
        since = state.last_claimed_at or state.unlocked_at or now
        refund = LedgerEntry.type == TransactionType.EARN_SHOP_REFUND.value
        earned = case(((LedgerEntry.amount > 0) & ~refund, LedgerEntry.amount), else_=0)
        spent = case(((LedgerEntry.amount < 0) | refund, -LedgerEntry.amount), else_=0)
        earned_since, spent_since = session.execute(
            select(func.coalesce(func.sum(earned), 0), func.coalesce(func.sum(spent), 0)).where(
                LedgerEntry.user_id == facts.user_id, LedgerEntry.created_at > since
            )
        ).one()
        counted = replace(
            state,
            baseline_earned=facts.total_earned - int(earned_since),
            baseline_spent=facts.total_spent - int(spent_since),
            baseline_day=since.date(),
        )
        session.execute(
            update(UserReward)
            .where(UserReward.user_id == facts.user_id, UserReward.reward_id == reward_id)
            .values(
                baseline_earned=counted.baseline_earned,
                baseline_spent=counted.baseline_spent,
                baseline_day=as_stored(counted.baseline_day),
            )
        )
        facts = facts.with_state(reward_id, counted)
    return facts


def unlock(session: Session, facts: MemberFacts, rewards: list[Reward], now: datetime) -> tuple[Reward, ...]:
    """Make rewards claimable, whatever their conditions say; returns those that were not yet."""
    day = facts.gift_streak.last
    values = [
        {
            "user_id": facts.user_id,
            "reward_id": reward.id,
            "status": RewardStatus.UNLOCKED.value,
            "unlocked_at": now,
            "expires_at": now + timedelta(hours=reward.claim_window_hours),
            "claim_count": facts.state(reward.id).claim_count,
            "baseline_earned": facts.total_earned,
            "baseline_spent": facts.total_spent,
            "baseline_day": as_stored(day),
            "created_at": now,
            "updated_at": now,
        }
        for reward in rewards
    ]
    statement = insert_into(session, UserReward).values(values)
    new = statement.excluded
    names = ("status", "unlocked_at", "expires_at", "updated_at")
    baselines = ("baseline_earned", "baseline_spent", "baseline_day")
    # Not while it waits to be claimed, and not if somebody claimed it since the facts were read.
    free = (UserReward.status != RewardStatus.UNLOCKED.value) | (UserReward.expires_at <= now)
    rows = session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "reward_id"],
            set_={name: new[name] for name in (*names, *baselines)},
            where=free & (UserReward.claim_count == new.claim_count),
        ).returning(UserReward.reward_id)
    ).scalars()
    changed = set(rows)
    return tuple(reward for reward in rewards if reward.id in changed)
