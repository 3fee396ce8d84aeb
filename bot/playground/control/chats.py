"""The control interface's part about people and chats: making them, joining, leaving, blocking."""

from collections.abc import Iterable

from aiohttp import web

from .. import acts
from ..json_types import Json
from ..telegram import Telegram
from ..world import membership
from ..world.chats import Chat, Kind
from ..world.invite_links import InviteLink
from ..world.people import RIGHTS, TELEGRAM, Membership, Person, Status
from ..world.views import chat_view, member_view, tap_view
from .requests import Misunderstood, answering, body_of, chat_of, field, member_of, number, texts

_KINDS: dict[str, Kind] = {"group": "group", "supergroup": "supergroup", "channel": "channel"}
_STATUSES: dict[str, Status] = {
    "administrator": "administrator",
    "member": "member",
    "left": "left",
    "kicked": "kicked",
}


class ChatControl:
    """Creates people and chats, and changes memberships."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._world = telegram.world

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Its addresses."""
        yield web.get("/control/members", answering(self._members))
        yield web.post("/control/members", answering(self._add_member))
        yield web.get("/control/members/{member}/chats", answering(self._chats_of_member))
        yield web.get("/control/members/{member}/answers", answering(self._answers))
        yield web.post("/control/members/{member}/block", answering(self._block))
        yield web.get("/control/chats", answering(self._chats))
        yield web.post("/control/chats", answering(self._add_chat))
        yield web.get("/control/chats/{chat}", answering(self._chat))
        yield web.post("/control/chats/{chat}/join", answering(self._join))
        yield web.post("/control/chats/{chat}/leave", answering(self._leave))
        yield web.post("/control/chats/{chat}/bot", answering(self._place_bot))

    async def _members(self, _request: web.Request) -> list[Json]:
        world = self._world
        return [
            member_view(person)
            for person in world.people.values()
            if person is not world.bot and person is not TELEGRAM
        ]

    async def _add_member(self, request: web.Request) -> Json:
        body = await body_of(request)
        person = self._world.add_person(
            field(body, "first_name", str),
            id=field(body, "id", int, None),
            last_name=field(body, "last_name", str, None),
            username=field(body, "username", str, None),
            language_code=field(body, "language_code", str, "es"),
            is_premium=field(body, "is_premium", bool, False),
            has_started=field(body, "has_started", bool, False),
            hides_forwards=field(body, "hides_forwards", bool, False),
        )
        return member_view(person)

    async def _chats_of_member(self, request: web.Request) -> list[Json]:
        person = self._person(request)
        own = self._world.private_chat(person)
        others = [chat for chat in self._world.chats.values() if chat.kind != "private"]
        return [chat_view(chat, person, self._world) for chat in (own, *others)]

    async def _answers(self, request: web.Request) -> list[Json]:
        person = self._person(request)
        return [tap_view(tap) for tap in self._telegram.taps.of(person)]

    async def _block(self, request: web.Request) -> Json:
        person = self._person(request)
        acts.block(self._telegram, person, blocked=field(await body_of(request), "blocked", bool, True))
        return member_view(person)

    async def _chats(self, _request: web.Request) -> list[Json]:
        return [chat_view(chat, None, self._world) for chat in self._world.chats.values()]

    async def _chat(self, request: web.Request) -> Json:
        return chat_view(chat_of(request, self._world), None, self._world)

    async def _add_chat(self, request: web.Request) -> Json:
        body = await body_of(request)
        world = self._world
        kind = _KINDS.get(field(body, "kind", str))
        if kind is None:
            raise Misunderstood(f"kind must be one of {', '.join(_KINDS)}")
        owner, linked_to = field(body, "owner", int, None), field(body, "linked_to", int, None)
        members = [world.person(one) for one in field(body, "members", list, [])]
        channel = None if linked_to is None else world.chat(linked_to)
        chat = world.add_chat(
            kind,
            field(body, "title", str),
            id=field(body, "id", int, None),
            username=field(body, "username", str, None),
            owner=None if owner is None else world.person(owner),
            by_request=field(body, "by_request", bool, False),
            bot_status=_placed(field(body, "bot", dict, {"status": "administrator"})),
        )
        if body.get("reactions_allowed") is not None:
            chat.reactions_allowed = tuple(texts(body, "reactions_allowed"))
        for person in members:
            chat.members.setdefault(person.id, Membership("member"))
        if channel is not None:
            acts.link_discussion(channel, chat)
        return chat_view(chat, None, world)

    async def _join(self, request: web.Request) -> Json:
        chat, body = chat_of(request, self._world), await body_of(request)
        person = member_of(body, self._world)
        is_in = acts.join(self._telegram, person, chat, _link(chat, field(body, "link", str, None)))
        return {"joined": is_in, "asked": not is_in}

    async def _leave(self, request: web.Request) -> Json:
        chat, person = chat_of(request, self._world), member_of(await body_of(request), self._world)
        acts.leave(self._telegram, person, chat)
        return chat_view(chat, person, self._world)

    async def _place_bot(self, request: web.Request) -> Json:
        chat, body = chat_of(request, self._world), await body_of(request)
        by = field(body, "by", int, None)
        mover = TELEGRAM if by is None else self._world.person(by)
        acts.place_bot(self._telegram, chat, _placed(body), mover)
        bot = self._world.bot
        return membership.current_status(self._world, chat, bot).as_json(bot, chat.kind)

    def _person(self, request: web.Request) -> Person:
        return self._world.person(number(request.match_info["member"], "member"))


def _placed(body: Json) -> Membership:
    status = _STATUSES.get(field(body, "status", str))
    if status is None:
        raise Misunderstood(f"status must be one of {', '.join(_STATUSES)}")
    rights = field(body, "rights", dict, {})
    for right, value in rights.items():
        if right not in RIGHTS or not isinstance(value, bool):
            raise Misunderstood(
                f"rights: {right} must be true or false, and one of {', '.join(sorted(RIGHTS))}"
            )
    return Membership(status, rights=rights)


def _link(chat: Chat, url: str | None) -> InviteLink | None:
    if url is None:
        return None
    if (link := chat.links.get(url)) is None:
        raise Misunderstood("no such link")
    return link
