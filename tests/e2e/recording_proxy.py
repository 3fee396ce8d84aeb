"""Stands between bot and Bot API server, passes every byte on, and remembers who was answered.

The emulator's journal has no chat ids. The proxy can also hold calls up, so that a stop really comes in the
middle of them.
"""

import asyncio
from collections import Counter
from typing import Self
from urllib.parse import parse_qs

from aiohttp import ClientSession, ClientTimeout, web


class RecordingProxy:
    """`async with RecordingProxy(url) as proxy`: give the bot `proxy.url` in place of `url`."""

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self.answers: Counter[int] = Counter()
        """How many messages and edits each chat got."""
        self.texts: dict[int, str] = {}
        """The last text of each chat."""
        self.acknowledged = 0
        """Every update up to this id was acknowledged."""
        self.calls: Counter[str] = Counter()
        self.begun = 0
        """Messages and edits that the bot began to send."""
        self.delay = 0.0
        """Seconds that a message or edit takes to arrive."""

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self._pass_on)
        # A bot that leaves a poll must be seen leaving it by the server behind us.
        self._runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        self._client = ClientSession(timeout=ClientTimeout(total=60))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()
        await self._runner.cleanup()

    async def until_answered(self, chats: Counter[int], seconds: float = 60) -> None:
        """Wait until each chat got at least so many answers."""
        async with asyncio.timeout(seconds):
            while not chats <= self.answers:
                await asyncio.sleep(0.02)

    async def until(self, total: int, seconds: float = 30) -> None:
        """Wait until so many answers were given in all."""
        async with asyncio.timeout(seconds):
            while self.answers.total() < total:
                await asyncio.sleep(0.005)

    async def until_begun(self, total: int, seconds: float = 30) -> None:
        """Wait until the bot began to send so many messages and edits."""
        async with asyncio.timeout(seconds):
            while self.begun < total:
                await asyncio.sleep(0.005)

    async def _pass_on(self, request: web.Request) -> web.Response:
        method, body = request.match_info["method"], await request.read()
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        spoken = method in ("sendMessage", "editMessageText")
        self.begun += spoken
        if spoken and self.delay:
            await asyncio.sleep(self.delay)
        async with self._client.post(
            f"{self._upstream}{request.path}", data=body, headers={"Content-Type": request.content_type}
        ) as response:
            content = await response.read()
        if response.status == 200:
            self.calls[method] += 1
            if spoken:
                self.answers[int(fields["chat_id"])] += 1
                self.texts[int(fields["chat_id"])] = fields["text"]
            elif method == "getUpdates":
                self.acknowledged = max(self.acknowledged, int(fields.get("offset", 0)) - 1)
        return web.Response(body=content, status=response.status, content_type="application/json")
