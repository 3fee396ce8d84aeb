"""The profile card: what a member sees of themselves, in two statements at most."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database.gamification_tables import GamificationProfile, UserStreak
from bot.services.gamification.context import Context
from bot.services.gamification.streaks import live_streak
from bot.services.gamification.terms import ReadTerms


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


class ProfileCards:
    """Cards of members, as of now."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of(self, user_id: int) -> ProfileCard:
        """The card of a member; the profile is made on the way. Raises UnknownMember."""
        return await self._context.read_member(_read_card, user_id)


def _read_card(session: Session, terms: ReadTerms, user_id: int) -> ProfileCard | None:
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
    level = terms.formula.level(row.total_earned)
    last_day = row.last_claim_date.date() if row.last_claim_date is not None else None
    streak = live_streak(row.current_streak or 0, last_day, terms.today)
    return ProfileCard(
        balance=row.balance,
        level=level,
        level_starts_at=terms.formula.starts_at(level) or 0,
        next_level_at=terms.formula.starts_at(level + 1),
        total_earned=row.total_earned,
        total_spent=row.total_spent,
        streak=streak,
        longest_streak=max(row.longest_streak or 0, streak),
        streak_text=terms.settings.streak_text(streak),
    )
