"""What a bot calls its currency."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

MAX_WORD_LENGTH = 32
FORBIDDEN = frozenset('<>&{}"\\')  # they mean something to HTML or Fluent
EXAMPLE = "an example is moneda,monedas,🪙"
JOINERS = "\u200d\ufe0f"  # inside one emoji


@dataclass(frozen=True, slots=True)
class Currency:
    """The words for the currency, as they stand in sentences: "1 moneda", "5 monedas"; `emoji` may be empty.

    Sentences put no article and no adjective next to the words, so that any gender will do. Raises ValueError
    for a word that is empty, longer than 32 characters or not plain text.
    """

    one: str
    many: str
    emoji: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name), may_be_empty=field.name == "emoji")


Currencies = Currency | Mapping[str, Currency]
"""One for all languages, or one for each; a language without its own has that of the default language."""


def parse_currency(text: str) -> Currencies:
    """Return the currency that is written as `moneda,monedas,🪙`, or for each language as
    `es:moneda,monedas,🪙; en:coin,coins,🪙`. Raises ValueError."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) == 1 and ":" not in parts[0]:
        return _parse_one(parts[0])
    currencies: dict[str, Currency] = {}
    for part in parts:
        language, colon, words = part.partition(":")
        if not colon:
            raise ValueError(f"currency: {part!r} has no language; {EXAMPLE}")
        currencies[language.strip()] = _parse_one(words)
    return currencies


def _parse_one(text: str) -> Currency:
    words = [word.strip() for word in text.split(",")]
    if len(words) not in (2, 3):
        raise ValueError(f"currency: {text.strip()!r} is not two words and an emoji; {EXAMPLE}")
    return Currency(*words)


def _check(name: str, word: object, *, may_be_empty: bool) -> None:
    if not isinstance(word, str):
        raise ValueError(f"currency: {name} must be a text, not {word!r:.40}")  # noqa: TRY004 - documented
    if not word and not may_be_empty:
        raise ValueError(f"currency: {name} is empty; write the word, such as 'moneda'")
    if len(word) > MAX_WORD_LENGTH:
        raise ValueError(f"currency: {name} has {len(word)} characters; at most {MAX_WORD_LENGTH} fit")
    if word != word.strip():
        raise ValueError(f"currency: {name} must not begin or end with a space: {word!r}")
    if any(sign in FORBIDDEN or not (sign.isprintable() or sign in JOINERS) for sign in word):
        raise ValueError(f'currency: {name} must be plain text without < > & {{ }} " \\: {word!r}')
