"""What one emoji is, and what is none."""

import pytest

from bot.services.gamification.rules.emojis import emojis_in, is_emoji

WHOLE = [
    "🔥",
    "❤️",
    "❤",
    "👍🏽",
    "👩‍❤️‍💋‍👨",
    "👨‍👩‍👧‍👦",
    "🇪🇸",
    "1️⃣",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "☺️",
    "🏳️‍🌈",
]


@pytest.mark.parametrize("emoji", WHOLE)
def test_one_emoji(emoji: str) -> None:
    assert is_emoji(emoji)
    assert emojis_in(emoji) == (emoji,)
    assert not is_emoji(emoji + emoji)


@pytest.mark.parametrize("text", ["", " ", "a", "1", "#", "🔥a", "🔥 ", "\u200d", "\ufe0f", ":)", None, 5])
def test_no_emoji(text: object) -> None:
    assert not is_emoji(text)


def test_those_of_a_text() -> None:
    assert emojis_in("".join(WHOLE)) == tuple(WHOLE)
    assert emojis_in(" 🔥, ❤️ 🇪🇸🇲🇽\n👍🏽 ") == ("🔥", "❤️", "🇪🇸", "🇲🇽", "👍🏽")
    for text in ("", "hola", "🔥 y ❤️", "🔥.", "12"):
        assert emojis_in(text) is None
