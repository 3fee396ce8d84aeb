"""Taps on inline buttons, and the bot's answers."""

import asyncio
from dataclasses import dataclass, field
from itertools import count

from ..errors import QUERY_TOO_OLD, bad_request
from ..json_types import Json
from .chats import Message
from .people import Person
from .world import World

ANSWER_SECONDS = 15
"""How long Telegram waits for an answer to a tap."""
KEPT = 5_000


@dataclass(slots=True, eq=False)
class Tap:
    """One tap. `answer` is None until the bot gave one."""

    id: str
    person: Person
    message: Message
    data: str
    at: float
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Taps:
    """Every tap that may still be answered, and the last answers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._taps: dict[str, Tap] = {}
        self._numbers = count(4_000_000_001)

    def tap(self, person: Person, message: Message, data: str) -> Tap:
        """A person taps a button with this data: the bot gets a callback query."""
        world = self._world
        tap = Tap(str(next(self._numbers)), person, message, data, world.clock().timestamp())
        self._taps[tap.id] = tap
        if len(self._taps) > KEPT:
            del self._taps[next(iter(self._taps))]
        world.events.add("tap", chat=message.chat.id, message=message.id, member=person.id, query=tap.id)
        world.updates.put(
            "callback_query",
            {
                "id": tap.id,
                "from": person.as_json(),
                "message": message.as_json(),
                "chat_instance": str(abs(message.chat.id) * 7919),
                "data": data,
            },
        )
        return tap

    def answer(self, query_id: str, answer: Json) -> None:
        """Store the bot's answer. Raises BotApiError if it is late, repeated, or for an unknown query."""
        tap = self._taps.get(query_id)
        too_late = tap is None or self._world.clock().timestamp() - tap.at > ANSWER_SECONDS
        if tap is None or too_late or tap.answer is not None:
            raise bad_request(QUERY_TOO_OLD)
        tap.answer = answer
        tap.answered.set()
        self._world.events.add(
            "answer", query=tap.id, member=tap.person.id, text=answer.get("text"), alert=answer["show_alert"]
        )

    def find(self, query_id: str) -> Tap | None:
        """A tap by the id of its query."""
        return self._taps.get(query_id)

    def of(self, person: Person) -> list[Tap]:
        """The taps of one person that are still known, oldest first."""
        return [tap for tap in self._taps.values() if tap.person is person]
