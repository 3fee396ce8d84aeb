"""Text with Telegram's HTML, taken apart into plain text and entities, or refused as Telegram refuses it.

Offsets and lengths of entities count UTF-16 units, positions in errors count bytes: both as Telegram's.
"""

import re
from dataclasses import dataclass, field

from ..errors import BotApiError, bad_request
from ..json_types import Json

_NAMES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_ATTRIBUTE_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s>'\"][^\s>]*")


def utf16_length(text: str) -> int:
    """How long Telegram says that a text is."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(html: str) -> tuple[str, list[Json]]:
    """The plain text, without space around it, and its entities in order.

    Raises BotApiError ("can't parse entities: ...").
    """
    return trimmed(*_Parser(html).parse())


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """The text without space around it; entities move and shrink with it, and empty ones go."""
    stripped = text.lstrip()
    cut = utf16_length(text) - utf16_length(stripped)
    stripped = stripped.rstrip()
    end = utf16_length(stripped)
    kept = []
    for entity in entities:
        first = max(0, entity["offset"] - cut)
        last = min(end, entity["offset"] + entity["length"] - cut)
        if last > first:
            kept.append(entity | {"offset": first, "length": last - first})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return stripped, kept


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Parser:
    html: str
    at: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Json]]:
        while self.at < len(self.html):
            character = self.html[self.at]
            if character == "&" and (reference := _REFERENCE.match(self.html, self.at)):
                self.at = reference.end()
                self._append(_decoded(reference))
            elif character == "<":
                if self.html.startswith("</", self.at):
                    self._end_tag()
                else:
                    self._start_tag()
            else:
                self._append(character)
                self.at += 1
        if self.open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.text), self.entities

    def _append(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)

    def _start_tag(self) -> None:
        begin = self.at
        name = _TAG_NAME.match(self.html, begin + 1)
        assert name is not None
        tag = name.group().lower()
        if name.end() == len(self.html):
            raise self._error("Unclosed start tag", begin)
        if tag not in _NAMES:
            raise self._error(f'Unsupported start tag "{tag}"', begin)
        self.at = name.end()
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise bad_request("invalid custom emoji identifier specified")
        self.open.append(_Open(tag, self.length, attributes))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_space()
            if self.at >= len(self.html):
                raise self._error("Unclosed start tag", begin)
            if self.html[self.at] == ">":
                self.at += 1
                return attributes
            start = self.at
            name = self._match(_ATTRIBUTE_NAME)
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', start)
            self._skip_space()
            if not self.html.startswith("=", self.at):
                attributes[name.lower()] = ""
                continue
            self.at += 1
            self._skip_space()
            value = self._match(_ATTRIBUTE_VALUE)
            if not value:
                raise self._error("Unclosed start tag", begin)
            if value[0] in "\"'":
                value = value[1:-1]
            attributes[name.lower()] = _REFERENCE.sub(_decoded, value)

    def _skip_space(self) -> None:
        self._match(_SPACE)

    def _match(self, pattern: "re.Pattern[str]") -> str:
        match = pattern.match(self.html, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._error("Unexpected end tag", begin)
        self.at += 2
        name = self._match(_TAG_NAME).lower()
        self._skip_space()
        if not self.html.startswith(">", self.at):
            raise self._error("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if name not in ("", opened.tag):
            expected = f'expected "</{opened.tag}>", found "</{name}>"'
            raise self._error("Unmatched end tag", begin, expected)
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        if self.length == opened.offset:
            return
        kind = _NAMES[opened.tag]
        entity: Json = {"type": kind, "offset": opened.offset, "length": self.length - opened.offset}
        if opened.tag == "a":
            written = "".join(self.text).encode("utf-16-le")[opened.offset * 2 :].decode("utf-16-le")
            url = opened.attributes.get("href") or written
            if not _is_url(url):
                return  # Telegram shows the text of a link that leads nowhere as plain text
            entity["url"] = url
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes["emoji-id"]
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code":
            language = opened.attributes.get("class", "")
            inside_pre = bool(self.open) and self.open[-1].tag == "pre"
            if inside_pre and language.startswith("language-"):
                self.open[-1].attributes["language"] = language.removeprefix("language-")
                return
        elif opened.tag == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        self.entities.append(entity)

    def _error(self, reason: str, at: int | None = None, more: str = "") -> BotApiError:
        if at is not None:
            reason += f" at byte offset {len(self.html[:at].encode())}"
        return bad_request(f"can't parse entities: {reason}" + (f", {more}" if more else ""))


def _decoded(reference: "re.Match[str]") -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_character else reference.group()


def _is_url(url: str) -> bool:
    return bool(re.match(r"(?:(?:https?|tg|ton|tonsite)://\S|mailto:\S|(?:[\w-]+\.)+[^\W\d]{2,})", url))
