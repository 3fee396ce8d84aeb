"""A chat as one of its members sees it: what the page draws and tests look at."""

from ..json_types import Json
from ..text.shown_text import as_html
from .chats import Chat, Message
from .files import Files
from .people import RIGHTS, Person
from .taps import Tap
from .world import World


def member_view(person: Person) -> Json:
    """A person, for a list of people."""
    return person.as_json() | {
        "name": person.full_name(),
        "has_started": person.has_started,
        "has_blocked": person.has_blocked,
    }


def bot_view(chat: Chat, bot: Person) -> Json:
    """What the bot is in a chat: its status, and which rights an administrator has."""
    member = chat.member(bot.id)
    rights = member.as_json(bot, chat.kind)
    return {
        "status": member.status,
        "rights": {name: value for name, value in rights.items() if name in RIGHTS},
    }


def chat_view(chat: Chat, person: Person | None, world: World) -> Json:
    """A chat, for a person's list of chats."""
    last = next(reversed(chat.messages.values()), None)
    view: Json = {
        "id": chat.id,
        "kind": chat.kind,
        "title": world.bot.first_name if chat.kind == "private" else chat.title,
        "members": sum(member.is_in for member in chat.members.values()),
        "last": message_view(last, person, world.files) if last is not None else None,
        "linked": chat.linked.id if chat.linked else None,
        "reply_keyboard": _reply_keyboard(chat),
        "requests": list(chat.requests),
        "by_request": chat.by_request,
        "bot": bot_view(chat, world.bot),
    }
    if person is not None:
        view["status"] = chat.member(person.id).status
        view["has_asked"] = person.id in chat.requests
    return view


def _reply_keyboard(chat: Chat) -> list[list[str]]:
    rows = (chat.menu_keyboard or {}).get("keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def message_view(message: Message, person: Person | None, files: Files) -> Json:
    """A message; `text` and `html` are the caption's where there is one."""
    content = message.content
    text = str(content.get("text") or content.get("caption") or "")
    entities: list[Json] = content.get("entities") or content.get("caption_entities") or []
    media = message.media
    file = content[media] if media else {}
    return {
        "id": message.id,
        "date": message.date,
        "from": _author(message),
        "mine": person is not None and message.sender is person,
        "text": text,
        "html": as_html(text, entities),
        "entities": entities,
        "media": media,
        "file_name": file.get("file_name") if isinstance(file, dict) else None,
        "title": file.get("title") if isinstance(file, dict) else None,
        "file": _file_of(file).get("file_unique_id"),
        "file_id": _file_of(file).get("file_id"),
        "has_content": files.content(_file_of(file).get("file_id", "")) is not None,
        "protected": message.protected,
        "spoiler": content.get("has_media_spoiler", False),
        "album": message.media_group_id,
        "keyboard": [[_button(button) for button in row] for row in message.keyboard],
        "reply_to": message.reply_to.id if message.reply_to else None,
        "reactions": [
            {
                "emoji": count["type"].get("emoji"),
                "count": count["total_count"],
                "mine": person is not None and count["type"] in message.reactions.get(person.id, []),
            }
            for count in message.reaction_counts()
        ],
        "edited": message.edit_date is not None,
        "forwarded": message.forward_origin is not None,
        "forwarded_from": _origin_name(message.forward_origin),
        "discussed_as": message.forwarded_as.id if message.forwarded_as else None,
        "service": _service(message),
    }


def _file_of(stored: Json | list[Json]) -> Json:
    """A picture is told in several sizes."""
    return stored[-1] if isinstance(stored, list) else stored


def _author(message: Message) -> Json:
    if message.sender_chat is not None:
        return {"id": message.sender_chat.id, "name": message.sender_chat.title, "is_bot": False}
    assert message.sender is not None  # every message outside of channels has one
    return {
        "id": message.sender.id,
        "name": message.sender.full_name(),
        "is_bot": message.sender.is_bot,
    }


def _origin_name(origin: Json | None) -> str | None:
    if origin is None:
        return None
    if origin["type"] == "channel":
        return str(origin["chat"]["title"])
    return str(origin["sender_user_name"]) if "sender_user_name" in origin else _name(origin["sender_user"])


def _button(button: Json) -> Json:
    return {"text": button["text"], "data": button.get("callback_data"), "url": button.get("url")}


def _service(message: Message) -> Json | None:
    if "new_chat_members" in message.content:
        return {"joined": [_name(user) for user in message.content["new_chat_members"]]}
    if "left_chat_member" in message.content:
        return {"left": _name(message.content["left_chat_member"])}
    if "pinned_message" in message.content:
        return {"pinned": message.content["pinned_message"]["message_id"]}
    return None


def _name(user: Json) -> str:
    return " ".join(filter(None, (user["first_name"], user.get("last_name"))))


def tap_view(tap: Tap) -> Json:
    """A tap and what the bot answered to it: nothing yet, or a text, as a toast or as an alert."""
    answer = tap.answer or {}
    return {
        "query": tap.id,
        "member": tap.person.id,
        "chat": tap.message.chat.id,
        "message": tap.message.id,
        "data": tap.data,
        "answered": tap.answer is not None,
        "text": answer.get("text"),
        "alert": answer.get("show_alert", False),
        "url": answer.get("url"),
    }
