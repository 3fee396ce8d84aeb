"""Texts that are written without Fluent's resolver are the same as with it."""

import random
from itertools import product

import pytest
from babel import Locale
from fluent.runtime.types import fluent_number
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.languages import LOCALES, texts_in
from bot.ui.patterns import LeftToFluent, Numbers, Value, plain_patterns
from bot.ui.voice import Voice
from tests.kit.voice import LANGUAGES

VALUES: tuple[Value, ...] = (0, 1, 2, 12, 999, 1_000, 1_000_000, 12_345_678, "x", "one", "1", "3 ❤️", "")


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def variables_of(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in texts_in(LOCALES / language):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Message):
                visitor = _Variables()
                visitor.visit(entry)
                found[entry.id.name] = visitor.names
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_written_as_fluent_writes_it(language: str) -> None:
    texts = Voice().texts(language)
    variables = variables_of(language)
    plain = {key: pattern for key in variables if (pattern := texts._pattern(key)) is not None}
    assert len(plain) > 0.95 * len(variables)
    for key, pattern in plain.items():
        names = variables[key]
        two = product(VALUES, repeat=2) if len(names) == 2 else [(value, value) for value in VALUES]
        for first, second in two:
            values = {name: second if n else first for n, name in enumerate(sorted(names))}
            try:
                written = pattern.write(values)
            except LeftToFluent:
                continue
            assert written == texts._core.get(key, language, **values), (key, values)


@pytest.mark.parametrize("language", [*LANGUAGES, "de", "pl", "fr", "ru", "sv", "hi", "ar", "fa", "ja"])
def test_numbers_are_written_as_fluent_writes_them(language: str) -> None:
    locale = Locale.parse(language)
    numbers = Numbers(locale)
    draw = random.Random(1)
    drawn = [draw.randrange(10 ** draw.randrange(1, 16)) * draw.choice((1, 1, 1, -1)) for _ in range(500)]
    for number in [*range(1_200), *drawn]:
        assert numbers.written(number) == fluent_number(number).format(locale)


def patterns(text: str, language: str = "en") -> list[str]:
    body = FluentParser().parse(text).body
    return list(plain_patterns(language, [one for one in body if isinstance(one, ast.Message)]))


def test_what_is_not_plain_is_left_to_fluent() -> None:
    assert patterns("a = { $x }") == ["a"]
    assert patterns("a = { NUMBER($x, minimumFractionDigits: 2) }") == []
    assert patterns("a = { other }") == []
    assert patterns("a = { -term }") == []
    assert patterns("a = { 5 }") == []
    assert patterns("a = { $x ->\n    [0.5] half\n   *[other] { $x }\n }") == []
    assert patterns("a = { $x }", "zz") == []  # no such language


def test_a_value_that_is_missing_or_of_another_type_is_left_to_fluent() -> None:
    texts = Voice().texts("en")
    pattern = texts._pattern("reaction-counts")
    assert pattern is not None
    for values in ({}, {"emoji": True}, {"emoji": 1.5}, {"emoji": "x" * 2_001}):
        with pytest.raises(LeftToFluent):
            pattern.write(values)  # type: ignore[arg-type]
    assert texts.html("reaction-counts", emoji="x" * 2_001) == f"Your {'x' * 2_001} counts."
