"""Values to pick where writing one takes a programmer: level formulas and time zones."""

from collections.abc import Mapping

from babel.dates import get_timezone_location

from ....services.gamification.rules.levels import DEFAULT_FORMULA
from ....ui.texts import Texts
from .zones import NEAR

FORMULAS: Mapping[str, str] = {
    "min(floor(sqrt(total_earned / 25)) + 1, 999)": "admin-economy-pace-quick",
    DEFAULT_FORMULA: "admin-economy-pace-normal",
    "min(floor(sqrt(total_earned / 400)) + 1, 999)": "admin-economy-pace-slow",
    "1 + min(total_earned // 500, 99)": "admin-economy-pace-even",
}


def proposals(name: str, texts: Texts) -> dict[str, str]:
    """Return values for a setting, each with what its button says; none for most settings."""
    if name == "level_formula":
        return {formula: texts.plain(key) for formula, key in FORMULAS.items()}
    if name == "day_timezone":
        return {zone: city_of(zone, texts) for zone in NEAR.get(texts.language, ())}
    return {}


def city_of(zone: str, texts: Texts) -> str:
    """Return a zone's city in the admin's language."""
    place = get_timezone_location(zone, locale=texts.language, return_city=True)
    return place.rpartition("/")[2]
