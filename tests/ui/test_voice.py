"""The voice of one application: which languages there are, and which one a person reads."""

import pytest

from bot.languages import LOCALES, InvalidTexts, languages_in
from bot.ui.voice import Voice


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
