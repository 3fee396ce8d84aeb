"""The webhook: Telegram posts updates to us and counts 200 as handled.

The answer waits for the handler, so an update counts as delivered only after it was handled; an update
interrupted by a stop gets no 200 and comes again. Anybody can reach the port: requests that are not from
Telegram get a 4xx quickly, and share a rate-limited log line.
"""

import asyncio
import hmac
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiogram import Bot, Dispatcher
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from .incoming import FINISH_SECONDS, handle_update, parse_update
from .read_deadlines import GuardedServer, ReadLimits
from .refusal_log import RefusalLog
from .shared_posts import SharedPosts

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_BODY_BYTES = 1024 * 1024
"""Of an update; Telegram's largest have about ten thousand bytes."""


class Webhook:
    """An HTTP server for one bot's updates."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        bot: Bot,
        *,
        url: str,
        secret: str,
        host: str,
        port: int,
        limits: ReadLimits | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Telegram gets `url`; we listen on `host` and `port`, to which a proxy forwards. `now` returns
        seconds, for the log of refusals."""
        self._dispatcher = dispatcher
        self._bot = bot
        self._url = url
        self._secret = secret
        self._host = host
        self._port = port
        self._limits = limits or ReadLimits()
        self._refusals = RefusalLog("webhook_refused", now)
        self._posts = SharedPosts()
        self._stopping = False

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish running handlers. The webhook stays set, so that Telegram
        keeps updates for the next start or for other processes behind the same address.

        Raises OSError when the port is taken, TelegramAPIError when Telegram refuses the address.
        """
        application = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[self._note_the_end])
        application.router.add_post(urlsplit(self._url).path or "/", self._receive)
        runner = web.AppRunner(
            application,
            access_log=None,
            shutdown_timeout=FINISH_SECONDS,
            logger=_ServerLog(self._refusals),
            keepalive_timeout=self._limits.keep_alive_seconds,
            lingering_time=min(2.0, self._limits.read_seconds),  # for a body that nobody will read
        )
        await runner.setup()
        self._server = GuardedServer(runner, self._limits, lambda: self._refusals.note("late with a request"))
        try:
            await self._server.listen(self._host, self._port)
            await self._bot.set_webhook(
                self._url,
                secret_token=self._secret,
                allowed_updates=self._dispatcher.resolve_used_update_types(),
            )
            await stop.wait()
        finally:
            self._stopping = True
            self._server.close()
            await runner.cleanup()  # waits for the handlers
            self._refusals.close()

    @web.middleware
    async def _note_the_end(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as refused:  # another path or method
            self._refusals.note("not a POST to the webhook's path")
            refused.force_close()
            raise
        finally:
            self._server.has_answered(request)

    async def _receive(self, request: web.Request) -> web.Response:
        # Headers may hold any bytes: aiohttp keeps invalid UTF-8 as surrogates.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return self._refuse(401, "the secret is missing or wrong")
        if self._stopping:
            return web.Response(status=503)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "larger than an update can be")
        except Exception:  # noqa: BLE001 - aiohttp has many kinds of errors for broken bodies
            return self._refuse(400, "the body broke off or is malformed")
        self._server.has_read(request)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return self._refuse(400, "the body is not JSON")
        if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
            return self._refuse(400, "the body is not an update")
        await self._work(raw)
        return web.Response()

    async def _work(self, raw: dict[str, Any]) -> None:
        update = parse_update(self._bot, raw, self._posts)
        if update is None:  # it cannot be read later either, so it is not asked for again
            return
        try:
            await handle_update(self._dispatcher, self._bot, update)
        except Exception:  # it would fail again; polling counts it as handled too
            log.exception("update_failed", update_id=update.update_id)

    def _refuse(self, status: int, reason: str) -> web.Response:
        self._refusals.note(reason)
        response = web.Response(status=status)
        response.force_close()
        return response


class _ServerLog(logging.LoggerAdapter[logging.Logger]):
    """aiohttp's own log lines: a request that is not HTTP counts as a refusal, without a traceback."""

    def __init__(self, refusals: RefusalLog) -> None:
        super().__init__(logging.getLogger("aiohttp.server"), {})
        self._refusals = refusals

    def log(self, level: int, msg: object, *args: object, **more: Any) -> None:
        error = more.get("exc_info")
        if error is True:
            error = sys.exc_info()[1]
        if isinstance(error, HttpProcessingError | web.RequestPayloadError | ConnectionError):
            self._refusals.note("the request is not HTTP")
        else:
            super().log(level, msg, *args, **more)
