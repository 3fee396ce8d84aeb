"""Members of the playground for tests: they write, tap, react, and read the answers.

async with TelegramClient(server.url) as telegram:
    ana = await telegram.member("Ana")
    await ana.send("/start")
    await ana.sees("Hola, Ana")
    assert await ana.tap("🎁") is None       # no toast
"""

import asyncio
import time
from base64 import b64encode
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, ClientTimeout

Json = dict[str, Any]
TIMEOUT_SECONDS = 8.0
_LOOK_AGAIN_SECONDS = 0.05


def attachment(kind: str, name: str, content: bytes) -> Json:
    """A file with content, for `send(media=...)`; a made-up one is just its kind."""
    return {"kind": kind, "name": name, "base64": b64encode(content).decode()}


class Refused(AssertionError):
    """The playground refused; the message says why."""


class TelegramClient:
    """Speaks the control interface of a PlaygroundServer; `timeout` is how many seconds `sees` waits."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self.timeout = timeout
        self.url = url

    async def __aenter__(self) -> Self:
        self._client = ClientSession(timeout=ClientTimeout(total=60))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def ask(self, verb: str, path: str, body: Json | None = None) -> Any:
        """One request to the control interface. Raises Refused."""
        async with self._client.request(verb, f"{self.url}/control{path}", json=body) as response:
            answer = await response.json()
            if not response.ok:
                raise Refused(f"{verb} {path}: {answer['error']}")
            return answer

    async def member(self, first_name: str, **details: Any) -> "TelegramMember":
        """Add a person. `has_started=True`: they have written to the bot before."""
        told = await self.ask("POST", "/members", {"first_name": first_name, **details})
        return TelegramMember(self, told["id"], first_name)

    async def chat(
        self,
        kind: str,
        title: str,
        *,
        owner: "TelegramMember",
        members: "list[TelegramMember]",
        **details: Any,
    ) -> "TelegramChat":
        """A new supergroup, group or channel with the bot as administrator."""
        ids = [member.id for member in members]
        described = {"kind": kind, "title": title, "owner": owner.id, "members": ids, **details}
        told = await self.ask("POST", "/chats", described)
        return TelegramChat(self, told["id"], owner)

    async def fault(self, kind: str, **details: Any) -> None:
        """Add a fault: delay, too_many_requests, server_error, cut_before, cut_after."""
        await self.ask("POST", "/faults", {"kind": kind, **details})

    async def flood_control(self, *, enabled: bool) -> None:
        """Switch flood control, and reset it."""
        await self.ask("POST", "/flood", {"enabled": enabled})

    async def state(self) -> Json:
        """The server's own view: pending updates, webhook, command menus."""
        state: Json = await self.ask("GET", "")
        return state


@dataclass(frozen=True)
class TelegramMember:
    """A person."""

    telegram: TelegramClient
    id: int
    name: str
    _read: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    async def send(self, text: str, *, to: "TelegramChat | None" = None, **details: Any) -> "TelegramMessage":
        """Write to the bot, or in a group or channel; `media="photo"` sends a picture, `media=["photo",
        "video"]` an album, and `attachment(...)` in their place a file with content."""
        chat = self.id if to is None else to.id
        body = {"member": self.id, "text": text, **details}
        told = await self.telegram.ask("POST", f"/chats/{chat}/messages", body)
        return TelegramMessage(self.telegram, chat, told["id"])

    async def forward(
        self, *messages: "TelegramMessage", to: "TelegramChat | None" = None
    ) -> "list[TelegramMessage]":
        """Forward messages of one chat to the bot, or to another chat."""
        chat = self.id if to is None else to.id
        body = {"member": self.id, "from": messages[0].chat, "messages": [one.id for one in messages]}
        told = await self.telegram.ask("POST", f"/chats/{chat}/forward", body)
        return [TelegramMessage(self.telegram, chat, one["id"]) for one in told]

    async def messages(self, chat: "TelegramChat | None" = None) -> list[Json]:
        """The newest messages of the chat with the bot, or of another, oldest first."""
        number = self.id if chat is None else chat.id
        told: list[Json] = await self.telegram.ask("GET", f"/chats/{number}/messages?as={self.id}")
        return told

    async def sees(self, *words: str, chat: "TelegramChat | None" = None) -> Json:
        """Wait until a message of others (the last one, or one after their own last) has all these words in
        its text or buttons, and return it. Raises AssertionError, which shows the messages, if none comes."""
        deadline = time.monotonic() + self.telegram.timeout
        while True:
            messages = await self.messages(chat)
            for message in reversed(_latest(messages)):
                shown = _shown(message)
                if all(word in shown for word in words):
                    return message
            if time.monotonic() > deadline:
                there = "\n---\n".join(_shown(message) for message in _latest(messages))
                raise AssertionError(f"{self.name} does not see {words!r}, but:\n{there}")
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def tap(self, button: str, *, chat: "TelegramChat | None" = None) -> str | None:
        """Tap the newest button with these words. Returns the bot's toast or alert, or None.

        Waits for the button, and for the bot's answer. Raises AssertionError where one does not come.
        """
        found = await self._find_button(button, chat)
        return await TelegramMessage(self.telegram, self.id if chat is None else chat.id, found).tap(
            self, button
        )

    async def _find_button(self, button: str, chat: "TelegramChat | None") -> int:
        deadline = time.monotonic() + self.telegram.timeout
        while True:
            messages = await self.messages(chat)
            for message in reversed(messages):
                if any(button in one["text"] for row in message["keyboard"] for one in row):
                    number: int = message["id"]
                    return number
            if time.monotonic() > deadline:
                there = [one["text"] for message in messages for row in message["keyboard"] for one in row]
                raise AssertionError(f"{self.name} has no button {button!r}, but {there}")
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def block_bot(self, *, blocked: bool = True) -> None:
        """Block the bot, or unblock it."""
        await self.telegram.ask("POST", f"/members/{self.id}/block", {"blocked": blocked})

    async def join(self, chat: "TelegramChat", link: str | None = None) -> bool:
        """Join. Returns False if this is only a join request."""
        told = await self.telegram.ask("POST", f"/chats/{chat.id}/join", {"member": self.id, "link": link})
        joined: bool = told["joined"]
        return joined

    async def leave(self, chat: "TelegramChat") -> None:
        """Leave, or withdraw the request."""
        await self.telegram.ask("POST", f"/chats/{chat.id}/leave", {"member": self.id})


@dataclass(frozen=True)
class TelegramChat:
    """A group or channel."""

    telegram: TelegramClient
    id: int
    owner: TelegramMember

    async def post(self, text: str, **details: Any) -> "TelegramMessage":
        """The owner writes, in a channel in the channel's name."""
        return await self.owner.send(text, to=self, **details)

    async def state(self) -> Json:
        """Title, number of members, who asks to join, ..."""
        state: Json = await self.telegram.ask("GET", f"/chats/{self.id}")
        return state

    async def place_bot(self, status: str, **rights: bool) -> None:
        """Change the bot's membership: administrator, member, left, kicked."""
        body = {"status": status, "rights": rights, "by": self.owner.id}
        await self.telegram.ask("POST", f"/chats/{self.id}/bot", body)


@dataclass(frozen=True)
class TelegramMessage:
    """A message, as a post in a channel."""

    telegram: TelegramClient
    chat: int
    id: int

    @property
    def _path(self) -> str:
        return f"/chats/{self.chat}/messages/{self.id}"

    async def shown(self) -> Json:
        """Return its present state."""
        for message in await self.telegram.ask("GET", f"/chats/{self.chat}/messages"):
            if message["id"] == self.id:
                found: Json = message
                return found
        raise AssertionError(f"message {self.id} is gone")

    async def shows(self, *words: str) -> Json:
        """Wait until its text and buttons have all these words."""
        deadline = time.monotonic() + self.telegram.timeout
        while True:
            message = await self.shown()
            if all(word in _shown(message) for word in words):
                return message
            assert time.monotonic() < deadline, f"no {words!r} in {_shown(message)!r}"
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def tap(self, member: TelegramMember, button: str) -> str | None:
        """A member taps the button with these words. Returns the toast or alert, or None."""
        body = {"member": member.id, "button": button}
        tap = await self.telegram.ask("POST", f"{self._path}/tap", body)
        if tap["query"] is None:  # it opened something
            return None
        answer = await self.telegram.ask("GET", f"/queries/{tap['query']}?wait={self.telegram.timeout:.0f}")
        assert answer["answered"], f"the bot did not answer the tap on {button!r}"
        text: str | None = answer["text"]
        return text

    async def react(self, member: TelegramMember, *emojis: str) -> None:
        """A member reacts; without an emoji the reaction is removed."""
        await self.telegram.ask("POST", f"{self._path}/react", {"member": member.id, "emojis": list(emojis)})

    async def discussed(self) -> "TelegramMessage":
        """Its copy in the channel's discussion group."""
        chat = await self.telegram.ask("GET", f"/chats/{self.chat}")
        shown = await self.shown()
        return TelegramMessage(self.telegram, chat["linked"], shown["discussed_as"])

    async def edit(self, text: str) -> None:
        """The author edits it."""
        await self.telegram.ask("POST", f"{self._path}/edit", {"text": text})


def _latest(messages: list[Json]) -> list[Json]:
    """Return the messages after the member's own last one, or at least the last message."""
    own = max((place for place, message in enumerate(messages) if message["mine"]), default=-1)
    return [message for message in messages[own + 1 :] or messages[-1:] if not message["mine"]]


def _shown(message: Json) -> str:
    rows = [" | ".join(f"[{button['text']}]" for button in row) for row in message["keyboard"]]
    return "\n".join([message["text"], *rows])
