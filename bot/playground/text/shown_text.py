"""Text as people see it: what Telegram finds in plain words, and entities written as HTML for a page."""

import re
from html import escape

from ..json_types import Json
from .html_text import utf16_length

_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")),
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)
_HTML = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "spoiler": "tg-spoiler",
}


def with_found_entities(text: str, entities: list[Json]) -> list[Json]:
    """The entities, and those that Telegram finds by itself where none was given: commands, links, ..."""
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in entities]
    found = list(entities)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            first = utf16_length(text[: match.start()])
            last = first + utf16_length(match.group())
            if all(last <= begin or first >= end for begin, end in taken):
                taken.append((first, last))
                found.append({"type": kind, "offset": first, "length": last - first})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def as_html(text: str, entities: list[Json]) -> str:
    """The text as HTML that shows its entities, safe to be put into a page."""
    units = text.encode("utf-16-le")
    cuts = sorted(
        {0, len(units) // 2}
        | {entity["offset"] for entity in entities}
        | {entity["offset"] + entity["length"] for entity in entities}
    )
    html: list[str] = []
    open_tags: list[tuple[str, int]] = []
    for begin, end in zip(cuts, [*cuts[1:], cuts[-1]], strict=True):
        while open_tags and open_tags[-1][1] <= begin:
            html.append(f"</{open_tags.pop()[0]}>")
        for entity in entities:
            if entity["offset"] == begin and begin < end:
                tag, start = _start(entity)
                # An entity that is longer than the element around it ends with that element, because HTML
                # nests.
                last = min([entity["offset"] + entity["length"], *(until for _, until in open_tags)])
                open_tags.append((tag, last))
                html.append(start)
        html.append(escape(units[begin * 2 : end * 2].decode("utf-16-le")))
    html.extend(f"</{tag}>" for tag, _ in reversed(open_tags))
    return "".join(html)


def _start(entity: Json) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _HTML:
        return _HTML[kind], f"<{_HTML[kind]}>"
    if kind == "text_link":
        return "a", f'<a href="{escape(entity["url"])}">'
    return "span", f'<span class="{escape(kind)}">'
