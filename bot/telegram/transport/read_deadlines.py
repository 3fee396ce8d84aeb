"""Read timeouts for an aiohttp server: aiohttp itself waits without limit for the rest of a request.

A connection has `read_seconds` to send a whole request with headers and body, counted from its first byte or,
on a new connection, from its opening. Between two requests it may be idle for `keep_alive_seconds`. Handling
a request is not limited here. A late connection is closed, even if it still sends bytes.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """The limits in seconds, see above."""

    read_seconds: float = 10.0
    keep_alive_seconds: float = 60.0


class GuardedServer:
    """Listens for an application, with time limits on each of its connections."""

    def __init__(self, runner: web.AppRunner, limits: ReadLimits, cut_off: Callable[[], None]) -> None:
        """`runner` must be set up; the caller cleans it up after `close`. `cut_off` is called for each
        connection that was late with a request."""
        self._runner = runner
        self._limits = limits
        self._cut_off = cut_off
        self._connections: dict[asyncio.BaseTransport, _Connection] = {}
        self._listening: asyncio.Server | None = None

    async def listen(self, host: str, port: int) -> None:
        """Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._connection, host, port, backlog=128)

    def close(self) -> None:
        """Accept no more connections; open ones continue."""
        if self._listening is not None:
            self._listening.close()

    def has_read(self, request: web.Request) -> None:
        """Call when the whole request has been read."""
        if request.transport in self._connections:
            self._connections[request.transport].rest_of_time_is_ours()

    def has_answered(self, request: web.Request) -> None:
        """Call when the request has been answered and the next one may begin."""
        if request.transport in self._connections:
            self._connections[request.transport].may_rest()

    def _connection(self) -> asyncio.Protocol:
        server = self._runner.server
        assert server is not None
        return _Connection(server(), self._limits, self._connections, self._cut_off)


class _Connection(asyncio.Protocol):
    """Sits between a transport and aiohttp's protocol and forwards everything."""

    def __init__(
        self,
        inner: asyncio.Protocol,
        limits: ReadLimits,
        connections: dict[asyncio.BaseTransport, "_Connection"],
        cut_off: Callable[[], None],
    ) -> None:
        self._inner = inner
        self._limits = limits
        self._connections = connections
        self._cut_off = cut_off
        self._deadline: asyncio.TimerHandle | None = None
        self._resting = False
        self._came_early = False  # bytes of the next request arrived during this one

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections[transport] = self
        self._limit(self._limits.read_seconds)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None:
            self._came_early = True
        elif self._resting:
            self._limit(self._limits.read_seconds)
        self._inner.data_received(data)

    def rest_of_time_is_ours(self) -> None:
        self._end_limit()
        self._came_early = False

    def may_rest(self) -> None:
        if self._came_early:
            self._limit(self._limits.read_seconds)
        else:
            self._limit(self._limits.keep_alive_seconds, resting=True)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_limit()
        self._connections.pop(self._transport, None)
        self._inner.connection_lost(exc)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def _limit(self, seconds: float, *, resting: bool = False) -> None:
        self._end_limit()
        self._resting = resting
        self._deadline = asyncio.get_running_loop().call_later(seconds, self._late)

    def _end_limit(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        if not self._resting:
            self._cut_off()
        self._transport.abort()  # not close, which would wait for a peer that does not read
