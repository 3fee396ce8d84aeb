"""Validates ids and limits that callers give, before they reach a key or a query.

Databases accept True, 1.0 and "1" as 1, but `daily:True:...` is a different key from `daily:1:...`.
"""

from typing import TypeGuard

from ..errors import UnknownMember

MAX_ID = 2**63 - 1
"""Of Telegram's ids, and of rows that grow with use: entries of the ledger, purchases."""
MAX_CATALOG_ID = 2**31 - 1
"""Of rewards, products and content sets."""
FIRST_PSEUDONYM = 2**62
"""Ids from here on are no people: the ledger of an erased member goes on under one of them (decision 0086).
Telegram's ids have at most 52 bits."""


def at_most(limit: object, most: int) -> int:
    """Return how many rows a page has: `limit`, but from 1 to `most`. Raises ValueError unless it is a whole
    number."""
    if type(limit) is not int:
        raise ValueError(f"a limit is a whole number from 1 to {most}, not {limit!r:.40}")
    return max(1, min(limit, most))


def check_member_id(user_id: int) -> None:
    """Raises UnknownMember unless `user_id` is a whole number that a `users` row can have."""
    if not is_member_id(user_id):
        raise UnknownMember(user_id)


def is_member_id(user_id: object) -> bool:
    """Return True for a whole number that a `users` row can have."""
    return type(user_id) is int and -MAX_ID <= user_id <= MAX_ID


def is_pseudonym(user_id: int) -> bool:
    """True for the id that stands for an erased member."""
    return user_id >= FIRST_PSEUDONYM


def is_catalog_id(value: object) -> TypeGuard[int]:
    """True for a whole number that a reward, a product or a content set can have."""
    return type(value) is int and 1 <= value <= MAX_CATALOG_ID
