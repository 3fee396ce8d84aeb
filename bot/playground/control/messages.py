"""The control interface's part about messages: reading, writing, tapping and reacting as a member."""

import asyncio
from base64 import b64decode
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from aiohttp import web

from .. import acts
from ..json_types import Json
from ..telegram import Telegram
from ..world.people import Membership, Person
from ..world.views import message_view, tap_view
from ..world.world import UnknownInPlayground
from .requests import Misunderstood, answering, body_of, chat_of, field, member_of, message_of, number, texts

MAX_WAIT_SECONDS = 30
MAX_AT_ONCE = 5_000
SHOWN_AT_ONCE = 200


class MessageControl:
    """Handles messages as members do."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._world = telegram.world

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Its addresses."""
        one = "/control/chats/{chat}/messages/{message}"
        yield web.get("/control/chats/{chat}/messages", answering(self._read))
        yield web.post("/control/chats/{chat}/messages", answering(self._write))
        yield web.post("/control/chats/{chat}/forward", answering(self._forward))
        yield web.delete(one, answering(self._delete))
        yield web.post(f"{one}/edit", answering(self._edit))
        yield web.post(f"{one}/tap", answering(self._tap))
        yield web.post(f"{one}/react", answering(self._react))
        yield web.post(f"{one}/react_at_once", answering(self._react_at_once))
        yield web.get("/control/queries/{query}", answering(self._query))

    async def _read(self, request: web.Request) -> list[Json]:
        chat = chat_of(request, self._world)
        reader = request.query.get("as")
        person = None if reader is None else self._world.person(number(reader, "as"))
        if person is not None and not (chat.member(person.id).is_in or chat.username):
            raise acts.Impossible(f"{person.first_name} is not in {chat.title or 'this chat'}")
        after = number(request.query.get("after"), "after", default=0)
        limit = number(request.query.get("limit"), "limit", default=SHOWN_AT_ONCE)
        newest = [
            message_view(message, person, self._world.files)
            for message in islice(reversed(chat.messages.values()), limit)
            if message.id > after
        ]
        return newest[::-1]

    async def _write(self, request: web.Request) -> Json:
        chat, body = chat_of(request, self._world), await body_of(request)
        person = self._writer(chat.id, body)
        text, media = field(body, "text", str, ""), body.get("media")
        if isinstance(media, list):
            album = [_attachment(one) for one in media]
            return message_view(
                acts.write_album(self._telegram, person, chat, text, album)[0], person, self._world.files
            )
        reply_to = field(body, "reply_to", int, None)
        message = acts.write(
            self._telegram,
            person,
            chat,
            text,
            media=None if media is None else _attachment(media),
            reply_to=None if reply_to is None else self._world.message(chat, reply_to),
        )
        return message_view(message, person, self._world.files)

    async def _forward(self, request: web.Request) -> list[Json]:
        chat, body = chat_of(request, self._world), await body_of(request)
        person = self._writer(chat.id, body)
        source = self._world.chat(field(body, "from", int))
        numbers = field(body, "messages", list)
        if not numbers or not all(isinstance(one, int) for one in numbers):
            raise Misunderstood("messages must be a list of their numbers")
        messages = [self._world.message(source, one) for one in numbers]
        forwards = acts.forward(self._telegram, person, messages, chat)
        return [message_view(message, person, self._world.files) for message in forwards]

    def _writer(self, chat_id: int, body: Json) -> Person:
        """Return the named person, or the owner of a channel if none is named."""
        if body.get("member") is None:
            for user_id, member in self._world.chat(chat_id).members.items():
                if member.status == "creator":
                    return self._world.person(user_id)
        return member_of(body, self._world)

    async def _delete(self, request: web.Request) -> Json:
        self._world.delete(message_of(request, self._world))
        return {}

    async def _edit(self, request: web.Request) -> Json:
        message = message_of(request, self._world)
        acts.rewrite(self._telegram, message, field(await body_of(request), "text", str))
        return message_view(message, None, self._world.files)

    async def _tap(self, request: web.Request) -> Json:
        message, body = message_of(request, self._world), await body_of(request)
        text, data = field(body, "button", str, None), field(body, "data", str, None)
        if text is None and data is None:
            raise Misunderstood("button or data is missing")
        button = acts.button_of(message, text=text, data=data)
        if button is None:
            raise UnknownInPlayground(f"no button {text or data!r} under message {message.id}")
        tap = acts.tap(self._telegram, member_of(body, self._world), message, button)
        return {"url": button.get("url"), "query": None} if tap is None else tap_view(tap)

    async def _query(self, request: web.Request) -> Json:
        tap = self._telegram.taps.find(request.match_info["query"])
        if tap is None:
            raise UnknownInPlayground("no such query")
        wait = min(number(request.query.get("wait"), "wait", default=0), MAX_WAIT_SECONDS)
        if wait:
            with suppress(TimeoutError):
                await asyncio.wait_for(tap.answered.wait(), wait)
        return tap_view(tap)

    async def _react(self, request: web.Request) -> Json:
        message, body = message_of(request, self._world), await body_of(request)
        person = member_of(body, self._world)
        acts.react(self._telegram, person, message, texts(body, "emojis"))
        return message_view(message, person, self._world.files)

    async def _react_at_once(self, request: web.Request) -> Json:
        """Members of the chat react, each with the next of the emojis; where there are too few, some join."""
        message, body = message_of(request, self._world), await body_of(request)
        emojis = texts(body, "emojis") or ["🔥"]
        wanted = field(body, "count", int, 500)
        if not 0 < wanted <= MAX_AT_ONCE:
            raise Misunderstood(f"count must be from 1 to {MAX_AT_ONCE}")
        people = self._crowd(message.chat.id, wanted)
        for place, person in enumerate(people):
            acts.react(self._telegram, person, message, [emojis[place % len(emojis)]])
        return {"reacted": len(people)}

    def _crowd(self, chat_id: int, wanted: int) -> list[Person]:
        chat, world = self._world.chat(chat_id), self._world
        people = [
            world.people[user_id]
            for user_id, member in chat.members.items()
            if member.is_in and user_id != world.bot.id
        ][:wanted]
        while len(people) < wanted:
            person = world.add_person(f"Fan {len(people) + 1}")
            chat.members[person.id] = Membership("member")
            people.append(person)
        return people


def _attachment(described: object) -> acts.Attachment:
    """A kind, or an object with more of it. Raises Misunderstood, Impossible."""
    if isinstance(described, str):
        return acts.Attachment.of_kind(described)
    if not isinstance(described, dict):
        raise Misunderstood("media must be a kind, or an object with kind, name, base64, file_id")
    written = field(described, "base64", str, None)
    try:
        content = None if written is None else b64decode(written, validate=True)
    except ValueError:
        raise Misunderstood("base64 is not base64") from None
    return acts.Attachment(
        acts.file_kind(field(described, "kind", str)),
        name=field(described, "name", str, None),
        content=content,
        file_id=field(described, "file_id", str, None),
    )
