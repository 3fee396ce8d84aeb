"""Rules of streaks and of the daily gift, without a database: what a day pays, and whether it counts on."""

from dataclasses import dataclass
from datetime import date, timedelta

from .settings import EconomySettings


@dataclass(frozen=True, slots=True)
class GiftParts:
    """What a claim pays, in besitos: the gift itself and the part for the streak."""

    gift: int
    streak_bonus: int


def gift_for(day: int, settings: EconomySettings) -> GiftParts:
    """What a claim on day `day` (1, 2, ...) of a streak pays (docs/rules.md, Settings)."""
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
    """The streak after doing today what the streak counts.

    A second time on the same day, or a clock that went back, leaves it as it is.
    """
    if last is None or current < 1:
        return 1
    if last >= today:
        return current
    return current + 1 if last == today - timedelta(days=1) else 1


def live_streak(current: int, last: date | None, today: date) -> int:
    """The streak to show: 0 once a whole day went by without."""
    if last is None or last < today - timedelta(days=1):
        return 0
    return current
