"""Checks markup in texts: what Telegram's HTML has, each tag closed."""

import re

TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "span", "tg-spoiler",
    "tg-emoji", "blockquote",
}  # fmt: skip
"""https://core.telegram.org/bots/api#html-style"""
TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>(?:\s[^<>]*)?)>")
ATTRIBUTES = re.compile(r'(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*')
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
GAP = "\ufffc"
"""Stands for a value that is put in."""


def markup_problem(text: str, *, plain: bool) -> str | None:
    """Return what is wrong with the markup of a text and what to do, or None. A `plain` text has none."""
    if plain:
        if "<" in text or ">" in text:
            return "is also shown where there is no HTML; leave < and > out"
        return None
    rest = ENTITY.sub("", text)
    if "&" in rest:
        return "has a lone &; write &amp;"
    opened: list[str] = []
    for tag in TAG.finditer(rest):
        problem = _tag_problem(tag, opened)
        if problem is not None:
            return problem
    if opened:
        return f"<{opened[-1]}> is not closed; add </{opened[-1]}> to the same line of text or variant"
    if "<" in TAG.sub("", rest):
        return "has a lone <; write &lt;"
    return None


def _tag_problem(tag: re.Match[str], opened: list[str]) -> str | None:
    name = tag["name"]
    if name not in TAGS:
        return f"Telegram knows no <{name}>; write &lt; or one of {', '.join(sorted(TAGS))}"
    if tag["end"]:
        if not opened or opened.pop() != name or tag["rest"].strip():
            return f"</{name}> closes nothing that is open; remove it, or open <{name}> before"
        return None
    if GAP in tag["rest"] or not ATTRIBUTES.fullmatch(tag["rest"]):
        return f"<{name}{tag['rest'].replace(GAP, '{ }')}> is not a tag of Telegram; write its attributes out"
    opened.append(name)
    return None
