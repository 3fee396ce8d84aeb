"""Texts and captions of a call: formatting read, lengths checked."""

from typing import Any

from ..errors import bad_request
from ..json_types import Json
from ..parameters import Parameters
from ..text.html_text import parse_html, trimmed, utf16_length
from ..text.shown_text import with_found_entities

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100


def text_content(parameters: Parameters) -> Json:
    """`text` and `entities` of a message.

    Lengths are taken in UTF-16 units, the strictest of the ways in which Telegram is said to count.
    Raises BotApiError for a text that is empty, too long or wrongly formatted.
    """
    text, entities = _formatted(
        parameters.text("text") or "",
        parameters.text("parse_mode"),
        parameters.structure("entities", "entities"),
    )
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    return content


def caption_content(values: Parameters) -> Json:
    """`caption` and `caption_entities` of a message with media, nothing where there is no caption.

    Raises BotApiError for a caption that is too long or wrongly formatted.
    """
    caption, entities = _formatted(
        values.text("caption") or "",
        values.text("parse_mode"),
        values.structure("caption_entities", "caption entities"),
    )
    if utf16_length(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    content: Json = {}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    if caption and values.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def _formatted(text: str, parse_mode: str | None, given: Any) -> tuple[str, list[Json]]:
    if parse_mode and parse_mode.lower() != "html":
        known = parse_mode.lower() in ("markdown", "markdownv2")
        raise bad_request(
            f"the playground reads HTML, not {parse_mode}" if known else "unsupported parse_mode"
        )
    if parse_mode:
        text, entities = parse_html(text)
    else:
        text, entities = trimmed(text, _given_entities(given))
    if len(entities) > MAX_ENTITIES:  # Telegram drops what is too much, without a word
        entities = entities[:MAX_ENTITIES]
    return text, with_found_entities(text, entities)


def _given_entities(given: Any) -> list[Json]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    for entity in given:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse entities: expected MessageEntity to be an Object")
        if not all(isinstance(entity.get(name), int) for name in ("offset", "length")):
            raise bad_request("can't parse entities: offset and length of MessageEntity must be numbers")
    return [dict(entity) for entity in given]
