"""Values to pick where writing one takes a programmer: level formulas and time zones."""

from babel.dates import get_timezone_location

from ....ui.admin.economy_texts import FORMULAS
from ....ui.texts import Texts
from .zones import NEAR


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
