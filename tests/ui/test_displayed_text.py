"""What others wrote, in our screens: nothing turns, hides, breaks the line, fills it, or is a link."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.ui.displayed_text import (
    MAX_MARKS,
    MAX_NAME_LENGTH,
    WORD_JOINER,
    Displayed,
    displayed,
    displayed_name,
    displayed_paragraphs,
    shortened,
)
from tests.kit.voice import texts_in

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
EMOJIS = [
    "😀", "❤️", "❤️‍🔥", "👩‍❤️‍💋‍👨", "👨‍👩‍👧‍👦",
    "🧑🏽‍💻", "🏳️‍🌈", "⛹🏻‍♀️", "👩🏻‍❤️‍💋‍👨🏿",
    "🇪🇸", "1️⃣", "#️⃣", "👍🏿", "☠️", "🩷", "🫱🏻‍🫲🏿", ENGLAND,
]  # fmt: skip
ORDINARY = [
    "Ana", "José Ángel", "D'Artagnan", "Łukasz 🌟", "Zoë-Marie", "محمد", "שרה",
    "やまだ 太郎", "ナ゙", "नमिता", "Nguyễn Thị Ấ",
    "สมชาย ขุ้", "J. R. R. Tolkien", "María 2000", "¿Quién?", "<b>Ana</b> & co",
    "100 %", "😀", "St. John",
]  # fmt: skip
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HIDDEN = (
    "\u200b\u200c\u200d\u2060\u2061\u2064\u206a\u206f\ufeff\u00ad\u034f\u180e\u17b4\u115f\u3164\uffa0\u2800"
    "\ufe00\ufe0e\ufe0f\U000e0061\U000e007f\U000e0100\ufff9\ufffb\ufffc\U0001d173\ue000\x00\x07\x1b\x7f\x9b"
)
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\t"

LINK = re.compile(r"[^\s.]\.[^\s.\u2060]|[@#$]\w|(?<![\w<>])/[\w/]|://|\d{7}")


def is_clean(text: str) -> bool:
    """One line with nothing in it that turns, hides or is a link."""
    without_emojis = text
    for emoji in EMOJIS:
        without_emojis = without_emojis.replace(emoji, "")
    categories = {unicodedata.category(letter) for letter in without_emojis.replace(WORD_JOINER, "")}
    return not categories & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} and LINK.search(text) is None


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert displayed_name(name, "Miembro") == name


@pytest.mark.parametrize("emoji", EMOJIS)
def test_emojis_stay_whole(emoji: str) -> None:
    assert displayed(emoji) == emoji
    assert displayed_name(f"Ana {emoji} B", "Miembro") == f"Ana {emoji} B"
    for longest in range(2, len(emoji) + 4):
        short = shortened(f"x{emoji}yz", longest)
        assert short in (f"x{emoji}yz", f"x{emoji}y…", f"x{emoji}…", "x…"), short


@pytest.mark.parametrize("letter", TURNING + HIDDEN)
def test_what_turns_or_hides_is_taken_out(letter: str) -> None:
    assert displayed_name(f"An{letter}a", "Miembro").replace(" ", "") == "Ana"
    assert displayed_name(f"{letter}Ana{letter}", "Miembro") == "Ana"
    assert displayed_name(letter * 20, "Miembro") == "Miembro"


@pytest.mark.parametrize("letter", BREAKS)
def test_a_name_is_one_line(letter: str) -> None:
    assert displayed_name(f"Ana{letter}{letter} Ben", "Miembro") == "Ana Ben"


@pytest.mark.parametrize(
    "name", ["", " ", "\u3000\u00a0", "\u0301\u0302", TURNING, HIDDEN, BREAKS, "\u200d".join("\ufe0f" * 9)]
)
def test_a_name_of_nothing_is_a_neutral_word(name: str) -> None:
    assert displayed_name(name, "Miembro") == "Miembro"
    assert texts_in("es").name(name) == "Miembro"
    assert texts_in("en").name(name) == "Member"


@pytest.mark.parametrize(
    "name",
    [
        "evil.com", "www.evil.com", "t.me/x", "https://evil.com/a?b=c", "tg://resolve?domain=evil",
        "@evil_bot", "Ana @evil", "/start", "/start@evil_bot", "#tag", "#тег", "$USD",
        "ana@evil.com", "пример.рф", "例え.テスト", "evil.com.", "(evil.com)",
        "ton://x", "1.1.1.1", "xn--e1afmkfd.xn--p1ai", "+34600123456", "600 123 456",
        "4111111111111111", "evil\u200b.com", "evil.\u2060com", "@\u2060evil", "e\u202evil.com",
        "//evil.com", "mailto:a@b.co", "evil.com:8080", "a..b.com", "@@evil", "##tag", "evil。com",
        "＠evil",
    ],
)  # fmt: skip
def test_a_name_is_never_a_link(name: str) -> None:
    shown = displayed_name(name, "Miembro")
    assert is_clean(shown), ascii(shown)
    written = re.sub(f"[{TURNING}{WORD_JOINER}\u200b]", "", name)
    assert shown.replace(WORD_JOINER, "") == written  # and reads as before


def test_a_tower_of_accents_is_cut_down() -> None:
    shown = displayed_name("Z" + "\u0301" * 50 + "algo", "Miembro")
    assert shown == "Z" + "\u0301" * MAX_MARKS + "algo"


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    shown = displayed_name("W" * 500, "Miembro")
    assert shown == "W" * (MAX_NAME_LENGTH - 1) + "…"
    assert displayed_name("W" * MAX_NAME_LENGTH, "Miembro") == "W" * MAX_NAME_LENGTH


def test_what_is_hidden_does_not_use_the_length_up() -> None:
    assert shortened("\u200b" * 100 + "Ana", 10) == "Ana"


def test_paragraphs_stay_apart() -> None:
    assert displayed_paragraphs("uno\r\ndos\u202e\n\n\n\n\u200bt\tres\n") == "uno\ndos\n\nt res"


def test_texts_clean_every_value_and_escape_it() -> None:
    texts = texts_in("es")
    assert texts.html("profile-streak", streak="<b>\u202e9\n9") == "Racha: &lt;b&gt;9 9"
    assert texts.plain("profile-streak", streak="\u202e9\n9 ❤️") == "Racha: 9 9 ❤️"
    assert texts.html("profile-streak", streak=texts.name("<b>evil.com")) == "Racha: &lt;b&gt;evil.\u2060com"
    assert texts.html("profile-streak", streak=Displayed("a\nb")) == "Racha: a\nb"


HOSTILE = st.text(
    st.one_of(
        st.sampled_from(TURNING + HIDDEN + BREAKS + "\u0301\u20e3.@#/$:&<>1 ae"),
        st.characters(),
        st.sampled_from("".join(EMOJIS)),
    ),
    max_size=80,
)


@given(HOSTILE)
@example("1\u200b\u20e3")
@example("👩\u200d\u200b❤️")
@example("👩\ufe0f\u200b🏽\ufe0f")
def test_any_name_at_all(name: str) -> None:
    shown = displayed_name(name, "Miembro")
    assert shown
    assert shown == shown.strip()
    assert len(shown.replace(WORD_JOINER, "")) <= MAX_NAME_LENGTH
    assert not set(shown) & set(TURNING + BREAKS)
    assert LINK.search(shown) is None, ascii(shown)
    kept = {
        letter for letter in shown if unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    }
    assert kept <= {WORD_JOINER, "\u200d", *ENGLAND[1:]}
    assert displayed_name(str(shown), "Miembro") == shown
    assert displayed(str(displayed(name))) == displayed(name)
    for joiner in re.finditer("\u200d", shown):  # only between emojis
        assert unicodedata.category(shown[joiner.end()]) in {"So", "Cn", "Sm", "Po"}
