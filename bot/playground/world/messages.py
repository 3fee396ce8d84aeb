"""One message of a chat, as it is stored and as the Bot API tells it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .people import Json, Person

if TYPE_CHECKING:
    from .chats import Chat

# An animation is a document too: it comes first.
MEDIA = ("photo", "video", "audio", "animation", "document", "voice", "video_note", "sticker")
MAX_ALBUM = 10
CAPTIONED = ("photo", "video", "audio", "document", "animation", "voice")


@dataclass(slots=True, eq=False)
class Message:
    """Someone's words or media. `content` has the fields of the Bot API that differ from kind to kind:
    text and entities, or the media with caption, or what a service message tells."""

    id: int
    chat: "Chat"
    date: int
    content: Json
    sender: Person | None = None
    sender_chat: "Chat | None" = None
    reply_markup: Json | None = None
    reply_to: "Message | None" = None
    edit_date: int | None = None
    media_group_id: str | None = None
    forward_origin: Json | None = None
    is_automatic_forward: bool = False
    protected: bool = False
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    """By who reacted."""
    forwarded_as: "Message | None" = None
    """The copy in the discussion group."""

    @property
    def keyboard(self) -> list[list[Json]]:
        """Rows of the inline buttons."""
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def media(self) -> str | None:
        """photo, video, ... or None."""
        return next((kind for kind in MEDIA if kind in self.content), None)

    @property
    def is_service(self) -> bool:
        """True where Telegram tells that something happened, as that somebody joined."""
        return "text" not in self.content and self.media is None

    def as_json(self, *, with_reply: bool = True) -> Json:
        """A `Message`."""
        told: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.as_json()}
        if self.sender is not None:
            told["from"] = self.sender.as_json()
        if self.sender_chat is not None:
            told["sender_chat"] = self.sender_chat.as_json()
        if self.forward_origin is not None:
            told["forward_origin"] = self.forward_origin
        if self.is_automatic_forward:
            told["is_automatic_forward"] = True
        if with_reply and self.reply_to is not None:
            told["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        if self.edit_date is not None:
            told["edit_date"] = self.edit_date
        if self.media_group_id is not None:
            told["media_group_id"] = self.media_group_id
        if self.protected:
            told["has_protected_content"] = True
        told |= self.content
        if "inline_keyboard" in (self.reply_markup or {}):
            told["reply_markup"] = self.reply_markup
        return told

    def reaction_counts(self) -> list[Json]:
        """How often each reaction was given, the most frequent first: `ReactionCount`s."""
        counts: dict[str, Json] = {}
        for given in self.reactions.values():
            for reaction in given:
                key = reaction.get("emoji") or reaction.get("custom_emoji_id") or ""
                counts.setdefault(key, {"type": reaction, "total_count": 0})["total_count"] += 1
        return sorted(counts.values(), key=lambda count: -count["total_count"])
