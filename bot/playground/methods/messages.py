"""Texts sent, and messages changed, deleted and pinned."""

from ..errors import NOT_MODIFIED, bad_request
from ..json_types import Json
from ..telegram import Call, Method
from ..world.chats import CAPTIONED, Chat, Message
from .addressing import admin_right, chat_of, chat_to_write, message_of, reply_of, spend
from .formatted import caption_content, text_content
from .keyboards import reply_markup_of

DELETABLE_SECONDS = 48 * 3600
DELETED_AT_ONCE = 100
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
    message = message_to_edit(call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return edit(call, message, text_content(call.parameters))


def edit_message_caption(call: Call) -> Json:
    """Another caption, or none."""
    message = message_to_edit(call)
    if message.media not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    kept = {
        name: value
        for name, value in message.content.items()
        if name not in ("caption", "caption_entities", "show_caption_above_media")
    }
    return edit(call, message, kept | caption_content(call.parameters))


def edit_message_reply_markup(call: Call) -> Json:
    """Another keyboard, or none."""
    message = message_to_edit(call, keyboard_only=True)
    return edit(call, message, message.content)


def message_to_edit(call: Call, *, keyboard_only: bool = False) -> Message:
    """The message that a call changes. Raises BotApiError where the bot may not."""
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


def edit(call: Call, message: Message, content: Json) -> Json:
    """Give a message this content, and the keyboard of the call. Raises BotApiError where nothing changes."""
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
    if len(numbers) > DELETED_AT_ONCE:
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


def pin_chat_message(call: Call) -> bool:
    """Pin a message; in groups and channels this takes a right."""
    chat, message = _message_to_pin(call, "message to pin not found")
    if message.is_service:
        raise bad_request("message can't be pinned")
    if message not in chat.pinned:
        chat.pinned.append(message)
        call.world.say(chat, {"pinned_message": message.as_json(with_reply=False)}, call.world.bot)
    return True


def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, or the newest one."""
    if call.parameters.integer("message_id") is None:
        chat = _chat_to_pin(call)
        chat.pinned = chat.pinned[:-1]
        return True
    chat, message = _message_to_pin(call, "message to unpin not found")
    chat.pinned = [one for one in chat.pinned if one is not message]
    return True


def _chat_to_pin(call: Call) -> Chat:
    chat = chat_of(call)
    if chat.kind != "private":
        right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
        admin_right(call, chat, right, "not enough rights to manage pinned messages in the chat")
    return chat


def _message_to_pin(call: Call, missing: str) -> tuple[Chat, Message]:
    chat = _chat_to_pin(call)
    return chat, message_of(call, chat, missing)


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
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "sendChatAction": send_chat_action,
}
