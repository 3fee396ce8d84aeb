"""Restricts the playground to this machine, and excludes foreign web pages in its browsers."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

_HERE = ("127.0.0.1", "localhost", "::1")


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests to another host name, or from a page of another origin."""
    if urlsplit(f"//{request.host}").hostname not in _HERE:
        return web.json_response({"error": "the playground is for this machine only"}, status=403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return web.json_response({"error": "a page from elsewhere may not do this"}, status=403)
    return await handler(request)
