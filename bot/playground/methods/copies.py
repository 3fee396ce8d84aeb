"""Messages copied and forwarded, one or many."""

from ..errors import bad_request
from ..json_types import Json
from ..telegram import Call, Method
from ..world.chats import CAPTIONED, Chat, Message
from .addressing import chat_of, chat_to_write, message_of, reply_of, spend
from .formatted import caption_content
from .keyboards import reply_markup_of

MAX_AT_ONCE = 100


def copy_message(call: Call) -> Json:
    """The same content as a message of the bot's own; another caption or keyboard where the call has one."""
    chat = chat_to_write(call)
    source = message_of(call, chat_of(call, "from_chat_id"), "message to copy not found")
    if not _may_be_taken(source):
        raise bad_request("message can't be copied")
    content = dict(source.content)
    if source.media in CAPTIONED and "caption" in call.parameters.values:
        content = _without_caption(content) | caption_content(call.parameters)
    markup = reply_markup_of(call.parameters, chat)
    reply_to = reply_of(call, chat)
    spend(call, chat)
    protected = call.parameters.flag("protect_content")
    copied = call.world.say(
        chat, content, call.world.bot, reply_to=reply_to, reply_markup=markup, protected=protected
    )
    return {"message_id": copied.id}


def copy_messages(call: Call) -> list[Json]:
    """Copies of many; what cannot be copied is left out, and albums stay together."""
    chat, sources = _taken(call, "copy")
    content = _without_caption if call.parameters.flag("remove_caption") else dict[str, object]
    return [
        {"message_id": call.world.say(
            chat, content(source.content), call.world.bot, media_group_id=album,
            protected=call.parameters.flag("protect_content"),
        ).id}
        for source, album in zip(sources, _albums(call, sources), strict=True)
    ]  # fmt: skip


def forward_message(call: Call) -> Json:
    """Forward a message."""
    chat = chat_to_write(call)
    source = message_of(call, chat_of(call, "from_chat_id"), "message to forward not found")
    if not _may_be_taken(source):
        raise bad_request("message can't be forwarded")
    spend(call, chat)
    return _forward(call, source, chat, None).as_json()


def forward_messages(call: Call) -> list[Json]:
    """Forward many; what cannot be forwarded is left out, and albums stay together."""
    chat, sources = _taken(call, "forward")
    return [
        {"message_id": _forward(call, source, chat, album).id}
        for source, album in zip(sources, _albums(call, sources), strict=True)
    ]


def _forward(call: Call, source: Message, chat: Chat, album: str | None) -> Message:
    return call.world.say(
        chat,
        dict(source.content),
        call.world.bot,
        media_group_id=album,
        protected=call.parameters.flag("protect_content"),
        forward_origin=source.origin(),
    )


def _taken(call: Call, what: str) -> tuple[Chat, list[Message]]:
    """Where many messages go, and those of them that exist and may be taken."""
    chat = chat_to_write(call)
    origin = chat_of(call, "from_chat_id")
    numbers = call.parameters.structure("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > MAX_AT_ONCE:
        raise bad_request(f"too many messages to {what}")
    if not all(isinstance(number, int) for number in numbers) or sorted(set(numbers)) != numbers:
        raise bad_request("message identifiers must be in a strictly increasing order")
    there = [origin.messages[number] for number in numbers if number in origin.messages]
    sources = [message for message in there if _may_be_taken(message)]
    if not sources:
        raise bad_request(f"there are no messages to {what}")
    spend(call, chat, len(sources))
    return chat, sources


def _may_be_taken(source: Message) -> bool:
    return not (source.is_service or source.protected or source.chat.protected)


def _albums(call: Call, sources: list[Message]) -> list[str | None]:
    """The new album of each message."""
    made: dict[str, str] = {}
    return [
        source.media_group_id and made.setdefault(source.media_group_id, str(next(call.world.album_numbers)))
        for source in sources
    ]


def _without_caption(content: Json) -> Json:
    return {name: value for name, value in content.items() if "caption" not in name}


METHODS: dict[str, Method] = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
