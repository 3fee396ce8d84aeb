"""Time zones as creators write them: by a city, in any case, with or without accents."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import available_timezones

NEAR: Mapping[str, tuple[str, ...]] = {
    "es": (
        "Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago",
        "America/Argentina/Buenos_Aires",
    ),
    "en": ("Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles"),
    "pt": ("America/Sao_Paulo", "America/Manaus", "Europe/Lisbon"),
}  # fmt: skip
"""What is proposed to creators who speak a language."""


def zone_written(text: str) -> str:
    """Return the zone that was meant, or the text as it is. Of several with the same city the first one by
    name: one is an older name of the other."""
    wanted = _plain(text)
    return _names().get(wanted, text)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    zones = sorted(available_timezones())  # it reads each of them
    for zone in zones:
        names.setdefault(_plain(zone.rpartition("/")[2]), zone)
    return names | {_plain(zone): zone for zone in zones}


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return "".join(one for one in letters if not unicodedata.combining(one)).strip()
