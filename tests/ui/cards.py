"""Profile cards to show."""

from bot.services.gamification.profile_card import ProfileCard


def card(**changes: int | str | None) -> ProfileCard:
    """Somebody in the middle of level 4."""
    usual: dict[str, int | str | None] = {
        "balance": 1_234, "level": 4, "level_starts_at": 900, "next_level_at": 1_600,
        "total_earned": 1_334, "total_spent": 100, "streak": 3, "longest_streak": 12,
        "streak_text": "🔥 3 days",
    }  # fmt: skip
    return ProfileCard(**{**usual, **changes})  # type: ignore[arg-type]
