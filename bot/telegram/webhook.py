"""The webhook: Telegram posts updates to us, and takes 200 for handled.

The answer waits for the handler, so an update counts as delivered only when it was dealt with; what a
stop cuts off gets no 200 and comes again.
"""

import asyncio
import hmac
import json
from urllib.parse import urlsplit

import structlog
from aiogram import Bot, Dispatcher
from aiohttp import web

from bot.telegram.incoming import FINISH_SECONDS, handle_update, parse_update

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class Webhook:
    """An HTTP server for one bot's updates."""

    def __init__(
        self, dispatcher: Dispatcher, bot: Bot, *, url: str, secret: str, host: str, port: int
    ) -> None:
        """Telegram is told `url`; we listen on `host` and `port`, where a proxy forwards to."""
        self._dispatcher = dispatcher
        self._bot = bot
        self._url = url
        self._secret = secret
        self._host = host
        self._port = port
        self._stopping = False

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is running. The webhook stays set at Telegram,
        which keeps updates for the next start or for the other processes behind the same address.

        Raises OSError when the port is taken, TelegramAPIError when Telegram refuses the address.
        """
        application = web.Application()
        application.router.add_post(urlsplit(self._url).path or "/", self._receive)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=FINISH_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            await self._bot.set_webhook(
                self._url,
                secret_token=self._secret,
                allowed_updates=self._dispatcher.resolve_used_update_types(),
            )
            await stop.wait()
        finally:
            self._stopping = True
            await runner.cleanup()  # waits for the handlers

    async def _receive(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret.encode()):
            return web.Response(status=401)
        if self._stopping:
            return web.Response(status=503)
        try:
            raw = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        update = parse_update(self._bot, raw)
        if update is not None:  # what cannot be read now cannot be read later: do not ask for it again
            await handle_update(self._dispatcher, self._bot, update)
        return web.Response()
