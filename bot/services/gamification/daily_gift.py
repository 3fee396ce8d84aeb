"""The daily gift: one claim per calendar day, which pays more for each consecutive day (docs/rules.md, Daily
gift)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from .errors import AlreadyClaimed, IdempotencyConflict
from .events.context import Context
from .events.facts import after, ensure_wallet_unchanged, facts_for_change
from .events.ledger import Movement, post_all
from .events.streak_rows import GIFT, read_streak, stored_streak, with_streak, write_streak
from .events.unlocking import unlock_due
from .rules.days import day_starts
from .rules.rewards import Reward
from .rules.streak_days import StoredStreak, as_of, counted, gift_opens
from .rules.streaks import gift_for, live_streak, next_streak
from .rules.terms import ReadTerms, Terms
from .rules.transaction_types import TransactionType


@dataclass(frozen=True, slots=True)
class DailyClaim:
    """What a claim paid, in besitos. `day`: the day of the streak. `longest`: the longest streak. `balance`:
    after the claim. `next_at`: when the next claim opens, in the creator's zone. `unlocked`: rewards that
    became claimable.
    """

    gift: int
    streak_bonus: int
    day: int
    longest: int
    balance: int
    next_at: datetime
    unlocked: tuple[Reward, ...] = ()


@dataclass(frozen=True, slots=True)
class DailyStatus:
    """Whether a member can claim now, the current streak, what the next claim pays, and when it opens (in the
    creator's zone)."""

    claimable: bool
    streak: int
    longest: int
    next_gift: int
    next_streak_bonus: int
    next_at: datetime


@dataclass(frozen=True, slots=True)
class _PaidBefore:
    """The ledger already has today's gift, but the streak did not; the streak has been corrected."""

    next_at: datetime


class DailyGift:
    """The daily gift. Every call also works for a member of `users` without a profile."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def claim(self, user_id: int) -> DailyClaim:
        """Claim today's gift. Raises AlreadyClaimed, which says when the next claim opens, and
        UnknownMember."""
        claim = await self._context.event(_claim, user_id)
        if isinstance(claim, _PaidBefore):
            raise AlreadyClaimed(claim.next_at)
        return claim

    async def status(self, user_id: int) -> DailyStatus:
        """Return whether and what the member can claim. Raises UnknownMember."""
        return await self._context.read_member(_read_status, user_id)


def _claim(session: Session, terms: Terms, user_id: int) -> DailyClaim | _PaidBefore:
    zone, today = terms.zone, terms.today
    facts = facts_for_change(session, terms, user_id)
    opens = gift_opens(facts.gift_streak, terms)
    if opens is not None:
        raise AlreadyClaimed(opens)
    before = as_of(facts.gift_streak, terms)
    day = next_streak(before.current, before.last, today)
    streak = counted(before, day, terms)
    tomorrow = day_starts(today + timedelta(days=1), zone)
    parts = gift_for(day, terms.settings)
    movements = [
        Movement(user_id, parts.gift, TransactionType.EARN_DAILY, "daily gift", f"daily:{user_id}:{today}")
    ]
    if parts.streak_bonus:
        key = f"streak:{user_id}:{today}"
        movements.append(
            Movement(user_id, parts.streak_bonus, TransactionType.EARN_STREAK, f"streak day {day}", key)
        )
    try:
        posted = post_all(session, terms, movements)
        claimed_before = posted.replayed
    except IdempotencyConflict:  # paid under other settings
        claimed_before = True
    if claimed_before:
        _count_what_was_paid(session, terms, user_id, streak)
        return _PaidBefore(tomorrow)
    ensure_wallet_unchanged(facts, posted)
    write_streak(session, terms, user_id, GIFT, before, streak)
    now_is = after(facts, posted, gift_streak=streak)
    return DailyClaim(
        gift=parts.gift,
        streak_bonus=parts.streak_bonus,
        day=day,
        longest=streak.longest,
        balance=posted.balance,
        next_at=tomorrow.astimezone(zone),
        unlocked=unlock_due(session, terms, now_is),
    )


def _count_what_was_paid(session: Session, terms: Terms, user_id: int, streak: StoredStreak) -> None:
    """Count a day that is already paid, although the facts do not say so. Another transaction may have paid
    it just now (and counts it itself), or a process whose clock was ahead, or the row was changed by hand.
    The streak must not end because of this."""
    stored = read_streak(session, user_id, GIFT) or StoredStreak()
    if stored.last != streak.last:
        write_streak(session, terms, user_id, GIFT, as_of(stored, terms), streak)


def _read_status(session: Session, terms: ReadTerms, user_id: int) -> DailyStatus | None:
    row = session.execute(_STREAK, {"user_id": user_id}).one_or_none()
    if row is None:
        return None
    *stored, settings_version = row
    terms.check_settings(settings_version)
    streak = stored_streak(*stored)
    opens = gift_opens(streak, terms)
    then = replace(terms, now=opens or terms.now)
    live, at_next = as_of(streak, terms), as_of(streak, then)
    parts = gift_for(next_streak(at_next.current, at_next.last, then.today), terms.settings)
    return DailyStatus(
        claimable=opens is None,
        streak=live_streak(live.current, live.last, terms.today),
        longest=streak.longest,
        next_gift=parts.gift,
        next_streak_bonus=parts.streak_bonus,
        next_at=then.now.astimezone(terms.zone),
    )


_STREAK = with_streak(GIFT)
