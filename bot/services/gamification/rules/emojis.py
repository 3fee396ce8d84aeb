"""What one emoji is, as a person types it: with skin tones, families, flags and keycaps."""

import re

_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
    "[\ufe0f\U0001f3fb-\U0001f3ff]?(?:[\U000e0020-\U000e007f]+)?"
)
_EMOJI = re.compile(f"{_FLAG}|{_KEYCAP}|{_PICTURE}(?:\u200d{_PICTURE})*")
_BETWEEN = re.compile(r"[\s,;·|/]+")


def is_emoji(text: object) -> bool:
    """True for exactly one emoji."""
    return isinstance(text, str) and _EMOJI.fullmatch(text) is not None


def emojis_in(text: str) -> tuple[str, ...] | None:
    """The emojis of a text that has nothing else but spaces and commas between them; None where it has."""
    found = tuple(_EMOJI.findall(text))
    return found if found and not _BETWEEN.sub("", _EMOJI.sub("", text)) else None
