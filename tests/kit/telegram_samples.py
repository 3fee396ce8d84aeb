"""Objects of Telegram, made from a description of the Bot API that we did not write."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from .bot_api_description import DESCRIPTION, Json

DEFINITIONS: Json = DESCRIPTION["definitions"]
DEPTH = 2
"""So many objects inside each other have everything that they can have."""
DEEPEST = -2
"""From here on lists are empty, and of alternatives the one that ends soonest is taken."""


def updates() -> Iterator[Json]:
    """One of each kind, the messages once with everything and once for each thing that a message can have."""
    for kind, described in DEFINITIONS["Update"]["properties"].items():
        if kind != "update_id":
            yield {"update_id": 1, kind: Sampler().sample(described, DEPTH)}
    for part, described in DEFINITIONS["Message"]["properties"].items():
        message = Sampler().sample(DEFINITIONS["Message"], 0)
        yield {"update_id": 1, "message": {**message, part: Sampler().sample(described, DEPTH)}}
    for kind in ("old_reaction", "new_reaction"):
        described = DEFINITIONS["MessageReactionUpdated"]
        reaction = Sampler().sample(described, 0)
        for number in range(3):
            emojis = [Sampler(number).sample(DEFINITIONS["ReactionType"], DEPTH)]
            yield {"update_id": 1, "message_reaction": {**reaction, kind: emojis}}
    for number in range(6):
        member = Sampler().sample(DEFINITIONS["ChatMemberUpdated"], 0)
        was, now = (Sampler(number + n).sample(DEFINITIONS["ChatMember"], DEPTH) for n in (0, 1))
        yield {"update_id": 1, "chat_member": {**member, "old_chat_member": was, "new_chat_member": now}}


def objects() -> Iterator[tuple[str, Json]]:
    """Each object that has a name, with all that it can have."""
    for name, described in DEFINITIONS.items():
        if described.get("type") == "object":
            yield name, Sampler().sample(described, 1)


def calls() -> Iterator[tuple[str, Json, Any]]:
    """Each method with parameters and results of different kinds."""
    for name, described in DESCRIPTION["methods"].items():
        for turn, depth in ((0, 0), (1, 1)):
            parameters = Sampler(turn).sample(described["parameters"], depth)
            yield name, parameters, Sampler(turn).sample(described["result"], depth)


def _height(described: Json) -> int:
    """How many objects are inside each other in the smallest value."""
    if "$ref" in described:
        return _HEIGHTS[described["$ref"].rpartition("/")[2]]
    if "anyOf" in described:
        return min(map(_height, described["anyOf"]))
    required = (described.get("properties", {}).get(name, {}) for name in described.get("required", ()))
    return 1 + max(map(_height, required), default=0)


_HEIGHTS = dict.fromkeys(DEFINITIONS, 99)
for _ in range(12):  # more than the highest
    _HEIGHTS |= {name: _height(described) for name, described in DEFINITIONS.items()}


class Sampler:
    """Makes values. Where there are alternatives it takes one after the other, beginning with `turn`."""

    def __init__(self, turn: int = 0) -> None:
        self._turns = count(turn)

    def sample(self, described: Json, depth: int) -> Any:
        """Return a value of this description."""
        if "$ref" in described:
            return self.sample(DEFINITIONS[described["$ref"].rpartition("/")[2]], depth)
        if "const" in described:
            return described["const"]
        if "enum" in described:
            return "XTR" if "XTR" in described["enum"] else self._next(described["enum"])
        if "anyOf" in described:
            kinds = described["anyOf"]
            kind = min(kinds, key=_height) if depth <= DEEPEST else self._next(kinds)
            return self.sample(kind, depth)
        kind = described.get("type")
        if kind == "object":
            required = described.get("required", ())
            return {
                name: self.sample(value, depth - 1)
                for name, value in described.get("properties", {}).items()
                if depth > 0 or name in required
            }
        if kind == "array":
            return [] if depth <= DEEPEST else [self.sample(described["items"], depth)]
        return {"number": 7, "boolean": True}.get(str(kind), "text")

    def _next(self, kinds: list[Any]) -> Any:
        return kinds[next(self._turns) % len(kinds)]
