"""The profile card that a member sees, read in at most two statements."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ...database.tables.gamification import GamificationProfile
from .events.context import Context
from .events.streak_rows import GIFT, stored_streak, with_streak
from .rules.streak_days import as_of
from .rules.streaks import live_streak
from .rules.terms import ReadTerms


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """Amounts in besitos, streaks in days. `next_level_at` is None at the highest level."""

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
    """Builds the cards of members."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of(self, user_id: int) -> ProfileCard:
        """Return the card of a member; a missing profile is created. Raises UnknownMember."""
        return await self._context.read_member(_read_card, user_id)


def _read_card(session: Session, terms: ReadTerms, user_id: int) -> ProfileCard | None:
    row = session.execute(_CARD, {"user_id": user_id}).one_or_none()
    if row is None:
        return None
    terms.check_settings(row.settings_version)
    level = terms.formula.level(row.total_earned)
    stored = as_of(stored_streak(*row[3:-1]), terms)
    streak = live_streak(stored.current, stored.last, terms.today)
    return ProfileCard(
        balance=row.balance,
        level=level,
        level_starts_at=terms.formula.starts_at(level) or 0,
        next_level_at=terms.formula.starts_at(level + 1),
        total_earned=row.total_earned,
        total_spent=row.total_spent,
        streak=streak,
        longest_streak=max(stored.longest, streak),
        streak_text=terms.settings.streak_text(streak),
    )


_CARD = with_streak(
    GIFT, GamificationProfile.balance, GamificationProfile.total_earned, GamificationProfile.total_spent
)
