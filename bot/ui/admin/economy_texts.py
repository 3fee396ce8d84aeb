"""The economy's settings in words: what each is, its value, what is legal, and what a change does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...services.gamification import EconomyPreview, LevelChanges
from ...services.gamification.rules.levels import DEFAULT_FORMULA, MAX_LENGTH
from ...services.gamification.rules.preview import seconds_to_the_most
from ...services.gamification.rules.settings import (
    DEFAULTS,
    MAX_STREAK_FORMAT_LENGTH,
    RANGES,
    Form,
    form_of,
)
from ..displayed_text import Displayed
from ..field_names import SETTINGS
from ..moments import weekday_and_time
from ..streaks import streak_text
from ..texts import Html, Texts

MEANINGS: Mapping[str, str] = {
    "besitos_per_reaction": "admin-economy-reaction-means",
    "max_reactions_per_day": "admin-economy-reactions-a-day-means",
    "reaction_cooldown_seconds": "admin-economy-cooldown-means",
    "besitos_daily_gift": "admin-economy-gift-means",
    "besitos_daily_streak_bonus": "admin-economy-bonus-means",
    "besitos_streak_bonus_per_day": "admin-economy-bonus-a-day-means",
    "besitos_streak_bonus_max": "admin-economy-bonus-max-means",
    "besitos_daily_base": "admin-economy-base-means",
    "streak_display_format": "admin-economy-streak-means",
    "level_formula": "admin-economy-formula-means",
    "day_timezone": "admin-economy-zone-means",
}
GIFT = (
    "besitos_daily_gift", "besitos_daily_streak_bonus", "besitos_streak_bonus_per_day",
    "besitos_streak_bonus_max", "besitos_daily_base",
)  # fmt: skip
REACTIONS = ("besitos_per_reaction", "max_reactions_per_day", "reaction_cooldown_seconds")
FORMULAS: Mapping[str, str] = {
    "min(floor(sqrt(total_earned / 25)) + 1, 999)": "admin-economy-pace-quick",
    DEFAULT_FORMULA: "admin-economy-pace-normal",
    "min(floor(sqrt(total_earned / 400)) + 1, 999)": "admin-economy-pace-slow",
    "1 + min(total_earned // 500, 99)": "admin-economy-pace-even",
}
"""Level formulas that are proposed, with what they are called."""
SHOWN_STREAK = 7
MAX_IN_BUTTON = 24


def title(name: str, texts: Texts) -> str:
    """Return what a setting is called."""
    return texts.plain(SETTINGS[name])


def value_text(name: str, value: Any, texts: Texts) -> Html:
    """Return a value of a setting for a message."""
    match form_of(name):
        case Form.AMOUNT:
            return texts.html("admin-economy-besitos", value=value)
        case Form.TIMES:
            return texts.html("admin-economy-times", value=value)
        case Form.SECONDS:
            return texts.html("admin-economy-seconds", value=value)
        case Form.FORMULA | Form.ZONE:
            # As it is, so that it can be copied and sent again.
            return texts.html("admin-economy-code", value=Displayed(" ".join(str(value).split())))
        case Form.STREAK_TEXT:
            key = "admin-economy-quoted-default" if value == DEFAULTS[name] else "admin-economy-quoted"
            return texts.html(key, value=str(value))


def value_in_button(name: str, value: Any, texts: Texts) -> str | int:
    """Return a value of a setting, short enough for a button."""
    if isinstance(value, int):
        return value
    if name == "streak_display_format":
        value = streak_text(str(value).replace("{days}", str(SHOWN_STREAK)), SHOWN_STREAK, texts)
    elif name == "level_formula" and value in FORMULAS:
        value = texts.plain(FORMULAS[value])
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_IN_BUTTON else text[: MAX_IN_BUTTON - 1] + "…"


def legal_text(name: str, texts: Texts) -> Html:
    """Return which values a setting may have."""
    if name in RANGES:
        least, most = RANGES[name]
        return texts.html("admin-economy-range", least=least, most=most)
    if name == "level_formula":
        return texts.html("admin-economy-formula-legal", most=MAX_LENGTH)
    if name == "day_timezone":
        return texts.html("admin-economy-zone-legal")
    return texts.html("admin-economy-streak-legal", most=MAX_STREAK_FORMAT_LENGTH)


def effect_text(preview: EconomyPreview, texts: Texts) -> Html:
    """Return what a change does, one line each."""
    changed = set(preview.changed)
    lines: list[Html] = []
    if changed & set(GIFT):
        lines += [
            texts.html("admin-economy-claim", day=claim.day, before=claim.before, after=claim.after)
            for claim in preview.claims
        ]
    if changed & set(REACTIONS):
        paid = preview.reactions
        if "besitos_per_reaction" in changed:
            lines.append(texts.html("admin-economy-one-reaction", before=paid.before, after=paid.after))
        lines.append(
            texts.html("admin-economy-most-a-day", before=paid.most_a_day_before, after=paid.most_a_day_after)
        )
        if changed & {"max_reactions_per_day", "reaction_cooldown_seconds"}:
            times = [_duration(seconds_to_the_most(one), texts) for one in (preview.before, preview.after)]
            lines.append(texts.html("admin-economy-takes", before=times[0], after=times[1]))
    if "level_formula" in changed:
        lines += [
            texts.html(
                "admin-economy-level", total=level.total_earned, before=level.before, after=level.after
            )
            for level in preview.levels
        ]
        lines += _members(preview.level_changes or LevelChanges(0, 0), texts)
    if preview.zone is not None:
        lines.append(texts.html("admin-economy-day-ends", **_ends(preview.zone.day_ends_before, texts)))
        lines.append(texts.html("admin-economy-day-will-end", **_ends(preview.zone.day_ends_after, texts)))
        lines.append(texts.html("admin-economy-zone-keeps-streaks"))
    if "streak_display_format" in changed:
        lines.append(
            texts.html(
                "admin-economy-streak-shown",
                before=streak_text(preview.before.streak_text(SHOWN_STREAK), SHOWN_STREAK, texts),
                after=streak_text(preview.after.streak_text(SHOWN_STREAK), SHOWN_STREAK, texts),
            )
        )
    return Html("\n".join(lines))


def _duration(seconds: int, texts: Texts) -> Html:
    minutes, rest = divmod(seconds, 60)
    return texts.html("admin-economy-duration", hours=minutes // 60, minutes=minutes % 60, seconds=rest)


def _members(changes: LevelChanges, texts: Texts) -> list[Html]:
    lines = []
    if changes.higher:
        lines.append(texts.html("admin-economy-level-higher", members=changes.higher))
    if changes.lower:
        lines.append(texts.html("admin-economy-level-lower", members=changes.lower))
    if changes.unknown:
        lines.append(texts.html("admin-economy-level-unknown", members=changes.unknown))
    return lines or [texts.html("admin-economy-level-same")]


def _ends(at: datetime, texts: Texts) -> dict[str, str | int]:
    return {"zone": str(at.tzinfo), "at": weekday_and_time(at, texts.language)}
