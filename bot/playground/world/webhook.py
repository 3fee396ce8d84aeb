"""Delivery of updates to a webhook on this machine: in order within a chat, again after a failure."""

import asyncio
import re
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from ...services.tasks import TaskSupervisor
from ..errors import bad_request
from ..json_types import Json
from .world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
DEFAULT_CONNECTIONS = 40
ANSWER_SECONDS = 60
FIRST_PAUSE_SECONDS = 0.5
MAX_PAUSE_SECONDS = 30.0
_HERE = ("127.0.0.1", "localhost", "::1")


def checked_url(url: str) -> str:
    """The address. Raises BotApiError unless it is on this machine: nothing leaves the playground."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname not in _HERE:
        raise bad_request(
            f"bad webhook: the playground delivers on this machine only, not to {parts.hostname}"
        )
    return url


def checked_secret(secret: str | None) -> str | None:
    """The secret token. Raises BotApiError where Telegram takes none like it."""
    if not secret:
        return None
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


class WebhookDelivery:
    """Posts pending updates while an address is set; an update counts as delivered on a 2xx."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks = TaskSupervisor()
        self._running: asyncio.Task[None] | None = None
        self._busy: dict[int, int] = {}
        self.url = ""
        self._secret: str | None = None
        self._connections = DEFAULT_CONNECTIONS
        self._last_error: tuple[int, str] | None = None

    async def start(self, url: str, secret: str | None, connections: int) -> None:
        """Deliver to this address from now on. Raises BotApiError for an address or secret not allowed."""
        url, secret = checked_url(url), checked_secret(secret)
        await self.stop()
        self.url, self._secret, self._connections = url, secret, connections
        self._last_error = None
        self._running = self._tasks.start("webhook delivery", self._run())

    async def stop(self) -> None:
        """Deliver no more; what is pending stays."""
        self.url = ""
        self._running = None
        await self._tasks.close()
        self._busy.clear()

    def info(self) -> Json:
        """A `WebhookInfo`."""
        updates = self._world.updates
        told: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(updates.pending),
        }
        if self.url:
            told["max_connections"] = self._connections
            told["ip_address"] = "127.0.0.1"
        if self._last_error is not None:
            told["last_error_date"], told["last_error_message"] = self._last_error
        told["allowed_updates"] = sorted(updates.allowed)
        return told

    async def _run(self) -> None:
        updates = self._world.updates
        async with ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS)) as client:
            while True:
                news = updates.news()
                for update_id, update in list(updates.pending.items()):
                    if len(self._busy) >= self._connections:
                        break
                    queue = _queue_of(update)
                    if queue not in self._busy:
                        self._busy[queue] = update_id
                        self._tasks.start(f"webhook {update_id}", self._deliver(client, queue, update))
                await news.wait()

    async def _deliver(self, client: ClientSession, queue: int, update: Json) -> None:
        updates, update_id, pause = self._world.updates, update["update_id"], FIRST_PAUSE_SECONDS
        try:
            while update_id in updates.pending and not await self._post(client, update):
                await asyncio.sleep(pause)
                pause = min(pause * 2, MAX_PAUSE_SECONDS)
            updates.pending.pop(update_id, None)
        finally:
            self._busy.pop(queue, None)
            updates.wake()

    async def _post(self, client: ClientSession, update: Json) -> bool:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        try:
            async with client.post(self.url, json=update, headers=headers, allow_redirects=False) as response:
                if response.ok:
                    return True
                failure = f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            failure = "Read timeout expired"
        except ClientError as error:
            failure = f"Connection failed: {type(error).__name__}"
        self._last_error = (self._world.now(), failure)
        return False


def _queue_of(update: Json) -> int:
    if (tap := update.get("callback_query")) is not None:
        tapper: int = tap["from"]["id"]
        return tapper
    payload: Json = next(value for name, value in update.items() if name != "update_id")
    chat: int = payload["chat"]["id"]
    return chat
