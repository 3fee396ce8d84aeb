"""Ways into a chat."""

from dataclasses import dataclass

from ..json_types import Json
from .people import Person


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
