"""Cleans text written by others for use in our messages: names of members, products and rewards, reasons of
errors.

A name must not change the reading direction of the rest, begin a new line, be invisible or taller than a
line, fill the screen, or be a link. See docs/decisions/0012.
"""

import re
import unicodedata
from collections.abc import Iterable

MAX_NAME_LENGTH = 40
"""Characters of a member's name in a screen; Telegram allows 64 in a first name."""
MAX_LISTED_NAME_LENGTH = 60
MAX_BUTTON_NAME_LENGTH = 30
MAX_MARKS = 3
"""Accents on one letter: every living script needs fewer, and more of them reach into other lines."""

WORD_JOINER = "\u2060"
"""An invisible character without a line break, which for Telegram ends a link."""
PHONE_DIGITS = 7
ELLIPSIS = "…"

# Bases of emojis, as ranges, because older Pythons have no category for the newest ones.
_BASE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a-\u23ff\u24c2\u25aa\u25ab\u25b6\u25c0"
    "\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff]"
)
_EMOJI = f"{_BASE}[\U0001f3fb-\U0001f3ff]?\ufe0f?"
# England, Scotland, Wales: the only emojis with tags.
_COUNTRIES = ("gbeng", "gbsct", "gbwls")
_TAGGED = ["".join(chr(0xE0000 + ord(letter)) for letter in country) for country in _COUNTRIES]
_FLAG = f"\U0001f3f4(?:{'|'.join(_TAGGED)})\U000e007f"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_PAIR = "[\U0001f1e6-\U0001f1ff]{2}"  # the flag of a country
_PIECES = re.compile(f"{_FLAG}|{_PAIR}|{_KEYCAP}|{_EMOJI}(?:\u200d{_EMOJI}){{0,4}}|.", re.DOTALL)

_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
# They look like a space or like nothing, but Unicode does not classify them so.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs"})
_INVISIBLE = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180f\u2065\ufe00-\ufe0f\ufff0-\ufffc\ufdd0-\ufdef\U0001d159"
    "\U000e0000-\U000e0fff]"
)
_LINK_SIGN = re.compile(
    r"(?:[.@#$。．｡＠＃](?![\ufe0f\u20e3])"
    r"|(?<![\w<>])/"  # begins a command, except within a word and after < or >
    r"|:(?=/))(?=[^\s])"
)
_IN_NUMBER = re.compile(r"(?<=\d\d\d)(?=\d)")


class Displayed(str):
    """Text that is already cleaned; it must still be escaped for HTML."""

    __slots__ = ()


def displayed(text: str) -> Displayed:
    """Return one line of a text: without line breaks, direction marks, control characters and invisible
    characters, and with single spaces. Emojis stay whole. The result is empty if nothing is left."""
    if isinstance(text, Displayed):
        return text
    return Displayed(_one_line(_units(text)))


def displayed_paragraphs(text: str) -> Displayed:
    """The same for a text of several lines, which are kept; at most one empty line in a row."""
    lines = [str(displayed(line)) for line in re.split("[\n\u2029]", text.replace("\r\n", "\n"))]
    return Displayed(re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n"))


def shortened(text: str, longest: int) -> Displayed:
    """Return one line of at most `longest` characters. A longer one is cut with an ellipsis, but not within
    an emoji or between a letter and its accent."""
    line = displayed(text)
    if len(line) <= longest:
        return line
    kept, length = [], len(ELLIPSIS)
    for unit in _units(line):
        length += len(unit)
        if length > longest:
            break
        kept.append(unit)
    return Displayed("".join(kept).rstrip() + ELLIPSIS)


def name_in_list(name: str) -> Displayed:
    """The name of a product or a reward on a line of its own."""
    return shortened(name, MAX_LISTED_NAME_LENGTH)


def name_on_button(name: str) -> Displayed:
    """The same on a button, which phones cut without a sign."""
    return shortened(name, MAX_BUTTON_NAME_LENGTH)


def displayed_name(name: str, nameless: str, longest: int = MAX_NAME_LENGTH) -> Displayed:
    """Return a member's name in one line, shortened and without links, or `nameless` if nothing of it is
    visible."""
    line = shortened(str(name), longest)
    if not _is_visible(line):
        return Displayed(nameless)
    return _unlinked(line)


def _unlinked(text: str) -> Displayed:
    """Return the text so that Telegram makes no links of it: addresses, @names, #tags, /commands, telephone
    numbers.

    Telegram looks for them in every text, escaped or not. A word joiner after the sign that begins a link
    prevents it. Switching previews off would keep the links, and a fixed-width font would prevent them but
    looks like code.
    """
    text = _LINK_SIGN.sub(lambda sign: sign[0] + WORD_JOINER, text)
    if sum(letter.isdigit() for letter in text) >= PHONE_DIGITS:
        text = _IN_NUMBER.sub(WORD_JOINER, text)
    return Displayed(text)


def _units(text: str) -> list[str]:
    """Split into units that are read as one: an emoji, a letter with its accents, a space (also for a line
    end)."""
    units: list[str] = []
    marks = 0
    for piece in _PIECES.findall(text):
        if len(piece) > 1:
            units.append(piece)
            marks = 0
        elif piece.isspace() or piece in _LINE_ENDS or piece in _BLANKS:
            units.append(" ")
        elif _is_invisible(piece):
            continue
        elif unicodedata.category(piece) in {"Mn", "Me"}:
            if units and units[-1] != " " and marks < MAX_MARKS:
                units[-1] += piece
                marks += 1
        else:
            units.append(piece)
            marks = 0
    return units


def _one_line(units: Iterable[str]) -> str:
    return re.sub(" +", " ", "".join(units)).strip(" ")


def _is_invisible(letter: str) -> bool:
    return (
        unicodedata.category(letter) in _INVISIBLE_CATEGORIES
        or _INVISIBLE.match(letter) is not None
        or ord(letter) & 0xFFFE == 0xFFFE  # not a character, in any plane
    )


def _is_visible(text: str) -> bool:
    # Older Pythons count the newest emojis as unassigned.
    return any(
        unicodedata.category(letter)[0] in "LNPS" or unicodedata.category(letter) == "Cn" for letter in text
    )
