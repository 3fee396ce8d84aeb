"""The message that a reaction is of: the number of a message counts within its channel or group."""

from dataclasses import dataclass

from ..rules.ids import MAX_ID, is_member_id
from ..rules.storable import is_storable

MAX_CHANNEL_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a channel or group."""

    channel_id: str
    message_id: int

    def key(self, user_id: int) -> str:
        """The idempotency key of what a member's reaction to it pays."""
        return f"reaction:{self.channel_id}:{self.message_id}:{user_id}"


def message_of(channel_id: int | str, message_id: int) -> Message:
    """The message with these ids of Telegram's. Raises ValueError for what is none."""
    channel = str(channel_id) if type(channel_id) is str or is_member_id(channel_id) else ""
    if not 1 <= len(channel) <= MAX_CHANNEL_LENGTH or not is_storable(channel):
        raise ValueError(f"{channel_id!r:.60} is no channel")
    if type(message_id) is not int or not 0 <= message_id <= MAX_ID:
        raise ValueError(f"{message_id!r:.60} is no message number")
    return Message(channel, message_id)
