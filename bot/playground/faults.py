"""Faults on demand: what a network and a busy Telegram do to a bot now and then."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from .errors import internal_server_error, too_many_requests
from .json_types import Json

FaultKind = Literal["delay", "too_many_requests", "server_error", "cut_before", "cut_after"]
"""`cut_before` breaks the connection before the call has an effect, `cut_after` when it had it."""
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


class ConnectionCut(Exception):
    """The connection is to be broken without an answer."""


@dataclass(slots=True)
class Fault:
    """One kind of trouble; it strikes `times` times and is over then."""

    kind: FaultKind
    method: str | None = None
    """Only calls of this method; None for all but getUpdates."""
    chat_id: int | None = None
    """Only calls about this chat."""
    seconds: float = 1.0
    """How long a delay takes, or what 429 tells to wait."""
    times: int = 1

    def strikes(self, method: str, chat_id: str | None) -> bool:
        """Whether this call is one of those."""
        if self.times <= 0 or (self.chat_id is not None and chat_id != str(self.chat_id)):
            return False
        return method != "getUpdates" if self.method is None else method == self.method

    def as_json(self) -> Json:
        """For the control interface."""
        return asdict(self)


class Faults:
    """The trouble that is to come, in the order in which it was asked for."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Have it strike from now on."""
        self.coming.append(fault)

    def clear(self) -> None:
        """No more trouble."""
        self.coming.clear()

    async def around(self, method: str, chat_id: str | None, work: Callable[[], Awaitable[object]]) -> object:
        """Do the work of a call, with the trouble that is due to it.

        Raises BotApiError, or ConnectionCut where no answer is to be given.
        """
        trouble = None
        for fault in list(self.coming):
            if fault.strikes(method, chat_id) and (fault.kind == "delay" or trouble is None):
                fault.times -= 1
                if fault.times <= 0:
                    self.coming.remove(fault)
                if fault.kind == "delay":
                    await asyncio.sleep(fault.seconds)
                else:
                    trouble = fault
        if trouble is None:
            return await work()
        if trouble.kind == "too_many_requests":
            raise too_many_requests(trouble.seconds)
        if trouble.kind == "server_error":
            raise internal_server_error()
        if trouble.kind == "cut_after":
            await work()
        raise ConnectionCut
