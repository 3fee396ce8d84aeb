"""Who got what answer, as the playground sees the bot's calls come in."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from bot.playground.errors import QUERY_TOO_OLD
from bot.playground.faults import Fault
from bot.playground.server import Exchange, PlaygroundServer

SPOKEN = ("sendMessage", "editMessageText")
_LOOK_AGAIN_SECONDS = 0.01


class Answers:
    """Watches a PlaygroundServer: `PlaygroundServer(watch=answers.note)`."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        """Every call, with its answer."""
        self.given: Counter[int] = Counter()
        """How many messages and edits each chat got."""
        self.texts: dict[int, str] = {}
        """The last text of each chat, as the bot wrote it."""

    def note(self, exchange: Exchange) -> None:
        """One more call."""
        self.exchanges.append(exchange)
        if exchange.status == 200 and exchange.method in SPOKEN:
            chat = int(exchange.parameters.text("chat_id") or 0)
            self.given[chat] += 1
            self.texts[chat] = exchange.parameters.text("text") or ""

    def refusals(self) -> list[tuple[str, int, str]]:
        """Calls that were not accepted, apart from what is nobody's mistake: 409 for leaving a poll
        abruptly, answers to taps made while the bot was down, and getChat for a channel that only the
        production's database knows."""
        return [
            (exchange.method, exchange.status, exchange.answer["description"])
            for exchange in self.exchanges
            if exchange.status != 200
            and (exchange.method, exchange.status) != ("getUpdates", 409)
            and (exchange.method, exchange.status) != ("getChat", 400)
            and not exchange.answer["description"].endswith(QUERY_TOO_OLD)
        ]

    def calls(self, method: str, status: int = 200) -> list[Exchange]:
        """The calls of one method that were answered so."""
        return [one for one in self.exchanges if (one.method, one.status) == (method, status)]

    async def until_given(self, chats: Counter[int], seconds: float = 60) -> None:
        """Wait until each chat got at least so many answers."""
        async with asyncio.timeout(seconds):
            while not chats <= self.given:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def until_total(self, total: int, seconds: float = 60) -> None:
        """Wait until so many answers were given in all."""
        async with asyncio.timeout(seconds):
            while self.given.total() < total:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)


class SlowTelegram:
    """While it lasts, every message and edit of the bot takes so many seconds to arrive."""

    def __init__(self, playground: PlaygroundServer, seconds: float) -> None:
        self._playground = playground
        self._faults = [Fault("delay", method=method, seconds=seconds, times=1_000_000) for method in SPOKEN]
        playground.faults.coming.extend(self._faults)

    async def until_begun(self, seconds: float = 60) -> None:
        """Wait until the bot began to send something."""
        async with asyncio.timeout(seconds):
            while all(fault.times == 1_000_000 for fault in self._faults):
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    def end(self) -> None:
        """From now on calls arrive at once; those on their way keep their delay."""
        self._playground.faults.clear()


def not_acknowledged(playground: PlaygroundServer) -> set[int]:
    """Members with updates that the bot has not acknowledged: Telegram will tell them again."""
    users = set()
    for update in playground.telegram.world.updates.pending.values():
        [content] = [value for name, value in update.items() if name != "update_id"]
        users.add(content["from"]["id"])
    return users


class _Somebody(Protocol):
    @property
    def id(self) -> int: ...


def everybody(people: Iterable[_Somebody], times: int = 1) -> Counter[int]:
    """Each of them, so many times."""
    return Counter({person.id: times for person in people})
