"""The profile card: what a member sees of themselves, in two statements at most."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.gamification_tables import GamificationProfile, UserStreak
from bot.services.gamification.context import Context
from bot.services.gamification.days import day_of, zone_named
from bot.services.gamification.levels import level_formula
from bot.services.gamification.member_ids import check_member_id
from bot.services.gamification.streaks import live_streak


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """Amounts in besitos, streaks in days. `next_level_at` is None at the highest level there is."""

    balance: int
    level: int
    level_starts_at: int
    next_level_at: int | None
    total_earned: int
    total_spent: int
    streak: int
    longest_streak: int
    streak_text: str


@dataclass(frozen=True, slots=True)
class _Numbers:
    balance: int
    total_earned: int
    total_spent: int
    current_streak: int
    longest_streak: int
    last_claim: datetime | None


class ProfileCards:
    """Cards of members, as of now."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of(self, user_id: int) -> ProfileCard:
        """The card of a member; the profile is made on the way. Raises UnknownMember."""
        check_member_id(user_id)
        numbers = await self._context.database.read(_read_numbers, user_id)
        if numbers is None:
            await self._context.profiles.ensure_user(user_id)
            numbers = await self._context.database.read(_read_numbers, user_id)
            assert numbers is not None
        settings = await self._context.economy.settings()
        formula = level_formula(settings.level_formula)
        level = formula.level(numbers.total_earned)
        zone = zone_named(settings.day_timezone)
        streak = live_streak(
            numbers.current_streak,
            numbers.last_claim.date() if numbers.last_claim else None,
            day_of(self._context.clock(), zone),
        )
        return ProfileCard(
            balance=numbers.balance,
            level=level,
            level_starts_at=formula.starts_at(level) or 0,
            next_level_at=formula.starts_at(level + 1),
            total_earned=numbers.total_earned,
            total_spent=numbers.total_spent,
            streak=streak,
            longest_streak=max(numbers.longest_streak, streak),
            streak_text=settings.streak_text(streak),
        )


def _read_numbers(session: Session, user_id: int) -> _Numbers | None:
    row = session.execute(
        select(
            GamificationProfile.balance,
            GamificationProfile.total_earned,
            GamificationProfile.total_spent,
            UserStreak.current_streak,
            UserStreak.longest_streak,
            UserStreak.last_claim_date,
        )
        .join(
            UserStreak,
            (UserStreak.user_id == GamificationProfile.user_id) & (UserStreak.streak_type == "DAILY_GIFT"),
            isouter=True,
        )
        .where(GamificationProfile.user_id == user_id)
    ).one_or_none()
    if row is None:
        return None
    return _Numbers(row[0], row[1], row[2], row[3] or 0, row[4] or 0, row[5])
