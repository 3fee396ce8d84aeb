"""Joining, leaving and banning, with the updates for the bot and the service messages in the chat."""

from ..json_types import Json
from .chats import Chat
from .invite_links import InviteLink
from .people import Membership, Person
from .world import World

REACHABLE_SECONDS = 5 * 60
"""How long the bot may write to a person who asked to join but never started it."""


def set_membership(
    world: World,
    chat: Chat,
    person: Person,
    new: Membership,
    *,
    by: Person,
    link: InviteLink | None = None,
    via_request: bool = False,
) -> None:
    """Change a membership and send the bot an update: always for itself, for others only as an
    administrator."""
    old = chat.member(person.id)
    told_as_admin = chat.member(world.bot.id).is_admin
    chat.members[person.id] = new
    change: Json = {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": world.now(),
        "old_chat_member": old.as_json(person, chat.kind),
        "new_chat_member": new.as_json(person, chat.kind),
    }
    if link is not None:
        change["invite_link"] = link.as_json()
    if via_request:
        change["via_join_request"] = True
    world.events.add("membership", chat=chat.id, member=person.id, status=new.status)
    if person is world.bot:
        world.updates.put("my_chat_member", change)
    elif told_as_admin and chat.kind != "private":
        world.updates.put("chat_member", change)


def join(
    world: World,
    chat: Chat,
    person: Person,
    *,
    link: InviteLink | None = None,
    by: Person | None = None,
    via_request: bool = False,
) -> None:
    """Add a person; `by` is the person who does it, if another one."""
    chat.requests.pop(person.id, None)
    if link is not None:
        link.used += 1
    set_membership(
        world, chat, person, Membership("member"), by=by or person, link=link, via_request=via_request
    )
    world.membership_message(chat, {"new_chat_members": [person.as_json()]}, by or person)


def ask_to_join(world: World, chat: Chat, person: Person, link: InviteLink | None = None) -> None:
    """A person asks to join; the bot gets an update if it may invite."""
    chat.requests[person.id] = link
    person.reachable_until = world.now() + REACHABLE_SECONDS
    world.events.add("join_request", chat=chat.id, member=person.id)
    if chat.member(world.bot.id).may("can_invite_users"):
        request: Json = {
            "chat": chat.as_json(),
            "from": person.as_json(),
            "user_chat_id": person.id,
            "date": world.now(),
        }
        if link is not None:
            request["invite_link"] = link.as_json()
        world.updates.put("chat_join_request", request)


def leave(world: World, chat: Chat, person: Person) -> None:
    """Somebody goes."""
    set_membership(world, chat, person, Membership("left"), by=person)
    world.membership_message(chat, {"left_chat_member": person.as_json()}, person)


def ban(world: World, chat: Chat, person: Person, *, by: Person, until_date: int = 0) -> None:
    """Ban a person."""
    was_in = chat.member(person.id).is_in
    chat.requests.pop(person.id, None)
    set_membership(world, chat, person, Membership("kicked", until_date=until_date), by=by)
    if was_in:
        world.membership_message(chat, {"left_chat_member": person.as_json()}, by)


def block(world: World, person: Person, *, blocked: bool) -> None:
    """A person blocks or unblocks the bot."""
    if person.has_blocked == blocked:
        return
    chat = world.private_chat(person)
    person.has_blocked = blocked
    new = Membership("kicked" if blocked else "member")
    set_membership(world, chat, world.bot, new, by=person)


def current_status(world: World, chat: Chat, person: Person) -> Membership:
    """Return the present membership: a temporary ban ends by itself."""
    member = chat.member(person.id)
    if member.status == "kicked" and 0 < member.until_date <= world.now():
        return Membership("left")
    return member
