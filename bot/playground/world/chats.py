"""One chat in memory (private, group, supergroup or channel) with its members, and the messages in it, as
the Bot API tells them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from ..json_types import Json
from .invite_links import InviteLink
from .people import Membership, Person

Kind = Literal["private", "group", "supergroup", "channel"]
# An animation is a document too: it comes first.
MEDIA = ("photo", "video", "audio", "animation", "document", "voice", "video_note", "sticker")
MAX_ALBUM = 10
CAPTIONED = ("photo", "video", "audio", "document", "animation", "voice")
ALBUMS = (frozenset({"photo", "video"}), frozenset({"audio"}), frozenset({"document"}))
"""The kinds of media that fit into one album."""


def fit_together(kinds: Iterable[str]) -> bool:
    """Whether media of these kinds can be one album."""
    return any(album.issuperset(kinds) for album in ALBUMS)


@dataclass(slots=True, eq=False)
class Chat:
    """A chat. `person` is who talks to the bot, in a private one."""

    id: int
    kind: Kind
    title: str = ""
    username: str | None = None
    person: Person | None = None
    description: str | None = None
    by_request: bool = False
    """Whether joining takes an administrator's approval."""
    protected: bool = False
    linked: "Chat | None" = None
    """The discussion group of a channel, the channel of a discussion group."""
    members: dict[int, Membership] = field(default_factory=dict)
    messages: "dict[int, Message]" = field(default_factory=dict)
    requests: dict[int, InviteLink | None] = field(default_factory=dict)
    """Who asks to join, and through which link."""
    links: dict[str, InviteLink] = field(default_factory=dict)
    reactions_allowed: tuple[str, ...] | None = None
    """The emojis that members may react with; None for all."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    menu_keyboard: Json | None = None
    """The reply keyboard under the text field, in a private chat."""
    pinned: "list[Message]" = field(default_factory=list)
    """The newest pin is the last."""

    @property
    def noun(self) -> str:
        """As Telegram's errors call it."""
        return f"{self.kind} chat"

    def member(self, user_id: int) -> Membership:
        """Return the membership of a person; strangers have left."""
        return self.members.get(user_id) or Membership()

    def as_json(self) -> Json:
        """A `Chat`."""
        told: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            for name in ("first_name", "last_name", "username"):
                if value := getattr(self.person, name):
                    told[name] = value
            return told
        told["title"] = self.title
        if self.username:
            told["username"] = self.username
        return told

    def full_json(self) -> Json:
        """A `ChatFullInfo`."""
        told = self.as_json() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }
        if self.description:
            told["description"] = self.description
        if self.linked is not None:
            told["linked_chat_id"] = self.linked.id
        if self.by_request:
            told["join_by_request"] = True
        if self.protected:
            told["has_protected_content"] = True
        if self.reactions_allowed is not None:
            told["available_reactions"] = [
                {"type": "emoji", "emoji": emoji} for emoji in self.reactions_allowed
            ]
        if self.username:
            told["active_usernames"] = [self.username]
        if self.pinned:
            told["pinned_message"] = self.pinned[-1].as_json(with_reply=False)
        if primary := next((link for link in self.links.values() if link.is_primary), None):
            told["invite_link"] = primary.url
        return told


@dataclass(slots=True, eq=False)
class Message:
    """A message, with text or media. `content` has the fields of the Bot API that differ from kind to kind:
    text and entities, or the media with caption, or what a service message tells."""

    id: int
    chat: Chat
    date: int
    content: Json
    sender: Person | None = None
    sender_chat: Chat | None = None
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
        """True for a service message, for instance that a person joined."""
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

    def origin(self) -> Json:
        """The `MessageOrigin` of its forwards: of a forward, where it first came from."""
        if self.forward_origin is not None:
            return self.forward_origin
        if self.sender is None:
            return {
                "type": "channel",
                "date": self.date,
                "chat": self.chat.as_json(),
                "message_id": self.id,
            }
        if self.sender.hides_forwards:
            return {"type": "hidden_user", "date": self.date, "sender_user_name": self.sender.full_name()}
        return {"type": "user", "date": self.date, "sender_user": self.sender.as_json()}

    def reaction_counts(self) -> list[Json]:
        """How often each reaction was given, the most frequent first: `ReactionCount`s."""
        counts: dict[str, Json] = {}
        for given in self.reactions.values():
            for reaction in given:
                key = reaction.get("emoji") or reaction.get("custom_emoji_id") or ""
                counts.setdefault(key, {"type": reaction, "total_count": 0})["total_count"] += 1
        return sorted(counts.values(), key=lambda count: -count["total_count"])
