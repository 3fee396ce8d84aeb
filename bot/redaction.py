"""Removes passwords, tokens and secrets from texts: log lines, tracebacks, error lines.

It works in two ways. The secrets of this process are hidden everywhere, in any encoding: percent-encoded,
escaped by repr, JSON or HTML, also nested. Secrets below 4 characters would hide ordinary words, so they are
hidden only where a secret is expected. What looks like a secret (a password in a URL, a bot's token,
`password=...`) is always hidden.
"""

import re
from collections.abc import Iterable
from html.entities import codepoint2name
from urllib.parse import parse_qsl, unquote, urlsplit

HIDDEN = "***"
MIN_BLIND_LENGTH = 4
"""Shorter secrets are recognised by their context."""

_NAMES = r"(?:password|passwd|passphrase|pwd|secret|token)"
_BY_FORM = (
    (re.compile(r"(?<=://)([^\s/:@]*):([^\s/\"'<>]+)@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"(?<!\d)(\d{6,})(:|%3[Aa])[A-Za-z0-9_-]{30,}"), rf"\1\2{HIDDEN}"),
    # As in a connection string, a query or a repr. Three dots stand for a value in our own help.
    (
        re.compile(rf"(?i)({_NAMES}=\\*[\"']?)(?!\.\.\.|\*\*\*|None\b|SecretStr\()[^\s\"'\\<>&,;)]+"),
        rf"\g<1>{HIDDEN}",
    ),
)
_SHORT_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "\v": "v", "\a": "a", "\0": "0"}
_QUOTE = r"(?:\\*[\"']|&(?:amp;)*(?:quot|apos|#0*34|#0*39|#x0*22|#x0*27);)"
_known: dict[str, tuple[str, re.Pattern[str]]] = {}
"""By secret, the longest first: a part of it that no escaping changes, and the pattern that finds it."""


def hide_secrets(text: str) -> str:
    """Return the text without the secrets of this process and without anything that looks like one."""
    for part, pattern in _known.values():
        if part in text:
            text = pattern.sub(rf"\g<before>{HIDDEN}", text)
    for pattern, shown in _BY_FORM:
        text = pattern.sub(shown, text)
    return text


def learn_secrets(secrets: Iterable[str], urls: Iterable[str] = ()) -> None:
    """Register secrets, and the passwords in URLs, for `hide_secrets`. Invalid URLs are ignored."""
    found = {*secrets, *(secret for url in urls for secret in _passwords(url))}
    for secret in found - {""} - _known.keys():
        part = max(re.split("[^A-Za-z0-9]", secret), key=len)
        _known[secret] = part, _anywhere(secret) if len(secret) >= MIN_BLIND_LENGTH else _in_context(secret)
    for secret in sorted(_known, key=len, reverse=True):
        _known[secret] = _known.pop(secret)


def _passwords(url: str) -> list[str]:
    # Also up to the last @: in a password that was not encoded, / ? and # end the address for urlsplit.
    found: list[str] = re.findall(r"://[^\s:@/]*:(.+)@", url)
    try:
        parts = urlsplit(url)
        found.append(parts.password or "")
        found += [value for name, value in parse_qsl(parts.query) if re.search(_NAMES, name, re.IGNORECASE)]
    except ValueError:
        pass
    return found + [unquote(password) for password in found]


def _anywhere(secret: str) -> re.Pattern[str]:
    return re.compile(f"(?P<before>){_written(secret)}")


def _in_context(secret: str) -> re.Pattern[str]:
    """`user:SECRET@host`, `password=SECRET`, `"token": "SECRET"`, `Secret-Token: SECRET`."""
    written = _written(secret)
    return re.compile(
        rf"(?P<before>(?::|%(?:25)*3[Aa])(?={written}(?:@|%(?:25)*40))"
        rf"|(?i:{_NAMES})(?=\W){_QUOTE}?\s*[:=]?\s*{_QUOTE}?(?={written}(?![\w%]))){written}"
    )


def _written(secret: str) -> str:
    # Backslashes in a row as one: how many there are depends on how often they were escaped.
    secret = re.sub(r"\\+", r"\\", secret)
    return "".join(
        _character(character, after_backslash=before == "\\")
        for before, character in zip(f" {secret}", secret, strict=False)
    )


# The characters that escaping uses may be escaped themselves.
_PERCENT = "%(?:25)*"
_BACKSLASH = rf"(?:\\|{_PERCENT}5c|&(?:amp;)*#0*92;)"
_AND = rf"(?:&|{_PERCENT}26|{_BACKSLASH}+(?:x|u00)26)(?:amp(?:;|{_PERCENT}3b))*"
_NUMBER = rf"(?:#|{_PERCENT}23)"
_SEMICOLON = rf"(?:;|{_PERCENT}3b)"


def _character(character: str, *, after_backslash: bool) -> str:
    """Return a pattern for all encodings of a character. After a backslash in the secret, the one that
    escapes this character is part of the same run."""
    if character.isascii() and character.isalnum():
        return character
    code, octets = ord(character), character.encode("utf-8", "surrogatepass")
    pairs = character.encode("utf-16-be", "surrogatepass").hex()
    name = f"|{codepoint2name[code]}" if code in codepoint2name else "|apos" if character == "'" else ""
    escape = f"{_BACKSLASH}*+" if after_backslash else f"{_BACKSLASH}++"
    escaped = [
        escape + f"{_BACKSLASH}++".join(f"x{octet:02x}" for octet in octets),
        escape + f"{_BACKSLASH}++".join(f"u{pairs[at : at + 4]}" for at in range(0, len(pairs), 4)),
        f"{escape}x{code:02x}",
        f"{escape}U{code:08x}",
        *([escape + _SHORT_ESCAPES[character]] if character in _SHORT_ESCAPES else []),
    ]
    # As it is comes last: of a % that was written %25 it would leave the 25.
    others = [
        "".join(f"{_PERCENT}{octet:02x}" for octet in octets),
        rf"{_AND}(?:{_NUMBER}(?:0*{code}|x0*{code:x}){name}){_SEMICOLON}",
        *([rf"\+|{_PERCENT}2b"] if character == " " else []),
        re.escape(character),
    ]
    if character == "\\":  # as one run, however long: a choice of lengths would be tried in every combination
        return f"(?i:(?:{'|'.join(escaped)}|{others[1]}|{_BACKSLASH}++)+)"
    before = f"{_BACKSLASH}*+" if character in "\"'/" else ""
    return f"(?i:{'|'.join(dict.fromkeys(escaped))}|{before}(?:{'|'.join(others)}))"
