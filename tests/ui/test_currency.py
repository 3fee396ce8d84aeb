"""A host's own currency: its words stand wherever ours would."""

import re

import pytest

from bot.currency import Currency, parse_currency
from bot.languages import LOCALES, InvalidTexts, texts_in
from bot.telegram.command_menus import menu_of
from bot.ui.refusals import refusal_of
from bot.ui.voice import Voice
from tests.kit.voice import LANGUAGES
from tests.ui.all_screens import everything_in
from tests.ui.errors import ALL_ERRORS, NOW

MONEDA = Currency(one="moneda", many="monedas", emoji="🪙")
NOT_OF_THE_CURRENCY = re.compile(r"besitos_daily_gift")
"""The name of a setting, which a developer passed to a call."""


def ours_in(text: str) -> list[str]:
    """What names our currency in a text."""
    return re.findall(r".*(?:besito|💋).*", NOT_OF_THE_CURRENCY.sub("", text), re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_names_besitos_where_the_currency_is_another(language: str) -> None:
    assert ours_in(everything_in(Voice().texts(language)))
    said = everything_in(Voice(currency=MONEDA).texts(language))
    assert ours_in(said) == []
    assert "1 moneda" in said
    assert "🪙" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_names_the_currency_but_by_its_terms(language: str) -> None:
    texts = [
        line.partition(" =")[2] if re.match("[a-z-]", line) else line
        for file in texts_in(LOCALES / language)
        if file.name != "currency.ftl"
        for line in file.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert ours_in("\n".join(texts)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_words_of_the_currency_differ(language: str) -> None:
    ours = everything_in(Voice().texts(language))
    theirs = everything_in(Voice(currency=MONEDA).texts(language))
    words = {"besitos": "monedas", "besito": "moneda", "💋": "🪙"}
    expected = re.sub(r"\bbesitos?\b(?!_)|💋", lambda found: words[found[0]], ours)
    assert theirs == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_emoji_no_space_is_left_in_its_place(language: str) -> None:
    ours = everything_in(Voice().texts(language))
    theirs = everything_in(Voice(currency=Currency("besito", "besitos")).texts(language))
    assert theirs == ours.replace("💋 ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_article_or_adjective_agrees_with_the_currency(language: str) -> None:
    """So that any gender will do: "un moneda" and "los monedas" cannot occur."""
    said = re.sub(r"<[^>]*>", "", everything_in(Voice(currency=Currency("WORD", "WORDS")).texts(language)))
    agreeing = (
        r"un|una|el|la|los|las|todos|todas|muchos|muchas|uma|um|o|a|os|as|dos|das|nos|nas|seus|suas|meus"
    )
    before = rf"\b(?:{agreeing}) WORDS?\b"
    after = r"\bWORDS? (?:\w+[ai]d[oa]s?)\b"
    assert re.findall(rf"(?i:{before})|{after}", said) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_words_fit_into_alerts_and_menus(language: str) -> None:
    texts = Voice(currency=Currency("w" * 32, "w" * 32, "🪙")).texts(language)
    for refusal in (refusal for error in ALL_ERRORS if (refusal := refusal_of(error, NOW))):
        assert len(texts.plain(refusal.key, **refusal.variables)) <= 200
    assert all(len(command.description) <= 256 for command in menu_of(texts, of_admins=True))


def test_a_currency_for_each_language_and_the_default_ones_for_the_others() -> None:
    voice = Voice("es", currency={"es": MONEDA, "en": Currency("coin", "coins")})
    assert "1 moneda" in voice.texts("es").plain("shop-price", price=1)
    assert "5 coins" in voice.texts("en").plain("shop-price", price=5)
    everywhere = Voice("es", currency={"es": MONEDA})
    assert "5 monedas" in everywhere.texts("en").plain("shop-price", price=5)


def test_a_currency_for_a_language_that_is_not_there_or_of_another_type_is_refused() -> None:
    with pytest.raises(InvalidTexts) as caught:
        Voice("es", currency={"es": MONEDA, "xx": MONEDA, "en": "coin"})  # type: ignore[dict-item]
    unknown, other = caught.value.problems
    assert unknown == "currency: there are no texts in 'xx'; there are: en, es, pt"
    assert other == "currency: for 'en', write Currency(one=..., many=...), not 'coin'"


def test_a_currency_that_misses_the_default_language_is_refused() -> None:
    with pytest.raises(InvalidTexts, match="add one for the default language, 'es'"):
        Voice("es", currency={"en": Currency("coin", "coins")})


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("", "x"), "one is empty"),
        (("x", ""), "many is empty"),
        (("x" * 33, "x"), "one has 33 characters"),
        (("x", "x", "🪙" * 33), "emoji has 33 characters"),
        (("<b>", "x"), "must be plain text"),
        (("x", "a & b"), "must be plain text"),
        (("{ $name }", "x"), "must be plain text"),
        (('"', "x"), "must be plain text"),
        (("\\u0041", "x"), "must be plain text"),
        (("x\ny", "x"), "must be plain text"),
        (("x\u202ey", "x"), "must be plain text"),
        ((" x", "x"), "must not begin or end with a space"),
    ],
)
def test_words_that_would_break_a_text_are_refused(words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=f"currency: .*{reason}"):
        Currency(*words)


@pytest.mark.parametrize("emoji", ["", "🪙", "❤️", "👩‍🚀", "$"])
def test_every_emoji_and_none_will_do(emoji: str) -> None:
    assert Currency("x", "y", emoji).emoji == emoji


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("moneda,monedas,🪙", MONEDA),
        (" moneda , monedas ", Currency("moneda", "monedas")),
        ("es:moneda,monedas,🪙; en:coin,coins", {"es": MONEDA, "en": Currency("coin", "coins")}),
    ],
)
def test_a_currency_is_read_from_the_environment(text: str, currency: object) -> None:
    assert parse_currency(text) == currency


@pytest.mark.parametrize("text", ["moneda", "a,b,c,d", "moneda,monedas;en:coin,coins", "a,", "es:a"])
def test_a_currency_that_is_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="currency: "):
        parse_currency(text)
