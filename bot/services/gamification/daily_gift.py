"""The daily gift: one claim a calendar day, more for each day in a row (rules.md, Daily gift)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.gamification_tables import UserStreak
from bot.database.upsert import insert_into
from bot.services.clock import Clock, system_clock
from bot.services.gamification.days import day_of, day_starts, zone_named
from bot.services.gamification.economy import Economy
from bot.services.gamification.economy_settings import EconomySettings
from bot.services.gamification.errors import AlreadyClaimed, IdempotencyConflict
from bot.services.gamification.ledger import Movement, post_all
from bot.services.gamification.levels import level_formula
from bot.services.gamification.member_ids import check_member_id
from bot.services.gamification.profiles import GamificationProfileService
from bot.services.gamification.streaks import gift_for, live_streak, next_streak
from bot.services.gamification.transaction_types import TransactionType

STREAK = "DAILY_GIFT"


@dataclass(frozen=True, slots=True)
class DailyClaim:
    """What a claim paid, in besitos; `day` of the streak, `longest` streak ever, balance after it.

    `next_at`: when the next claim opens, in the creator's zone. `unlocked`: rewards that became claimable.
    """

    gift: int
    streak_bonus: int
    day: int
    longest: int
    balance: int
    next_at: datetime
    unlocked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DailyStatus:
    """Where a member stands: can they claim now, the live streak, what the next claim pays, and when it
    opens (in the creator's zone)."""

    claimable: bool
    streak: int
    longest: int
    next_gift: int
    next_streak_bonus: int
    next_at: datetime


@dataclass(frozen=True, slots=True)
class _Streak:
    current: int
    longest: int
    last: date | None


class DailyGift:
    """Claims of the daily gift. Every call works for a member of `users` who has no profile yet."""

    def __init__(
        self,
        database: Database,
        economy: Economy,
        profiles: GamificationProfileService,
        clock: Clock = system_clock,
    ) -> None:
        self._database = database
        self._economy = economy
        self._profiles = profiles
        self._clock = clock

    async def claim(self, user_id: int) -> DailyClaim:
        """Claim today's gift. Raises AlreadyClaimed, which says when the next claim opens, UnknownMember."""
        check_member_id(user_id)
        settings = await self._economy.settings()
        return await self._database.write(_claim, user_id, settings, self._clock())

    async def status(self, user_id: int) -> DailyStatus:
        """Whether and what the member can claim. Raises UnknownMember."""
        check_member_id(user_id)
        streak = await self._database.read(_read_streak, user_id)
        if streak is None:
            await self._profiles.ensure_user(user_id)
            streak = _Streak(0, 0, None)
        settings = await self._economy.settings()
        zone = zone_named(settings.day_timezone)
        now = self._clock()
        today = day_of(now, zone)
        claimed = streak.last is not None and streak.last >= today
        next_day = max(today, streak.last) + timedelta(days=1) if claimed and streak.last else today
        parts = gift_for(next_streak(streak.current, streak.last, next_day), settings)
        return DailyStatus(
            claimable=not claimed,
            streak=live_streak(streak.current, streak.last, today),
            longest=streak.longest,
            next_gift=parts.gift,
            next_streak_bonus=parts.streak_bonus,
            next_at=(day_starts(next_day, zone) if claimed else now).astimezone(zone),
        )


def _claim(session: Session, user_id: int, settings: EconomySettings, now: datetime) -> DailyClaim:
    zone = zone_named(settings.day_timezone)
    today = day_of(now, zone)
    streak = _read_streak(session, user_id) or _Streak(0, 0, None)
    if streak.last is not None and streak.last >= today:
        raise AlreadyClaimed(day_starts(max(today, streak.last) + timedelta(days=1), zone))
    day = next_streak(streak.current, streak.last, today)
    parts = gift_for(day, settings)
    movements = [
        Movement(user_id, parts.gift, TransactionType.EARN_DAILY, "daily gift", f"daily:{user_id}:{today}")
    ]
    if parts.streak_bonus:
        key = f"streak:{user_id}:{today}"
        movements.append(
            Movement(user_id, parts.streak_bonus, TransactionType.EARN_STREAK, f"streak day {day}", key)
        )
    try:
        receipts = post_all(session, movements, level_formula(settings.level_formula), now)
        claimed_before = receipts[0].replayed
    except IdempotencyConflict:  # paid under other settings
        claimed_before = True
    if claimed_before:  # though the streak row does not say so: somebody may have changed it by hand
        raise AlreadyClaimed(day_starts(today + timedelta(days=1), zone))
    longest = max(streak.longest, day)
    _write_streak(session, user_id, _Streak(day, longest, today), now)
    next_at = day_starts(today + timedelta(days=1), zone).astimezone(zone)
    return DailyClaim(parts.gift, parts.streak_bonus, day, longest, receipts[-1].balance, next_at)


def _read_streak(session: Session, user_id: int) -> _Streak | None:
    row = session.execute(
        select(UserStreak.current_streak, UserStreak.longest_streak, UserStreak.last_claim_date).where(
            UserStreak.user_id == user_id, UserStreak.streak_type == STREAK
        )
    ).one_or_none()
    if row is None:
        return None
    # The day that a claim counted for, not the instant: a new time zone must not move it (decision 0007).
    return _Streak(row[0], row[1], row[2].date() if row[2] is not None else None)


def _write_streak(session: Session, user_id: int, streak: _Streak, now: datetime) -> None:
    assert streak.last is not None
    changed = {
        "current_streak": streak.current,
        "longest_streak": streak.longest,
        "last_claim_date": datetime.combine(streak.last, time(), UTC),
        "updated_at": now,
    }
    session.execute(
        insert_into(session, UserStreak)
        .values(user_id=user_id, streak_type=STREAK, created_at=now, **changed)
        .on_conflict_do_update(index_elements=["user_id", "streak_type"], set_=changed)
    )
