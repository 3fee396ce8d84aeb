"""Formatting: what is read from HTML, what is refused and how, and what a page gets to show."""

import random
from html import escape

import pytest

from bot.playground.errors import BotApiError
from bot.playground.json_types import Json
from bot.playground.text.html_text import parse_html, utf16_length
from bot.playground.text.shown_text import as_html, with_found_entities


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>x</b>", "x", [("bold", 0, 1)]),
        ("<strong>x</strong><em>y</em>", "xy", [("bold", 0, 1), ("italic", 1, 1)]),
        ("🔥<u>x</u>", "🔥x", [("underline", 2, 1)]),
        ("<B>x</b >", "x", [("bold", 0, 1)]),
        ("<b>x<i>y</i></b>", "xy", [("bold", 0, 2), ("italic", 1, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("&lt;b&gt; &amp;amp; &quot; &#128293; &#x1F525; &nbsp;", '<b> &amp; " 🔥 🔥 &nbsp;', []),
        ("1 > 0 & 2", "1 > 0 & 2", []),
        ('<a href="no where">x</a>', "x", []),
    ],
)
def test_what_is_read(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read, found = parse_html(html)
    assert read == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


def test_details_of_entities() -> None:
    assert parse_html("<a href='https://t.me/x?a=1&amp;b=2'>x</a>")[1] == [
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://t.me/x?a=1&b=2"}
    ]
    assert parse_html('<pre><code class="language-py">x</code></pre>')[1] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "py"}
    ]
    assert parse_html('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>')[1] == [
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"}
    ]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("I <3 you", 'Unsupported start tag "3" at byte offset 2'),
        ("é<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("x < y", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 3'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_what_is_refused(html: str, reason: str) -> None:
    with pytest.raises(BotApiError) as refusal:
        parse_html(html)
    assert str(refusal.value) == f"Bad Request: can't parse entities: {reason}"
    assert refusal.value.code == 400


def test_what_is_escaped_and_nested_anyhow_comes_out_as_it_went_in() -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(300):
        html, text = _random_html(rng, depth=3)
        read, entities = parse_html(f".{html}.")
        assert read == f".{text}."
        assert parse_html(as_html(read, entities)) == (read, entities)


def _random_html(rng: random.Random, depth: int) -> tuple[str, str]:
    html, text = "", ""
    for _ in range(rng.randint(1, 3)):
        words = "".join(rng.choice("ab <>&\"'é🔥\n") for _ in range(rng.randint(1, 4)))
        html, text = html + escape(words, quote=False), text + words
        if depth and rng.random() < 0.6:
            # The same tag inside itself says nothing new, and quotes do not nest.
            tag = ("b", "i", "u", "s")[depth]
            inner_html, inner_text = _random_html(rng, depth - 1)
            html, text = f"{html}<{tag}>{inner_html}</{tag}>", text + inner_text
    return html, text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start now", [("bot_command", "/start")]),
        ("see /gift@besitos_bot, please", [("bot_command", "/gift@besitos_bot")]),
        ("1/2 and a/b", []),
        ("🔥 https://t.me/x?a=1.", [("url", "https://t.me/x?a=1")]),
        (
            "@besitos_bot #tag a@b.com",
            [("mention", "@besitos_bot"), ("hashtag", "#tag"), ("email", "a@b.com")],
        ),
    ],
)
def test_what_is_found_in_plain_words(text: str, found: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")

    def words(entity: Json) -> str:
        first = entity["offset"] * 2
        return units[first : first + entity["length"] * 2].decode("utf-16-le")

    assert [(one["type"], words(one)) for one in with_found_entities(text, [])] == found


def test_a_page_gets_safe_html() -> None:
    text = "<script>x</script>"
    assert as_html(text, []) == "&lt;script&gt;x&lt;/script&gt;"
    link = {"type": "text_link", "offset": 0, "length": utf16_length(text), "url": 'https://x/"onclick="'}
    assert as_html("x", [link | {"length": 1}]) == '<a href="https://x/&quot;onclick=&quot;">x</a>'
    crossing = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert as_html("abc", crossing) == "<b>a<i>b</i></b>c"
