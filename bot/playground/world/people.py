"""People and the bot, and what they are in a chat: its owner, administrator, member, gone or banned."""

from dataclasses import dataclass, field
from typing import Literal

from ..json_types import Json

Status = Literal["creator", "administrator", "member", "left", "kicked"]

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_GROUP_RIGHTS = ("can_pin_messages",)
RIGHTS = frozenset((*_ADMIN_RIGHTS, *_CHANNEL_RIGHTS, *_GROUP_RIGHTS))
"""Those that an administrator of some kind of chat has."""


@dataclass(slots=True, eq=False)
class Person:
    """An account: a person, or the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False
    is_bot: bool = False
    has_started: bool = False
    """Whether they ever wrote to the bot in private; before that it may not write to them."""
    has_blocked: bool = False
    is_deactivated: bool = False
    hides_forwards: bool = False
    """Whether forwards of their messages tell only their name."""
    reachable_until: float = 0
    """Until this time (seconds since 1970) the bot may write to them because they asked to join."""

    def as_json(self) -> Json:
        """A `User`."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                user[name] = value
        if self.is_premium:
            user["is_premium"] = True
        return user

    def full_name(self) -> str:
        """As Telegram shows it."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


TELEGRAM = Person(777000, "Telegram")
"""Who forwards a channel's posts into its discussion group."""


@dataclass(slots=True)
class Membership:
    """A person's membership in a chat. An administrator has every right that `rights` does not deny."""

    status: Status = "left"
    rights: dict[str, bool] = field(default_factory=dict)
    until_date: int = 0

    @property
    def is_in(self) -> bool:
        """True for everybody who reads the chat."""
        return self.status in ("creator", "administrator", "member")

    @property
    def is_admin(self) -> bool:
        """True for the owner too."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether an administrator has the right."""
        return self.is_admin and self.rights.get(right, True)

    def as_json(self, person: Person, kind: str, *, editable: bool = False) -> Json:
        """A `ChatMember` of a chat of this kind; `editable` where the bot could change their rights."""
        member: Json = {"user": person.as_json(), "status": self.status}
        if self.status == "creator":
            member["is_anonymous"] = False
        elif self.status == "administrator":
            more = _CHANNEL_RIGHTS if kind == "channel" else _GROUP_RIGHTS
            member |= {"can_be_edited": editable, "is_anonymous": False}
            member |= {right: self.may(right) for right in (*_ADMIN_RIGHTS, *more)}
        elif self.status == "kicked":
            member["until_date"] = self.until_date
        return member
