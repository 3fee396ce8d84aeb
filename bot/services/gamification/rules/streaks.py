"""Rules of streaks and of the daily gift: what a day pays, and whether a streak continues. No database."""

from dataclasses import dataclass
from datetime import date, timedelta

from .settings import EconomySettings

MAX_REPAIRED_DAYS = 3_650
"""The longest streak that an admin can give back, in days."""


@dataclass(frozen=True, slots=True)
class GiftParts:
    """What a claim pays, in besitos: the gift itself and the part for the streak."""

    gift: int
    streak_bonus: int


def gift_for(day: int, settings: EconomySettings) -> GiftParts:
    """Return what a claim on day `day` (1, 2, ...) of a streak pays (docs/rules.md, Settings)."""
    if day <= 1:
        bonus = 0
    else:
        bonus = min(
            settings.besitos_daily_streak_bonus + settings.besitos_streak_bonus_per_day * (day - 2),
            settings.besitos_streak_bonus_max,
        )
    gift = max(settings.besitos_daily_gift, settings.besitos_daily_base - bonus)
    return GiftParts(gift, bonus)


def next_streak(current: int, last: date | None, today: date) -> int:
    """Return the streak after a claim today. A second claim on the same day, or a clock that was set back,
    does not change it.
    """
    if last is None or current < 1:
        return 1
    if last >= today:
        return current
    return current + 1 if last == today - timedelta(days=1) else 1


def live_streak(current: int, last: date | None, today: date) -> int:
    """Return the streak to show: 0 after a whole day without a claim."""
    if last is None or last < today - timedelta(days=1):
        return 0
    return current
