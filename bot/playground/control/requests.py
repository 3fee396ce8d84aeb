"""Reading the requests of the control interface and answering them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

from aiohttp import web

from ..acts import Impossible
from ..errors import BotApiError
from ..json_types import Json
from ..world.chats import Chat, Message
from ..world.people import Person
from ..world.world import UnknownInPlayground, World

T = TypeVar("T")
D = TypeVar("D")
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
_MISSING = object()


class Misunderstood(Exception):
    """A request with missing or invalid parts."""


def answering(work: Callable[[web.Request], Awaitable[Any]]) -> Answer:
    """Return a handler that answers with the result of `work`, or with the reason of a refusal."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            result = await work(request)
        except (Misunderstood, BotApiError) as error:
            return web.json_response({"error": str(error)}, status=400)
        except UnknownInPlayground as error:
            return web.json_response({"error": str(error)}, status=404)
        except Impossible as error:
            return web.json_response({"error": str(error)}, status=409)
        if isinstance(result, web.StreamResponse):
            return result
        return web.json_response(result, dumps=_dumps)

    return answer


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request, {} for none. Raises Misunderstood."""
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise Misunderstood("the body is not JSON") from None
    if not isinstance(body, dict):
        raise Misunderstood("the body is not a JSON object")
    return body


@overload
def field(body: Json, name: str, kind: type[T]) -> T: ...


@overload
def field(body: Json, name: str, kind: type[T], default: D) -> T | D: ...


def field(body: Json, name: str, kind: type[Any], default: Any = _MISSING) -> Any:
    """One field of a body. Raises Misunderstood where it is missing without a default, or of another type."""
    value = body.get(name)
    if value is None:
        if default is _MISSING:
            raise Misunderstood(f"{name} is missing")
        return default
    if kind is float and isinstance(value, int):
        value = float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Misunderstood(f"{name} must be of type {kind.__name__}")
    return value


def texts(body: Json, name: str) -> list[str]:
    """A field that is a list of texts. Raises Misunderstood."""
    values = field(body, name, list, [])
    if not all(isinstance(value, str) for value in values):
        raise Misunderstood(f"{name} must be a list of texts")
    return values


def number(written: str | None, name: str, default: int | None = None) -> int:
    """A number of an address. Raises Misunderstood."""
    if written is None and default is not None:
        return default
    try:
        return int(written or "")
    except ValueError:
        raise Misunderstood(f"{name} must be a whole number") from None


def chat_of(request: web.Request, world: World) -> Chat:
    """The chat of an address. Raises Misunderstood, UnknownInPlayground."""
    return world.chat(number(request.match_info["chat"], "chat"))


def message_of(request: web.Request, world: World) -> Message:
    """The message of an address. Raises Misunderstood, UnknownInPlayground."""
    return world.message(chat_of(request, world), number(request.match_info["message"], "message"))


def member_of(body: Json, world: World) -> Person:
    """Who does it. Raises Misunderstood, UnknownInPlayground."""
    return world.person(field(body, "member", int))
