"""Who somebody is: what Telegram tells of a person, and what handlers need to know of one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as Telegram described them in an update."""

    user_id: int
    first_name: str
    username: str | None = None
    last_name: str | None = None
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person as handlers see one: Telegram id, name to show (not escaped), language `es` or `en`.

    Never a balance: what a member has is asked of the services, at the moment it is needed.
    """

    id: int
    name: str
    language: str
