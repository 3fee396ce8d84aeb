"""Reactions of people: reported one by one in groups; in channels only as counts, with a delay."""

import asyncio

from ..errors import bad_request
from ..json_types import Json
from .chats import Message
from .people import Person
from .world import World

EMOJIS = frozenset((
    "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮",
    "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡",
    "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻",
    "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿",
    "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀", "😡",
))  # fmt: skip
"""Everything that a free account can react with."""
GROUPED_SECONDS = 0.3
"""Telegram groups the counts of a channel, over up to some minutes."""


def emoji_of(written: str) -> str:
    """The emoji as the Bot API names it: without the sign that asks for a coloured picture.

    Raises BotApiError for an invalid reaction.
    """
    emoji = written.replace("\ufe0f", "")
    if emoji not in EMOJIS:
        raise bad_request("REACTION_INVALID")
    return emoji


class Reactions:
    """Stores reactions, and reports them to the bot if it is an administrator."""

    def __init__(self, world: World, grouped_seconds: float = GROUPED_SECONDS) -> None:
        self._world = world
        self._grouped_seconds = grouped_seconds
        self._changed: dict[Message, asyncio.TimerHandle] = {}

    def react(self, person: Person, message: Message, emojis: list[str]) -> None:
        """Replace a person's reactions by these; an empty list removes them.

        Raises BotApiError if the chat does not allow them.
        """
        chat = message.chat
        names = [emoji_of(emoji) for emoji in emojis]
        if chat.reactions_allowed is not None and not set(names) <= set(
            map(emoji_of, chat.reactions_allowed)
        ):
            raise bad_request("REACTION_INVALID")
        new: list[Json] = [{"type": "emoji", "emoji": name} for name in names]
        old = message.reactions.get(person.id, [])
        if new == old:
            return
        if new:
            message.reactions[person.id] = new
        else:
            del message.reactions[person.id]
        world = self._world
        world.events.add("reaction", chat=chat.id, message=message.id, member=person.id, emojis=names)
        if person is world.bot or chat.kind == "private" or not chat.member(world.bot.id).is_admin:
            return
        if chat.kind == "channel":
            self._send_counts_later(message)
            return
        world.updates.put(
            "message_reaction",
            {
                "chat": chat.as_json(),
                "message_id": message.id,
                "user": person.as_json(),
                "date": world.now(),
                "old_reaction": old,
                "new_reaction": new,
            },
        )

    def close(self) -> None:
        """Stop reporting."""
        for timer in self._changed.values():
            timer.cancel()
        self._changed.clear()

    def _send_counts_later(self, message: Message) -> None:
        if message not in self._changed:
            loop = asyncio.get_running_loop()
            self._changed[message] = loop.call_later(self._grouped_seconds, self._send_counts, message)

    def _send_counts(self, message: Message) -> None:
        del self._changed[message]
        self._world.updates.put(
            "message_reaction_count",
            {
                "chat": message.chat.as_json(),
                "message_id": message.id,
                "date": self._world.now(),
                "reactions": message.reaction_counts(),
            },
        )
