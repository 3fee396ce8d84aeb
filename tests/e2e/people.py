"""People who write to the bot through the emulator."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from aiohttp import ClientSession

from tests.e2e.bot_process import TOKEN
from tests.e2e.emulator import Emulator

_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody in Telegram."""

    id: int
    first_name: str
    username: str | None = None
    last_name: str | None = None
    language: str = "es"

    def user(self) -> dict[str, Any]:
        """As the Bot API describes them."""
        described = {
            "id": self.id, "is_bot": False, "first_name": self.first_name, "last_name": self.last_name,
            "username": self.username, "language_code": self.language,
        }  # fmt: skip
        return {name: value for name, value in described.items() if value is not None}

    def says(self, text: str) -> dict[str, Any]:
        """A message in private."""
        return {
            "message": {
                "message_id": next(_numbers), "date": 1_790_000_000, "text": text,
                "chat": {"id": self.id, "type": "private", "first_name": self.first_name},
                "from": self.user(),
            }
        }  # fmt: skip

    def taps(self, data: str) -> dict[str, Any]:
        """A tap on a button under a message of the bot."""
        return {
            "callback_query": {
                "id": str(next(_numbers)), "from": self.user(), "chat_instance": "1", "data": data,
                "message": {
                    "message_id": next(_numbers), "date": 1_790_000_000, "text": "before",
                    "chat": {"id": self.id, "type": "private", "first_name": self.first_name},
                    "from": {"id": 7, "is_bot": True, "first_name": "Besitos"},
                },
            }
        }  # fmt: skip


async def send_at_once(emulator: Emulator, updates: Sequence[dict[str, Any]]) -> list[int]:
    """Hand updates to the emulator all at the same time; their update ids."""

    async def send(client: ClientSession, update: dict[str, Any]) -> int:
        async with client.post(
            f"{emulator.url}/__fixture/updates", json={"token": TOKEN, "update": update}
        ) as response:
            answer = await response.json()
            assert answer["ok"], answer
            identity: int = answer["result"]["update_id"]
            return identity

    async with ClientSession() as client:
        return await asyncio.gather(*(send(client, update) for update in updates))


def everybody(people: Sequence[Person], times: int = 1) -> Counter[int]:
    """Each of them, so many times."""
    return Counter({person.id: times for person in people})
