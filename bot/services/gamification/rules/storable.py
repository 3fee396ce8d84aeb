"""Checks that texts and JSON can be stored and read back unchanged by every database. Values from a host are
checked before anything is posted, because databases differ in what they refuse."""

import math
from collections.abc import Mapping
from itertools import islice
from typing import Any

MAX_DEPTH = 20
MAX_PARTS = 1_000
MAX_CHARACTERS = 20_000
MAX_NUMBER = 2**63 - 1


def is_storable(value: object) -> bool:
    """Return True for a text that PostgreSQL can store: without NUL and without lone surrogates."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_metadata(metadata: Mapping[str, Any]) -> None:
    """Raises ValueError, which names the place, unless this is a JSON object of limited size: texts, 64-bit
    whole numbers, finite numbers, true, false, null, lists, and objects with texts as names."""
    if not isinstance(metadata, Mapping):
        raise ValueError(f"metadata is an object with texts as names, not {metadata!r:.40}")  # noqa: TRY004
    check_json("metadata", dict(metadata))


def check_json(
    name: str, value: Any, *, max_parts: int = MAX_PARTS, max_characters: int = MAX_CHARACTERS
) -> None:
    """The same for any JSON value; the error calls it `name`."""
    parts: list[tuple[str, Any, int]] = [(name, value, 1)]
    seen = characters = 0
    while parts:
        place, part, depth = parts.pop()
        seen += 1
        match part:
            case dict():
                for key, inner in islice(part.items(), max_parts):
                    if not is_storable(key):
                        raise ValueError(f"{place:.200} has a name that cannot be stored: {key!r:.40}")
                    characters += len(key)
                    parts.append((f"{place}[{key!r:.40}]", inner, depth + 1))
            case list() | tuple():
                parts += [(f"{place}[{n}]", inner, depth + 1) for n, inner in enumerate(part[:max_parts])]
            case str() if is_storable(part):
                characters += len(part)
            case bool() | None:
                pass
            case int() if abs(part) <= MAX_NUMBER:
                pass
            case float() if math.isfinite(part):
                pass
            case _:
                raise ValueError(f"{place:.200} is not JSON that can be stored: {_shown(part)}")
        if depth > MAX_DEPTH or seen + len(parts) > max_parts or characters > max_characters:
            raise ValueError(
                f"{name} holds at most {max_parts:,} values, {MAX_DEPTH} deep, and {max_characters:,} "
                "characters"
            )


def _shown(part: object) -> str:
    # Not the number itself: Python cannot print one with a million digits.
    return "a number beyond 64 bits" if isinstance(part, int) else f"{part!r:.40}"
