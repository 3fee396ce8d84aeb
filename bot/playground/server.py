"""The Bot API over HTTP on this machine: JSON, forms and multipart, as bots send them."""

import inspect
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import structlog
from aiohttp import web

from ..services.clock import system_clock
from .control.routes import control_routes
from .errors import BotApiError, bad_request, internal_server_error, not_found, unauthorized
from .faults import ConnectionCut, Faults
from .json_types import Json
from .loopback import only_from_here
from .methods.table import METHODS, name_of
from .parameters import Parameters
from .telegram import Call, Clock, Telegram
from .world.files import MAX_DOWNLOAD_BYTES, Upload
from .world.flood import FloodLimits
from .world.reactions import GROUPED_SECONDS

log = structlog.get_logger(__name__)

DEFAULT_TOKEN = "42:playground"  # noqa: S105 - opens nothing but a made-up Telegram
MAX_REQUEST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call with its answer, for `watch`."""

    method: str
    parameters: Parameters
    status: int
    answer: Json


class PlaygroundServer:
    """`async with PlaygroundServer() as server`: a Telegram of one bot at `server.url`."""

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = system_clock,
        monotonic: Callable[[], float] = time.monotonic,
        flood: bool = True,
        limits: FloodLimits | None = None,
        grouped_seconds: float = GROUPED_SECONDS,
        routes: Iterable[web.AbstractRouteDef] = (),
        watch: Callable[[Exchange], None] | None = None,
    ) -> None:
        """Serves the bot with this token, on any free port where `port` is 0. `routes` are served in addition
        to the Bot API and the control interface; `watch` is called with every call."""
        self.token = token
        self.telegram = Telegram(
            int(token.partition(":")[0]),
            clock=clock,
            monotonic=monotonic,
            flood=flood,
            limits=limits,
            grouped_seconds=grouped_seconds,
        )
        self.faults = Faults()
        self.url = ""
        self._host = host
        self._port = port
        self._watch = watch
        self._application = web.Application(client_max_size=MAX_REQUEST_BYTES, middlewares=[only_from_here])
        self._application.router.add_route("*", "/bot{token}/{method}", self._call)
        self._application.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._application.add_routes(control_routes(self.telegram, self.faults))
        self._application.add_routes(routes)
        # The server must notice when a bot ends a poll.
        self._runner = web.AppRunner(
            self._application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )

    async def __aenter__(self) -> Self:
        """Raises OSError when the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.telegram.close()
        await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        written = request.match_info["method"]
        method = name_of(written) or written
        parameters = Parameters({})
        try:
            self._check_token(request.match_info["token"])
            if method not in METHODS:
                raise BotApiError(404, "Not Found: method not found")
            parameters = await _parameters(request)
            answer = {"ok": True, "result": await self._answer(method, parameters)}
            status = 200
        except BotApiError as error:
            answer, status = error.as_json(), error.code
        except ConnectionCut:
            self._note(method, parameters, 0, {}, started)
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        self._note(method, parameters, status, answer, started)
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return web.Response(text=body, status=status, content_type="application/json")

    def _check_token(self, token: str) -> None:
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret:
            raise not_found()
        if token != self.token:
            raise unauthorized()

    async def _answer(self, method: str, parameters: Parameters) -> object:
        async def work() -> object:
            result: Any = METHODS[method](Call(self.telegram, parameters))
            return await result if inspect.isawaitable(result) else result

        try:
            return await self.faults.around(method, parameters.text("chat_id"), work)
        except (BotApiError, ConnectionCut):
            raise
        except Exception as error:
            log.exception("playground_method_failed", method=method)
            raise internal_server_error() from error

    def _note(self, method: str, parameters: Parameters, status: int, answer: Json, started: float) -> None:
        self.telegram.world.events.add(
            "call",
            method=method,
            status=status,
            chat=parameters.text("chat_id"),
            description=answer.get("description"),
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )
        if self._watch is not None and status:
            self._watch(Exchange(method, parameters, status, answer))

    async def _download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return web.json_response(unauthorized().as_json(), status=401)
        stored = self.telegram.world.files.at(request.match_info["path"])
        if stored is None or stored.size > MAX_DOWNLOAD_BYTES:
            return web.json_response(not_found().as_json(), status=404)
        body = self.telegram.world.files.download(stored)
        return web.Response(body=body, content_type="application/octet-stream")


async def _parameters(request: web.Request) -> Parameters:
    """From query string and body; the body wins. Raises BotApiError where the body cannot be read."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected as the body of the request")
        values |= {name: value for name, value in body.items() if value is not None}
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.file.read())
                value.file.close()  # older aiohttp leaves it open
            else:
                values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Parameters(values, uploads)
