"""A person: what Telegram says about them, and what handlers need to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as described by Telegram in an update."""

    user_id: int
    first_name: str
    username: str | None = None
    last_name: str | None = None
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person for handlers: Telegram id, name to show (not escaped), language of our texts, such as `es`.

    It has no balance: handlers ask the services for that at the moment they need it.
    """

    id: int
    name: str
    language: str
