"""One chat in memory: private, group, supergroup or channel, with its members, messages and links."""

from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from .messages import Message
from .people import Json, Membership, Person

Kind = Literal["private", "group", "supergroup", "channel"]


@dataclass(slots=True)
class InviteLink:
    """A way into a chat."""

    url: str
    creator: Person
    creates_join_request: bool = False
    name: str | None = None
    expire_date: int | None = None
    member_limit: int | None = None
    is_primary: bool = False
    is_revoked: bool = False
    used: int = 0

    def as_json(self) -> Json:
        """A `ChatInviteLink`."""
        told: Json = {
            "invite_link": self.url,
            "creator": self.creator.as_json(),
            "creates_join_request": self.creates_join_request,
            "is_primary": self.is_primary,
            "is_revoked": self.is_revoked,
        }
        for name in ("name", "expire_date", "member_limit"):
            if (value := getattr(self, name)) is not None:
                told[name] = value
        return told


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
    messages: dict[int, Message] = field(default_factory=dict)
    requests: dict[int, InviteLink | None] = field(default_factory=dict)
    """Who asks to join, and through which link."""
    links: dict[str, InviteLink] = field(default_factory=dict)
    reactions_allowed: tuple[str, ...] | None = None
    """The emojis that members may react with; None for all."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    menu_keyboard: Json | None = None
    """The reply keyboard under the text field, in a private chat."""

    @property
    def noun(self) -> str:
        """As Telegram's errors call it."""
        return f"{self.kind} chat"

    def member(self, user_id: int) -> Membership:
        """Where somebody stands in it; strangers have left."""
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
        if primary := next((link for link in self.links.values() if link.is_primary), None):
            told["invite_link"] = primary.url
        return told
