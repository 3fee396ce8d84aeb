"""The message that a reaction belongs to: message numbers are unique only within a channel or group."""

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
        """Return the idempotency key of the payment for a member's reaction to it."""
        return f"reaction:{self.channel_id}:{self.message_id}:{user_id}"


def message_of(channel_id: int | str, message_id: int) -> Message:
    """Return the message with these Telegram ids. Raises ValueError for invalid ids."""
    channel = str(channel_id) if type(channel_id) is str or is_member_id(channel_id) else ""
    if not 1 <= len(channel) <= MAX_CHANNEL_LENGTH or not is_storable(channel):
        raise ValueError(f"{channel_id!r:.60} is not a channel id")
    if type(message_id) is not int or not 0 <= message_id <= MAX_ID:
        raise ValueError(f"{message_id!r:.60} is not a message number")
    return Message(channel, message_id)
