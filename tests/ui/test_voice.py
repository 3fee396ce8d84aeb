"""The voice of one application: which languages there are, and which one a person reads."""

import pytest
from fluent.runtime import resolver

from bot.currency import Currency
from bot.languages import LOCALES, InvalidTexts, languages_in
from bot.ui.voice import Voice
from tests.kit.voice import LANGUAGES
from tests.ui.all_screens import everything_in


@pytest.mark.parametrize(
    ("code", "language"),
    [("es", "es"), ("en", "en"), ("en-gb", "en"), ("pt-br", "pt"), ("es-419", "es"), ("fr", "en"),
     ("est", "en"), (None, "en"), ("", "en")],
)  # fmt: skip
def test_a_code_of_telegram_gets_the_language_that_we_speak(code: str | None, language: str) -> None:
    assert Voice("en").language_of(code) == language


def test_the_default_language_comes_first() -> None:
    assert Voice("en").languages[0] == "en"
    assert sorted(Voice("en").languages) == list(languages_in(LOCALES))


def test_texts_are_in_the_language_that_was_asked_for() -> None:
    assert Voice("en").texts("es").language == "es"
    with pytest.raises(KeyError):
        Voice().texts("xx")


def test_a_default_language_without_texts_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidTexts, match="'xx': unknown; there are: en, es, pt"):
        Voice("xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_is_looked_up_while_a_text_is_rendered(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands and currency are put into the texts once: rendering costs what it did without them."""
    texts = Voice(currency=Currency("moneda", "monedas")).texts(language)
    looked_up: list[object] = []
    monkeypatch.setattr(resolver.TermReference, "__call__", lambda *given: looked_up.append(given))
    assert "monedas" in everything_in(texts)
    assert looked_up == []


def test_the_same_texts_are_read_once_for_all_bots_of_a_process() -> None:
    one, other = Voice(), Voice("en")
    assert one.texts("es")._core.locales["es"] is other.texts("es")._core.locales["es"]
