"""Faults on demand, as a network or an overloaded Telegram causes them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from .errors import internal_server_error, too_many_requests
from .json_types import Json

FaultKind = Literal["delay", "too_many_requests", "server_error", "cut_before", "cut_after"]
"""`cut_before` closes the connection before the call has an effect, `cut_after` afterwards."""
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


class ConnectionCut(Exception):
    """The connection must be closed without an answer."""


@dataclass(slots=True)
class Fault:
    """A fault, which occurs `times` times."""

    kind: FaultKind
    method: str | None = None
    """Only calls of this method; None for all but getUpdates."""
    chat_id: int | None = None
    """Only calls about this chat."""
    seconds: float = 1.0
    """The duration of a delay, or the retry_after of a 429."""
    times: int = 1

    def strikes(self, method: str, chat_id: str | None) -> bool:
        """True if it applies to this call."""
        if self.times <= 0 or (self.chat_id is not None and chat_id != str(self.chat_id)):
            return False
        return method != "getUpdates" if self.method is None else method == self.method

    def as_json(self) -> Json:
        """For the control interface."""
        return asdict(self)


class Faults:
    """The pending faults, in the order in which they were added."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        self.coming.append(fault)

    def clear(self) -> None:
        """Remove all faults."""
        self.coming.clear()

    async def around(self, method: str, chat_id: str | None, work: Callable[[], Awaitable[object]]) -> object:
        """Do the work of a call with the fault that applies to it. Raises BotApiError, or ConnectionCut if no
        answer must be given.
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
