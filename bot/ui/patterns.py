"""Writes texts whose patterns are plain: words, values of variables, and choices by a variable.

That is nearly all of ours. Fluent's own resolver takes ten times as long, which for the answer to a tap was
as much as everything else together (docs/decisions/0103). Whatever is not plain is left to Fluent, which
decides what a text is: tests compare both for every text that we have.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from fluent.syntax import ast

MAX_VALUE_LENGTH = 2_000
"""Longer values are left to Fluent, which has limits."""
REMEMBERED = 1_024
_PROBES = (0, 7, 999, 1_000, 12_345, 123_456, 1_234_567, 12_345_678_901)

Value = str | int


class LeftToFluent(Exception):
    """This text needs more than is known here: another type of value, or a variable that is not given."""


class Numbers:
    """How a language writes whole numbers, and which form of words it uses with them."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self.form_of = lru_cache(REMEMBERED)(locale.plural_form)
        """The plural category of a number, as "one"."""
        self._by_babel = lru_cache(REMEMBERED)(self._with_babel)
        separator = self._with_babel(1_000)[1:-3]
        grouped = (f"{probe:,}".replace(",", separator) for probe in _PROBES)
        self._separator = separator if list(grouped) == [self._with_babel(one) for one in _PROBES] else None

    def written(self, number: int) -> str:
        """Return the number as Fluent writes it."""
        if number < 0 or self._separator is None:
            return self._by_babel(number)
        return f"{number:,}".replace(",", self._separator)

    def _with_babel(self, number: int) -> str:
        return format_decimal(number, locale=self._locale)


@dataclass(frozen=True, slots=True)
class Variable:
    """A place for a value."""

    name: str
    numbers: Numbers

    def write(self, values: Mapping[str, Value]) -> str:
        """Return the value. Raises LeftToFluent."""
        value = values.get(self.name)
        if type(value) is int:
            return self.numbers.written(value)
        if isinstance(value, str) and len(value) <= MAX_VALUE_LENGTH:
            return value
        raise LeftToFluent


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several patterns, by the value of a variable: by number, by plural category, or by word."""

    name: str
    variants: Sequence[tuple[Value, "Pattern"]]
    default: "Pattern"
    numbers: Numbers

    def write(self, values: Mapping[str, Value]) -> str:
        """Return what was chosen. Raises LeftToFluent."""
        value = values.get(self.name)
        if type(value) is int:
            for key, pattern in self.variants:
                if key == value or (isinstance(key, str) and key == self.numbers.form_of(value)):
                    return pattern.write(values)
            return self.default.write(values)
        if not isinstance(value, str) or any(isinstance(key, int) for key, _ in self.variants):
            raise LeftToFluent
        for key, pattern in self.variants:
            if key == value:
                return pattern.write(values)
        return self.default.write(values)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text: words, and what is inserted between them."""

    parts: Sequence["str | Variable | Choice"]

    def write(self, values: Mapping[str, Value]) -> str:
        """Return the text with these values. Raises LeftToFluent."""
        return "".join([part if isinstance(part, str) else part.write(values) for part in self.parts])


def plain_patterns(language: str, messages: Iterable[ast.Message]) -> dict[str, Pattern]:
    """Return the messages that need nothing else, by their keys; none for a language that Babel does not
    know."""
    numbers = _numbers_of(language)
    if numbers is None:
        return {}
    read = {one.id.name: _pattern_of(one.value, numbers) for one in messages if one.value is not None}
    return {key: pattern for key, pattern in read.items() if pattern is not None}


@lru_cache
def _numbers_of(language: str) -> Numbers | None:
    try:
        return Numbers(Locale.parse(language))
    except (UnknownLocaleError, ValueError):
        return None


def _pattern_of(pattern: ast.Pattern, numbers: Numbers) -> Pattern | None:
    parts: list[str | Variable | Choice] = []
    for element in pattern.elements:
        part = element.value if isinstance(element, ast.TextElement) else _part_of(element, numbers)
        if part is None:
            return None
        parts.append(part)
    return Pattern(tuple(parts))


def _part_of(placeable: ast.Placeable, numbers: Numbers) -> "str | Variable | Choice | None":
    match placeable.expression:
        case ast.Placeable() as inner:
            return _part_of(inner, numbers)
        case ast.StringLiteral() as literal:
            return str(literal.parse()["value"])
        case ast.VariableReference() as variable:
            return Variable(variable.id.name, numbers)
        case ast.SelectExpression(selector=ast.VariableReference() as variable) as choice:
            return _choice_of(variable.id.name, choice, numbers)
    return None


def _choice_of(name: str, choice: ast.SelectExpression, numbers: Numbers) -> Choice | None:
    variants: list[tuple[Value, Pattern]] = []
    default: Pattern | None = None
    for one in choice.variants:
        pattern = _pattern_of(one.value, numbers)
        if pattern is None:
            return None
        if isinstance(one.key, ast.Identifier):
            variants.append((one.key.name, pattern))
        elif one.key.value.isdigit():
            variants.append((int(one.key.value), pattern))
        else:
            return None
        if one.default:
            default = pattern
    return None if default is None else Choice(name, tuple(variants), default, numbers)
