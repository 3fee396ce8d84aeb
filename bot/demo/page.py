"""The demo's page and its own requests; everything else goes through the control interface."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from ..playground.acts import Impossible
from ..playground.control.requests import Misunderstood, answering, body_of, field
from ..playground.json_types import Json
from .numbers import Numbers
from .people import PEOPLE
from .world import DemoWorld, NobodyToReact

FOLDER = Path(__file__).with_name("static")
SCRIPTS = ("script.js", "tools.js", "rich.js", "media.js", "choices.js", "behind.js")
FILES = {"/": "index.html"} | {f"/page/{name}": name for name in ("style.css", *SCRIPTS)}
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
HEADERS = {
    # Nothing from other servers, nothing inline, so that the text of a message cannot become a script.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
AT_ONCE = 500


class DemoPage:
    """Its routes; they answer once the demo `is_ready`."""

    def __init__(self) -> None:
        self._ready = asyncio.Event()
        self._world: DemoWorld
        self._numbers: Numbers

    def is_ready(self, world: DemoWorld, numbers: Numbers) -> None:
        """Start answering: the demo is ready."""
        self._world, self._numbers = world, numbers
        self._ready.set()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Its addresses."""
        for path, name in FILES.items():
            yield web.get(path, _file(FOLDER / name))
        yield web.get("/demo", answering(self._cast))
        yield web.get("/demo/numbers", answering(self._behind))
        yield web.post("/demo/crowd", answering(self._crowd))

    async def _cast(self, _request: web.Request) -> Json:
        await self._ready.wait()
        world = self._world
        return {
            "bot": world.telegram.world.bot.as_json(),
            "people": [
                {
                    "id": person.id,
                    "slug": person.slug,
                    "name": person.first_name,
                    "about": person.about,
                    "language": person.language,
                    "is_vip": person.is_vip,
                    "is_admin": person.standing == "ADMIN",
                }
                for person in PEOPLE
            ],
            "chats": {
                "free": world.free.id,
                "vip": world.vip.id,
                "group": world.group.id,
                "studio": world.studio.id,
            },
            "at_once": AT_ONCE,
        }

    async def _behind(self, _request: web.Request) -> Json:
        await self._ready.wait()
        return {**await self._numbers.now(), "bot_answers": self._world.bot_answers}

    async def _crowd(self, request: web.Request) -> Json:
        await self._ready.wait()
        body = await body_of(request)
        world = self._world.telegram.world
        chat = world.chat(field(body, "chat", int, self._world.free.id))
        number = field(body, "message", int, None)
        count = field(body, "count", int, AT_ONCE)
        if not 0 < count <= AT_ONCE:
            raise Misunderstood(f"count must be from 1 to {AT_ONCE}")
        post = None if number is None else world.message(chat, number)
        try:
            reacted = self._world.react_at_once(chat, post, count)
        except NobodyToReact as error:
            raise Impossible(str(error)) from error
        return {"reacted": reacted, "chat": chat.id}


def _file(path: Path) -> Handler:
    async def send(_request: web.Request) -> web.Response:
        body = await asyncio.to_thread(path.read_bytes)
        return web.Response(body=body, content_type=TYPES[path.suffix], charset="utf-8", headers=HEADERS)

    return send
