"""The control interface's part about the server itself: its state, events, faults, flood control, files."""

import json
from collections.abc import Iterable
from typing import get_args
from urllib.parse import quote

from aiohttp import web

from ..errors import BotApiError
from ..faults import KINDS, Fault, Faults
from ..json_types import Json
from ..telegram import Telegram
from ..world.files import FileKind
from ..world.pictures import picture_type
from ..world.world import UnknownInPlayground
from .requests import Misunderstood, answering, body_of, field, number

MAX_WAIT_SECONDS = 50
STREAM_PAUSE_SECONDS = 15


class ServerControl:
    """Requests to the server as a whole."""

    def __init__(self, telegram: Telegram, faults: Faults) -> None:
        self._telegram = telegram
        self._faults = faults

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Its addresses."""
        yield web.get("/control", answering(self._state))
        yield web.get("/control/events", answering(self._events))
        yield web.post("/control/files", answering(self._declare_file))
        yield web.get("/control/files/{file}", answering(self._file))
        yield web.get("/control/faults", answering(self._list_faults))
        yield web.post("/control/faults", answering(self._add_fault))
        yield web.delete("/control/faults", answering(self._clear_faults))
        yield web.post("/control/flood", answering(self._switch_flood))

    async def _state(self, _request: web.Request) -> Json:
        telegram = self._telegram
        world = telegram.world
        return {
            "bot": world.bot.as_json(),
            "members": len(world.people) - 2,  # the bot and Telegram itself are none
            "chats": len(world.chats),
            "pending_updates": len(world.updates.pending),
            "allowed_updates": sorted(world.updates.allowed),
            "webhook": telegram.webhook.info(),
            "flood": telegram.flood.enabled,
            "commands": [
                {"scope": json.loads(scope), "language": language, "commands": commands}
                for (scope, language), commands in telegram.profile.commands.items()
            ],
            "last_event": world.events.last,
        }

    async def _events(self, request: web.Request) -> Json | web.StreamResponse:
        events = self._telegram.world.events
        # A browser that lost the stream sends the last id that it received.
        after = request.headers.get("Last-Event-ID", request.query.get("after"))
        number_of_last = number(after, "after", default=events.last)
        if "text/event-stream" in request.headers.get("Accept", ""):
            return await self._stream(request, number_of_last)
        wait = min(number(request.query.get("wait"), "wait", default=0), MAX_WAIT_SECONDS)
        return {"events": await events.wait(number_of_last, wait), "last": events.last}

    async def _stream(self, request: web.Request, last: int) -> web.StreamResponse:
        events = self._telegram.world.events
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        while True:
            lines = [":\n\n"]  # a keep-alive, so that a lost connection is noticed
            for event in await events.wait(last, STREAM_PAUSE_SECONDS):
                last = event["number"]
                lines.append(f"id: {last}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n")
            await response.write("".join(lines).encode())

    async def _declare_file(self, request: web.Request) -> Json:
        body = await body_of(request)
        file_id, kind = field(body, "file_id", str), field(body, "kind", str)
        for known in get_args(FileKind):
            if kind == known:
                name = field(body, "name", str, "file")
                return self._telegram.world.files.declare(file_id, known, name).as_json()
        raise Misunderstood(f"kind must be one of {', '.join(get_args(FileKind))}")

    async def _file(self, request: web.Request) -> web.Response:
        """What is in a file, for people: pictures are shown, everything else is downloaded."""
        files = self._telegram.world.files
        try:
            stored = files.find(request.match_info["file"])
        except BotApiError as error:
            raise UnknownInPlayground(str(error)) from None
        if (content := files.content(stored.id)) is None:
            raise UnknownInPlayground("nothing is known of this file but its id")
        shown = picture_type(content) if stored.kind in ("photo", "sticker") else None
        name = quote(stored.name)
        return web.Response(
            body=content,
            content_type=shown or "application/octet-stream",
            headers={
                "Content-Disposition": "inline" if shown else f"attachment; filename*=UTF-8''{name}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "X-Content-Type-Options": "nosniff",
            },
        )

    async def _list_faults(self, _request: web.Request) -> list[Json]:
        return [fault.as_json() for fault in self._faults.coming]

    async def _add_fault(self, request: web.Request) -> Json:
        body = await body_of(request)
        for kind in KINDS:
            if kind == body.get("kind"):
                fault = Fault(
                    kind,
                    method=field(body, "method", str, None),
                    chat_id=field(body, "chat_id", int, None),
                    seconds=field(body, "seconds", float, 1.0),
                    times=field(body, "times", int, 1),
                )
                self._faults.add(fault)
                return fault.as_json()
        raise Misunderstood(f"kind must be one of {', '.join(KINDS)}")

    async def _clear_faults(self, _request: web.Request) -> Json:
        self._faults.clear()
        return {}

    async def _switch_flood(self, request: web.Request) -> Json:
        flood = self._telegram.flood
        flood.enabled = field(await body_of(request), "enabled", bool)
        flood.reset()
        return {"enabled": flood.enabled}
