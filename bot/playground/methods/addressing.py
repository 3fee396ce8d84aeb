"""Finds the chat, member or message of a call, and checks whether the bot may do this there."""

from ..errors import BLOCKED, bad_request, forbidden
from ..telegram import Call
from ..world.chats import Chat, Message
from ..world.people import TELEGRAM, Membership, Person
from ..world.world import UnknownInPlayground


def chat_of(call: Call, name: str = "chat_id") -> Chat:
    """Return the chat of a call. Raises BotApiError if the bot cannot know it."""
    written = call.parameters.text(name)
    if not written:
        raise bad_request(f"{name} is empty")
    chat: Chat | None
    if written.startswith("@"):
        chat = call.world.chat_named(written)
    else:
        try:
            chat = call.world.chat(int(written))
        except (ValueError, UnknownInPlayground):
            chat = None
    if chat is None:
        raise bad_request("chat not found")
    if chat.kind != "private":
        _refuse_outside(call, chat)
    return chat


def _refuse_outside(call: Call, chat: Chat) -> None:
    bot = chat.members.get(call.world.bot.id)
    if bot is not None and bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.noun}")
    if bot is None or not bot.is_in:
        if chat.username:  # public: there to be seen, not to be written to
            return
        if bot is None:
            raise bad_request("chat not found")
        raise forbidden(f"bot is not a member of the {chat.noun}")


def chat_to_write(call: Call) -> Chat:
    """Return the chat that a message goes to. Raises BotApiError if the bot may not write there."""
    chat = chat_of(call)
    world = call.world
    if (person := chat.person) is not None:
        if person.is_deactivated:
            raise forbidden("user is deactivated")
        if person.is_bot:
            raise forbidden("bots can't send messages to bots")
        if person.has_blocked:
            raise forbidden(BLOCKED)
        if not person.has_started and person.reachable_until < world.now():
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    bot = chat.member(world.bot.id)
    if not bot.is_in:
        raise forbidden(f"bot is not a member of the {chat.noun}")
    if chat.kind == "channel" and not bot.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    return chat


def spend(call: Call, chat: Chat, amount: int = 1) -> None:
    """Count messages that are about to be sent. Raises BotApiError (429)."""
    is_group = chat.kind in ("group", "supergroup")
    call.telegram.flood.spend(chat.id, is_group=is_group, amount=amount)


def message_of(call: Call, chat: Chat, missing: str, name: str = "message_id") -> Message:
    """The message that a call names. Raises BotApiError with `missing` where it is not there."""
    number = call.parameters.required_integer(name, "message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(missing)
    return message


def person_of(call: Call, name: str = "user_id") -> Person:
    """The user of a call. Raises BotApiError where there is none."""
    number = call.parameters.required_integer(name, "invalid user_id specified")
    person = call.world.people.get(number)
    if person is None or person is TELEGRAM:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return person


def admin_right(call: Call, chat: Chat, right: str, refusal: str) -> Membership:
    """Return the bot's membership. Raises BotApiError unless it is an administrator with this right."""
    bot = chat.member(call.world.bot.id)
    if not bot.is_in:
        raise forbidden(f"bot is not a member of the {chat.noun}")
    if not bot.is_admin and chat.kind == "channel":
        raise bad_request("need administrator rights in the channel chat")
    if not bot.may(right):
        raise bad_request(refusal)
    return bot


def reply_of(call: Call, chat: Chat) -> Message | None:
    """The message that a new one replies to. Raises BotApiError where it is gone and must not be."""
    described = call.parameters.structure("reply_parameters", "reply parameters") or {}
    if not isinstance(described, dict):
        raise bad_request("object expected as reply parameters")
    number = described.get("message_id", call.parameters.integer("reply_to_message_id"))
    if number is None:
        return None
    optional = described.get("allow_sending_without_reply") or call.parameters.flag(
        "allow_sending_without_reply"
    )
    message = chat.messages.get(int(number))
    if message is None and not optional:
        raise bad_request("message to be replied not found")
    return message
