"""Texts sent, changed, copied and deleted."""

from ..errors import NOT_MODIFIED, bad_request
from ..json_types import Json
from ..telegram import Call, Method
from ..world.chats import CAPTIONED, Message
from .addressing import chat_of, chat_to_write, message_of, reply_of, spend
from .formatted import caption_content, text_content
from .keyboards import reply_markup_of

DELETABLE_SECONDS = 48 * 3600
COPIES_AT_ONCE = 100
_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip


def send_message(call: Call) -> Json:
    """A text."""
    chat = chat_to_write(call)
    content = text_content(call.parameters)
    markup = reply_markup_of(call.parameters, chat)
    reply_to = reply_of(call, chat)
    spend(call, chat)
    protected = call.parameters.flag("protect_content")
    sent = call.world.say(
        chat, content, call.world.bot, reply_to=reply_to, reply_markup=markup, protected=protected
    )
    return sent.as_json()


def edit_message_text(call: Call) -> Json:
    """Another text in place of the old one; without a keyboard in the call, the old one goes."""
    message = _message_to_edit(call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, message, text_content(call.parameters))


def edit_message_caption(call: Call) -> Json:
    """Another caption, or none."""
    message = _message_to_edit(call)
    if message.media not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    kept = {
        name: value
        for name, value in message.content.items()
        if name not in ("caption", "caption_entities", "show_caption_above_media")
    }
    return _edit(call, message, kept | caption_content(call.parameters))


def edit_message_reply_markup(call: Call) -> Json:
    """Another keyboard, or none."""
    message = _message_to_edit(call, keyboard_only=True)
    return _edit(call, message, message.content)


def _message_to_edit(call: Call, *, keyboard_only: bool = False) -> Message:
    if call.parameters.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(call)
    message = message_of(call, chat, "message to edit not found")
    bot = call.world.bot
    if chat.kind == "channel":
        member = chat.member(bot.id)
        if not member.is_admin:
            raise bad_request("need administrator rights in the channel chat")
        if not member.may("can_edit_messages"):
            raise bad_request("message can't be edited")
    elif message.sender is not bot or message.forward_origin is not None:
        raise bad_request("message can't be edited")
    if message.is_service and not keyboard_only:
        raise bad_request("message can't be edited")
    return message


def _edit(call: Call, message: Message, content: Json) -> Json:
    markup = reply_markup_of(call.parameters, message.chat, inline_only=True)
    old = message.reply_markup if "inline_keyboard" in (message.reply_markup or {}) else None
    if content == message.content and markup == old:
        raise bad_request(NOT_MODIFIED)
    call.telegram.flood.spend_edit()
    message.content = content
    message.reply_markup = markup
    call.world.edited(message, by_bot=True)
    return message.as_json()


def delete_message(call: Call) -> bool:
    """Delete a message: the bot's own, any in private, or any if it may delete messages."""
    chat = chat_of(call)
    message = message_of(call, chat, "message to delete not found")
    if not _may_delete(call, message):
        raise bad_request("message can't be deleted")
    if not chat.member(call.world.bot.id).is_admin and message.date < call.world.now() - DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    call.world.delete(message)
    return True


def delete_messages(call: Call) -> bool:
    """Delete up to 100 messages; those already deleted are ignored."""
    chat = chat_of(call)
    numbers = call.parameters.structure("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > COPIES_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for message in [chat.messages[number] for number in numbers if number in chat.messages]:
        if _may_delete(call, message):
            call.world.delete(message)
    return True


def _may_delete(call: Call, message: Message) -> bool:
    bot = call.world.bot
    member = message.chat.member(bot.id)
    if message.chat.kind == "private" or message.sender is bot:
        return True
    return member.may("can_delete_messages")


def copy_message(call: Call) -> Json:
    """The same content as a message of the bot's own; another caption or keyboard where the call has one."""
    chat = chat_to_write(call)
    source = message_of(call, chat_of(call, "from_chat_id"), "message to copy not found")
    if source.is_service:
        raise bad_request("message can't be copied")
    if source.protected or source.chat.protected:
        raise bad_request("message can't be copied")
    content = dict(source.content)
    if source.media in CAPTIONED and "caption" in call.parameters.values:
        content = {name: value for name, value in content.items() if "caption" not in name}
        content |= caption_content(call.parameters)
    markup = reply_markup_of(call.parameters, chat)
    reply_to = reply_of(call, chat)
    spend(call, chat)
    protected = call.parameters.flag("protect_content")
    copied = call.world.say(
        chat, content, call.world.bot, reply_to=reply_to, reply_markup=markup, protected=protected
    )
    return {"message_id": copied.id}


def forward_message(call: Call) -> Json:
    """Forward a message."""
    chat = chat_to_write(call)
    source = message_of(call, chat_of(call, "from_chat_id"), "message to forward not found")
    if source.is_service or source.protected or source.chat.protected:
        raise bad_request("message can't be forwarded")
    spend(call, chat)
    origin = source.forward_origin or _origin_of(source)
    forwarded = call.world.say(chat, dict(source.content), call.world.bot, forward_origin=origin)
    return forwarded.as_json()


def _origin_of(message: Message) -> Json:
    if message.sender is not None:
        return {"type": "user", "date": message.date, "sender_user": message.sender.as_json()}
    return {
        "type": "channel",
        "date": message.date,
        "chat": message.chat.as_json(),
        "message_id": message.id,
    }


def send_chat_action(call: Call) -> bool:
    """Show for a few seconds that the bot is typing, or another action."""
    chat = chat_to_write(call)
    action = call.parameters.text("action") or ""
    if action.lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.add("action", chat=chat.id, action=action)
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
}
