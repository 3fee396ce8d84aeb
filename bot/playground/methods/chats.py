"""Methods on chats and their members: reading, banning, inviting, approving."""

from ..errors import bad_request
from ..json_types import Json
from ..telegram import Call, Method
from ..world.chats import Chat
from ..world.invite_links import InviteLink
from ..world.membership import ban, current_status, join, set_membership
from ..world.people import Membership
from ..world.world import token_of_link
from .addressing import admin_right, chat_of, person_of

FOREVER_BELOW_SECONDS = 30
FOREVER_ABOVE_SECONDS = 366 * 24 * 3600
NO_RIGHT_TO_RESTRICT = "not enough rights to restrict/unrestrict chat member"
NO_RIGHT_TO_INVITE = "not enough rights to manage chat invite link"


def get_chat(call: Call) -> Json:
    """Everything about a chat."""
    return chat_of(call).full_json()


def get_chat_member(call: Call) -> Json:
    """Return a person's membership in a chat."""
    chat = chat_of(call)
    number = call.parameters.required_integer("user_id", "invalid user_id specified")
    person = call.world.people.get(number)
    if person is None:
        raise bad_request("user not found")
    if person is not call.world.bot and chat.kind == "channel" and not _bot(call, chat).is_admin:
        raise bad_request("member list is inaccessible")
    return current_status(call.world, chat, person).as_json(person, chat.kind)


def get_chat_member_count(call: Call) -> int:
    """Return the number of members."""
    return sum(member.is_in for member in chat_of(call).members.values())


def get_chat_administrators(call: Call) -> list[Json]:
    """Owner and administrators, but no other bots."""
    chat = chat_of(call)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        member.as_json(call.world.people[user_id], chat.kind)
        for user_id, member in chat.members.items()
        if member.is_admin
    ]


def _bot(call: Call, chat: Chat) -> Membership:
    return chat.member(call.world.bot.id)


def ban_chat_member(call: Call) -> bool:
    """Ban a person, for a time or permanently."""
    chat = _chat_with_members(call, "can't ban members in private chats")
    person = person_of(call)
    member = chat.member(person.id)
    admin_right(call, chat, "can_restrict_members", NO_RIGHT_TO_RESTRICT)
    if person is call.world.bot:
        raise bad_request("can't restrict self")
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member.is_admin:
        raise bad_request("user is an administrator of the chat")
    until = call.parameters.integer("until_date") or 0
    if not FOREVER_BELOW_SECONDS <= until - call.world.now() <= FOREVER_ABOVE_SECONDS:
        until = 0
    ban(call.world, chat, person, by=call.world.bot, until_date=until)
    return True


def unban_chat_member(call: Call) -> bool:
    """Unban a person. A present member is removed, unless `only_if_banned`."""
    chat = _chat_with_members(call, "can't unban members in private chats")
    if chat.kind == "group":
        raise bad_request("method is available for supergroup and channel chats only")
    person = person_of(call)
    admin_right(call, chat, "can_restrict_members", NO_RIGHT_TO_RESTRICT)
    member = chat.member(person.id)
    if member.status == "kicked" or (member.is_in and not call.parameters.flag("only_if_banned")):
        if member.is_admin:
            raise bad_request("user is an administrator of the chat")
        set_membership(call.world, chat, person, Membership("left"), by=call.world.bot)
    return True


def create_chat_invite_link(call: Call) -> Json:
    """Create an invite link, perhaps with join requests."""
    chat = _chat_with_members(call, "can't create invite link for private chats")
    admin_right(call, chat, "can_invite_users", NO_RIGHT_TO_INVITE)
    by_request = call.parameters.flag("creates_join_request")
    limit = call.parameters.integer("member_limit")
    if by_request and limit:
        raise bad_request("can't combine creates_join_request and member_limit")
    if limit is not None and not 0 <= limit <= 99_999:
        raise bad_request("invalid member_limit specified")
    name = call.parameters.text("name")
    if name and len(name) > 32:
        raise bad_request("invite link name is too long")
    link = InviteLink(
        f"https://t.me/{token_of_link()}",
        call.world.bot,
        creates_join_request=by_request,
        name=name or None,
        expire_date=call.parameters.integer("expire_date") or None,
        member_limit=limit or None,
    )
    chat.links[link.url] = link
    return link.as_json()


def export_chat_invite_link(call: Call) -> str:
    """A new main link; the previous one becomes invalid."""
    chat = _chat_with_members(call, "can't create invite link for private chats")
    admin_right(call, chat, "can_invite_users", NO_RIGHT_TO_INVITE)
    for old in chat.links.values():
        if old.is_primary:
            old.is_primary, old.is_revoked = False, True
    link = InviteLink(f"https://t.me/{token_of_link()}", call.world.bot, is_primary=True)
    chat.links[link.url] = link
    return link.url


def revoke_chat_invite_link(call: Call) -> Json:
    """Revoke an invite link."""
    chat = _chat_with_members(call, "can't revoke invite link for private chats")
    admin_right(call, chat, "can_invite_users", NO_RIGHT_TO_INVITE)
    link = chat.links.get(call.parameters.text("invite_link") or "")
    if link is None:
        raise bad_request("INVITE_HASH_EXPIRED")
    link.is_revoked = True
    return link.as_json()


def approve_chat_join_request(call: Call) -> bool:
    """Approve a join request."""
    chat, user_id = _request(call)
    link = chat.requests[user_id]
    join(call.world, chat, call.world.people[user_id], link=link, by=call.world.bot, via_request=True)
    return True


def decline_chat_join_request(call: Call) -> bool:
    """Decline a join request."""
    chat, user_id = _request(call)
    del chat.requests[user_id]
    call.world.events.add("request_declined", chat=chat.id, member=user_id)
    return True


def _request(call: Call) -> tuple[Chat, int]:
    chat = _chat_with_members(call, "can't manage join requests in private chats")
    person = person_of(call)
    admin_right(call, chat, "can_invite_users", "not enough rights to manage chat join requests")
    if chat.member(person.id).is_in:
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if person.id not in chat.requests:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, person.id


def leave_chat(call: Call) -> bool:
    """The bot leaves."""
    chat = _chat_with_members(call, "chat member status can't be changed in private chats")
    set_membership(call.world, chat, call.world.bot, Membership("left"), by=call.world.bot)
    return True


def _chat_with_members(call: Call, refusal: str) -> Chat:
    chat = chat_of(call)
    if chat.kind == "private":
        raise bad_request(refusal)
    return chat


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "createChatInviteLink": create_chat_invite_link,
    "exportChatInviteLink": export_chat_invite_link,
    "revokeChatInviteLink": revoke_chat_invite_link,
    "approveChatJoinRequest": approve_chat_join_request,
    "declineChatJoinRequest": decline_chat_join_request,
    "leaveChat": leave_chat,
}
