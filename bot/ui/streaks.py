"""How long a streak is, as members see it."""

from ..services.gamification.rules.settings import EconomySettings
from .texts import Texts


def streak_text(formatted: str, days: int, texts: Texts) -> str:
    """Return a streak as the creator wants it `formatted`; in the reader's language if no
    format was set."""
    if formatted == EconomySettings().streak_text(days):
        return texts.html("profile-streak-days", days=days)
    return formatted
