"""Telegram in memory: people, chats and messages, and what follows from a new message."""

import secrets
from collections.abc import Callable
from datetime import datetime
from itertools import count

from ..json_types import Json
from ..text.shown_text import with_found_entities
from .chats import Chat, Kind, Message
from .events import EventLog
from .files import Files
from .people import TELEGRAM, Membership, Person
from .updates import Updates

_FIRST_PERSON = 700_000_001
_FIRST_UPDATE = 100_000_001


class UnknownInPlayground(LookupError):
    """The person, chat or message does not exist."""


class World:
    """People, chats and messages around one bot. Nothing here refuses: the Bot API's methods do."""

    def __init__(self, bot_id: int, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.bot = Person(bot_id, "Besitos", username="besitos_bot", is_bot=True)
        self.reads_all_groups = False
        """Whether the bot's privacy mode is off."""
        self.people: dict[int, Person] = {bot_id: self.bot, TELEGRAM.id: TELEGRAM}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.events = EventLog()
        self.updates = Updates(
            _FIRST_UPDATE, lambda kind, number: self.events.add("update", update=kind, update_id=number)
        )
        self.album_numbers = count(13_000_000_000_000_001)
        self._people_numbers = count(_FIRST_PERSON)
        self._chat_numbers = count(1)
        # Private chats and small groups number their messages together, as an account sees them.
        self._account_numbers = count(1)

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock().timestamp())

    def add_person(
        self,
        first_name: str,
        *,
        id: int | None = None,  # noqa: A002 - Telegram's name
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "es",
        is_premium: bool = False,
        has_started: bool = False,
        hides_forwards: bool = False,
    ) -> Person:
        """Add a person; an existing id gets the new names."""
        number = next(self._people_numbers) if id is None else id
        person = self.people.setdefault(number, Person(number, first_name))
        person.first_name, person.last_name, person.username = first_name, last_name, username
        person.language_code, person.is_premium = language_code, is_premium
        person.has_started |= has_started
        person.hides_forwards = hides_forwards
        return person

    def person(self, user_id: int) -> Person:
        """Raises UnknownInPlayground."""
        try:
            return self.people[user_id]
        except KeyError:
            raise UnknownInPlayground(f"no member {user_id}") from None

    def private_chat(self, person: Person) -> Chat:
        """The chat between them and the bot."""
        if (chat := self.chats.get(person.id)) is None:
            chat = Chat(person.id, "private", person=person, numbers=self._account_numbers)
            chat.members = {person.id: Membership("member"), self.bot.id: Membership("member")}
            self.chats[chat.id] = chat
        return chat

    def add_chat(
        self,
        kind: Kind,
        title: str,
        *,
        id: int | None = None,  # noqa: A002 - Telegram's name
        username: str | None = None,
        owner: Person | None = None,
        by_request: bool = False,
        bot_status: Membership | None = None,
    ) -> Chat:
        """A new group, supergroup or channel. The bot is its administrator unless told otherwise."""
        number = next(self._chat_numbers)
        if id is None:
            id = -4_000_000_000 - number if kind == "group" else -1_002_000_000_000 - number  # noqa: A001
        chat = Chat(id, kind, title, username=username, by_request=by_request)
        if kind == "group":
            chat.numbers = self._account_numbers
        if owner is not None:
            chat.members[owner.id] = Membership("creator")
        chat.members[self.bot.id] = bot_status or Membership("administrator")
        self.chats[id] = chat
        return chat

    def chat(self, chat_id: int) -> Chat:
        """Return a chat by its id, also the private chat of a person who never wrote. Raises
        UnknownInPlayground."""
        if chat := self.chats.get(chat_id):
            return chat
        if (person := self.people.get(chat_id)) is not None and person is not TELEGRAM:
            return self.private_chat(person)
        raise UnknownInPlayground(f"no chat {chat_id}")

    def chat_named(self, username: str) -> Chat | None:
        """The group or channel with this @name."""
        wanted = username.removeprefix("@").lower()
        return next(
            (chat for chat in self.chats.values() if chat.username and chat.username.lower() == wanted), None
        )

    def message(self, chat: Chat, message_id: int) -> Message:
        """Raises UnknownInPlayground."""
        try:
            return chat.messages[message_id]
        except KeyError:
            raise UnknownInPlayground(f"no message {message_id} in chat {chat.id}") from None

    def say(
        self,
        chat: Chat,
        content: Json,
        sender: Person,
        *,
        reply_to: Message | None = None,
        reply_markup: Json | None = None,
        media_group_id: str | None = None,
        protected: bool = False,
        forward_origin: Json | None = None,
    ) -> Message:
        """A new message; in a channel the channel itself says it."""
        in_channel = chat.kind == "channel"
        message = Message(
            next(chat.numbers),
            chat,
            self.now(),
            content,
            sender=None if in_channel else sender,
            sender_chat=chat if in_channel else None,
            reply_to=reply_to,
            reply_markup=reply_markup,
            media_group_id=media_group_id,
            protected=protected,
            forward_origin=forward_origin,
        )
        self._store(message, by_bot=sender is self.bot)
        if in_channel and chat.linked is not None and not message.is_service:
            self._forward_to_discussion(message, chat.linked)
        return message

    def say_text(self, chat: Chat, text: str, sender: Person, reply_to: Message | None = None) -> Message:
        """A text message, typed by a person."""
        content: Json = {"text": text}
        if entities := with_found_entities(text, []):
            content["entities"] = entities
        return self.say(chat, content, sender, reply_to=reply_to)

    def edited(self, message: Message, *, by_bot: bool) -> None:
        """Record an edit of a message; the bot gets an update unless it made the edit."""
        message.edit_date = self.now()
        self.events.add("edited", chat=message.chat.id, message=message.id)
        if not by_bot and self.bot_sees(message):
            kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
            self.updates.put(kind, message.as_json())

    def delete(self, message: Message) -> None:
        """Delete a message for everybody."""
        message.chat.messages.pop(message.id, None)
        message.chat.pinned = [one for one in message.chat.pinned if one is not message]
        self.events.add("deleted", chat=message.chat.id, message=message.id)

    def bot_sees(self, message: Message) -> bool:
        """Return True if the bot gets it: everything in private and as an administrator, else what privacy
        mode allows."""
        chat = message.chat
        bot = chat.member(self.bot.id)
        if chat.kind == "private":
            return True
        if not bot.is_in:
            return False
        if bot.is_admin or self.reads_all_groups or message.is_service or chat.kind == "channel":
            return True
        if message.reply_to is not None and message.reply_to.sender is self.bot:
            return True
        text = message.content.get("text", "")
        if not text.startswith("/"):
            return False
        command = text.split()[0]
        return "@" not in command or command.lower().endswith(f"@{self.bot.username}".lower())

    def membership_message(self, chat: Chat, content: Json, sender: Person) -> None:
        """Add a service message; channels have none for joining and leaving."""
        if chat.kind in ("group", "supergroup"):
            self._store(Message(next(chat.numbers), chat, self.now(), content, sender=sender), by_bot=False)

    def _store(self, message: Message, *, by_bot: bool) -> None:
        chat = message.chat
        chat.messages[message.id] = message
        if message.reply_markup is not None and "inline_keyboard" not in message.reply_markup:
            shown = message.reply_markup if "keyboard" in message.reply_markup else None
            chat.menu_keyboard = shown
        self.events.add("message", chat=chat.id, message=message.id, by_bot=by_bot)
        if not by_bot and self.bot_sees(message):
            kind = "channel_post" if chat.kind == "channel" else "message"
            self.updates.put(kind, message.as_json())

    def _forward_to_discussion(self, post: Message, group: Chat) -> None:
        copy = Message(
            next(group.numbers),
            group,
            self.now(),
            post.content,
            sender=TELEGRAM,
            sender_chat=post.chat,
            media_group_id=post.media_group_id,
            forward_origin=post.origin(),
            is_automatic_forward=True,
        )
        post.forwarded_as = copy
        self._store(copy, by_bot=False)


def token_of_link() -> str:
    """The secret part of an invite link."""
    return f"+{secrets.token_urlsafe(12)}"
