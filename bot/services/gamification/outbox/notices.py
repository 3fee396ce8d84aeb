"""What must be told: what a row of the outbox says. A payload has ids and numbers, never a text, because the
text is written when it is sent, in the member's language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

HOOK = "hook:"
"""Before the name of a durable hook, in `kind`."""


class NoticeKind(StrEnum):
    """The kinds that members read, apart from hooks."""

    UNLOCKED = "unlocked"
    """`reward_id` became claimable."""
    LEVEL_UP = "level_up"
    """The member reached `level`."""
    GIFT = "gift"
    """An admin gave `amount` besitos; `balance` is what the member has then."""
    DELIVERY = "delivery"
    """Files of `content_set_id` are to be sent; `sent` of their parcels have arrived."""


FOR_MEMBERS = tuple(kind.value for kind in NoticeKind)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told. `once_key` names the cause. `held`: the process that writes it begins to tell it
    by itself; only if it does not finish, the outbox does."""

    user_id: int
    kind: str
    once_key: str
    payload: Mapping[str, Any]
    language: str | None = None
    held: bool = False

    def spoken(self, language: str) -> "Notice":
        """Return the same with the language in which the member reads."""
        return replace(self, language=language)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that this process holds just now. `tries` counts this one."""

    id: int
    user_id: int
    kind: str
    once_key: str
    payload: Mapping[str, Any]
    language: str | None
    created_at: datetime
    tries: int


def unlocked(user_id: int, reward_id: int, at: datetime) -> Notice:
    """A reward became claimable."""
    key = f"unlocked:{user_id}:{reward_id}:{at.timestamp():.6f}"
    return Notice(user_id, NoticeKind.UNLOCKED, key, {"reward_id": reward_id})


def level_up(user_id: int, level: int, at: datetime) -> Notice:
    """A member reached a level by earning."""
    key = f"level_up:{user_id}:{level}:{at.timestamp():.6f}"
    return Notice(user_id, NoticeKind.LEVEL_UP, key, {"level": level})


def gift(user_id: int, amount: int, balance: int, entry_id: int) -> Notice:
    """An admin gave besitos, by this ledger entry."""
    return Notice(user_id, NoticeKind.GIFT, f"gift:{entry_id}", {"amount": amount, "balance": balance})


def granted_files(user_id: int, content_set_id: int, right_id: int) -> Notice:
    """Files that an admin gave: the outbox sends them, nobody else does."""
    key = f"delivery:grant:{right_id}"
    return Notice(user_id, NoticeKind.DELIVERY, key, {"content_set_id": content_set_id, "sent": 0})


def delivery(user_id: int, content_set_id: int, key: str) -> Notice:
    """Files that a member bought or claimed; the caller begins to send them."""
    return Notice(user_id, NoticeKind.DELIVERY, key, {"content_set_id": content_set_id, "sent": 0}, held=True)


def purchase_key(purchase_id: int) -> str:
    """Return the `once_key` of the delivery of a purchase."""
    return f"delivery:purchase:{purchase_id}"


def claim_key(user_id: int, reward_id: int) -> str:
    """Return the `once_key` of the delivery of a reward's files."""
    return f"delivery:reward:{user_id}:{reward_id}"
