"""The settings that a creator changes while the bot runs: names, defaults and legal ranges
(docs/rules.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..errors import InvalidSetting, SettingTrouble
from .days import zone_named
from .levels import DEFAULT_FORMULA, level_formula


@dataclass(frozen=True, slots=True)
class EconomySettings:
    """The settings; amounts in besitos. NULL in the database means the default.

    `day_timezone_since` and `day_timezone_before` are not settings: they say when an admin last changed the
    zone, and from which.
    """

    level_formula: str = DEFAULT_FORMULA
    besitos_per_reaction: int = 5
    max_reactions_per_day: int = 20
    reaction_cooldown_seconds: int = 30
    besitos_daily_gift: int = 50
    besitos_daily_streak_bonus: int = 10
    besitos_streak_bonus_per_day: int = 2
    besitos_streak_bonus_max: int = 50
    besitos_daily_base: int = 20
    streak_display_format: str = "🔥 {days} days"
    day_timezone: str = "UTC"
    day_timezone_since: datetime | None = None
    day_timezone_before: str | None = None

    def streak_text(self, days: int) -> str:
        """Format a streak as the creator wants it, not escaped. Only `{days}` is replaced."""
        return self.streak_display_format.replace("{days}", str(days))


RANGES: Mapping[str, tuple[int, int]] = {
    # A reaction and a gift pay at least 1, because a movement cannot be 0. Their sums stay far below the
    # largest allowed amount.
    "besitos_per_reaction": (1, 1_000_000),
    "max_reactions_per_day": (0, 10_000),
    "reaction_cooldown_seconds": (0, 86_400),
    "besitos_daily_gift": (1, 1_000_000),
    "besitos_daily_streak_bonus": (0, 1_000_000),
    "besitos_streak_bonus_per_day": (0, 1_000_000),
    "besitos_streak_bonus_max": (0, 1_000_000),
    "besitos_daily_base": (0, 1_000_000),
}
MAX_STREAK_FORMAT_LENGTH = 50
NOTED = ("day_timezone_since", "day_timezone_before")
NAMES = tuple(field.name for field in fields(EconomySettings) if field.name not in NOTED)
DEFAULTS: Mapping[str, Any] = {
    field.name: field.default for field in fields(EconomySettings) if field.name in NAMES
}


class Form(StrEnum):
    """What kind of value a setting has."""

    AMOUNT = "amount"
    """Besitos."""
    TIMES = "times"
    SECONDS = "seconds"
    FORMULA = "formula"
    ZONE = "zone"
    STREAK_TEXT = "streak_text"
    """A line with `{days}`."""


FORMS: Mapping[str, Form] = {
    "level_formula": Form.FORMULA,
    "max_reactions_per_day": Form.TIMES,
    "reaction_cooldown_seconds": Form.SECONDS,
    "streak_display_format": Form.STREAK_TEXT,
    "day_timezone": Form.ZONE,
}
"""Of the settings that are no amounts of besitos."""


def check_name(name: str) -> None:
    """Raises InvalidSetting for what is not a setting."""
    if name not in NAMES:
        raise InvalidSetting(
            name, f"is not a setting; the settings are {', '.join(NAMES)}", SettingTrouble.UNKNOWN_FIELD
        )


def form_of(name: str) -> Form:
    """Return what kind of value a setting has."""
    return FORMS.get(name, Form.AMOUNT)


def check(name: str, value: Any) -> None:
    """Raises InvalidSetting, which names the range, if a setting cannot have this value."""
    check_name(name)
    if name in RANGES:
        least, most = RANGES[name]
        if type(value) is not int or not least <= value <= most:
            raise InvalidSetting(
                name,
                f"must be a whole number from {least:,} to {most:,}, not {value!r:.40}",
                SettingTrouble.WHOLE_NUMBER,
                {"least": least, "most": most},
            )
    elif not isinstance(value, str):
        raise InvalidSetting(name, f"must be a text, not {value!r:.40}", SettingTrouble.WRONG_KIND)
    elif name == "level_formula":
        level_formula(value)
    elif name == "day_timezone":
        zone_named(value)
    else:
        _check_streak_format(value)


def _check_streak_format(value: str) -> None:
    name = "streak_display_format"
    if not 1 <= len(value) <= MAX_STREAK_FORMAT_LENGTH:
        raise InvalidSetting(
            name,
            f"must have 1 to {MAX_STREAK_FORMAT_LENGTH} characters, not {len(value)}",
            SettingTrouble.TEXT_LENGTH,
            {"most": MAX_STREAK_FORMAT_LENGTH},
        )
    rest = value.replace("{days}", "")
    if rest == value:
        raise InvalidSetting(
            name,
            "must contain {days}, which the number replaces",
            SettingTrouble.WITHOUT_DAYS,
            {"most": MAX_STREAK_FORMAT_LENGTH},
        )
    if set(rest) & set("{}\n\r\0") or not value.isprintable():
        raise InvalidSetting(
            name,
            "may hold one line of text and {days}, no other braces",
            SettingTrouble.WITHOUT_DAYS,
            {"most": MAX_STREAK_FORMAT_LENGTH},
        )
