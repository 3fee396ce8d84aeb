"""The messages of one language, each parsed at its first use."""

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from bot.languages import LOCALES, texts_in
from bot.ui import bundle as bundle_module
from bot.ui.bundle import bundle_of
from bot.ui.voice import Voice
from tests.kit.voice import LANGUAGES

SHAPES = """\
# About one
one = Uno, { $name } = { two }

## A group

two = { -term }
    .attribute = not = an entry
three =
    in = lines
    { $n ->
        [one] uno
       *[other] { three.title }
    }
    .title = { four }
# The last comment before
four = { one }
five = { five }
-term = { six }
six=seis
"""


def said(bundle: FluentBundle, name: str) -> object:
    message = bundle.get_message(name)
    return message.value and bundle.format_pattern(message.value, {"name": "Ana", "n": 2})


def test_messages_are_the_same_as_if_all_were_parsed_at_once() -> None:
    for name in ("four", "one", "two", "three", "six"):
        at_once = FluentBundle(["es"], use_isolating=False)
        at_once.add_resource(FluentResource(SHAPES))
        late = bundle_of("es", (SHAPES, f"# another one, for {name}"))
        assert said(late, name) == said(at_once, name)
        assert said(late, name)[1] == []  # type: ignore[index]
    assert bundle_of("es", (SHAPES,)).get_message("five").value  # refers to itself


def test_later_layers_replace_earlier_ones_and_what_is_missing_is_a_key_error() -> None:
    bundle = bundle_of("es", ("hola = Hola\nadios = Adiós", "hola = { -t }\n-t = a", "-t = Buenas"))
    assert said(bundle, "hola") == ("Buenas", [])
    assert said(bundle, "adios") == ("Adiós", [])
    assert bundle.has_message("hola")
    assert not bundle.has_message("-t")
    with pytest.raises(KeyError):
        bundle.get_message("nada")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_our_files_is_found(language: str) -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in texts_in(LOCALES / language))
    entries = FluentParser().parse(source).body
    assert not [entry for entry in entries if isinstance(entry, ast.Junk)]
    names = {("-" if isinstance(e, ast.Term) else "") + e.id.name for e in entries if hasattr(e, "id")}
    found = dict(bundle_module._entries(source))
    assert found.keys() == names
    for entry in entries:
        if isinstance(entry, ast.Message):
            assert FluentParser().parse_entry(found[entry.id.name]).equals(entry, ["span", "comment"])


def test_a_bot_that_starts_parses_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = FluentParser.parse_entry

    def noticed(self: FluentParser, source: str) -> ast.EntryType:
        parsed.append(source)
        return parse(self, source)

    bundle_of.cache_clear()
    monkeypatch.setattr(FluentParser, "parse_entry", noticed)
    monkeypatch.setattr(FluentParser, "parse", None)
    texts = Voice().texts("es")
    assert {source[0] for source in parsed} == {"-"}
    parsed.clear()
    assert texts.plain("nameless") == texts.plain("nameless")
    assert len(parsed) == 1
