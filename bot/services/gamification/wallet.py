"""The wallet: credit, debit, balance and history of a member. `events/ledger.py` does the posting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from ...database.tables.gamification import LedgerEntry
from .events.context import Context
from .events.facts import facts_for_change, table_of
from .events.ledger import Movement, Receipt, post_all
from .events.unlocking import may_unlock_any, unlock_due
from .members.profiles import read_profile
from .rules.idempotency_keys import check_host_key
from .rules.ids import MAX_ID, at_most
from .rules.terms import ReadTerms, Terms
from .rules.transaction_types import OTHER_SOURCE, TransactionType, type_of

MAX_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger entry as a member sees it; `amount` is negative when the member paid, `created_at` is in the
    creator's zone, `source` is the host's word for an entry of its own."""

    id: int
    amount: int
    type: TransactionType
    reason: str
    metadata: Mapping[str, Any] | None
    created_at: datetime
    source: str | None = None


class Wallet:
    """The besitos of members. Every call also works for a member of `users` without a profile."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def credit(
        self,
        user_id: int,
        amount: int,
        type: TransactionType,  # noqa: A002 - the name that callers use (docs/api.md)
        *,
        reason: str,
        key: str,
        metadata: Mapping[str, Any] | None = None,
        source: str | None = None,
    ) -> Receipt:
        """Credit `amount` besitos (1 to 1,000,000,000). A repeated key returns the first receipt. `source` is
        the host's word for EARN_OTHER, such as "quiz"; "other" if it is left out.

        Raises InvalidAmount, UnknownMember, IdempotencyConflict, DatabaseUnavailable; ValueError for a
        type that does not earn, for a key that begins like those of our own services, and for a key, a
        reason, metadata or a source that cannot be stored.
        """
        return await self._move(user_id, amount, type, reason, key, metadata, source, earns=True)

    async def debit(
        self,
        user_id: int,
        amount: int,
        type: TransactionType,  # noqa: A002
        *,
        reason: str,
        key: str,
        metadata: Mapping[str, Any] | None = None,
        source: str | None = None,
    ) -> Receipt:
        """Debit `amount` besitos (1 to 1,000,000,000). A repeated key returns the first receipt. `source` is
        the host's word for SPEND_OTHER; "other" if it is left out.

        Raises InsufficientFunds, and what `credit` raises; ValueError for a type that does not spend.
        """
        return await self._move(user_id, amount, type, reason, key, metadata, source, earns=False)

    async def balance(self, user_id: int) -> int:
        """Return the member's balance. Raises UnknownMember."""
        return await self._context.read_member(_read_balance, user_id)

    async def history(self, user_id: int, *, before: int | None = None, limit: int = 20) -> list[Entry]:
        """Return ledger entries, newest first; `before` is the id of the last one seen, `limit` at most 100.
        Raises UnknownMember, and ValueError for an invalid `before` and for a `limit` that is not a whole
        number.
        """
        size = entries_asked_for(before, limit)
        return await self._context.read_member(read_history, user_id, before, size)

    async def _move(
        self,
        user_id: int,
        amount: int,
        type_: TransactionType,
        reason: str,
        key: str,
        metadata: Mapping[str, Any] | None,
        source: str | None,
        *,
        earns: bool,
    ) -> Receipt:
        kind = TransactionType(type_)
        if kind.earns is not earns:
            raise ValueError(f"{kind} does not {'earn' if earns else 'spend'}")
        if kind.has_source and source is None:
            source = OTHER_SOURCE
        movement = Movement(user_id, amount, kind, reason, key, metadata, source)
        check_host_key(key)
        return await self._post(movement)

    async def _post(self, movement: Movement) -> Receipt:
        """Post a movement of our own services, whose keys begin like one of OWN_PREFIXES; `credit` and
        `debit` are for all other keys. Raises what they raise."""
        return await self._context.event(_post, movement.user_id, movement)


def _post(session: Session, terms: Terms, user_id: int, movement: Movement) -> Receipt:
    posted = post_all(session, terms, [movement])
    (receipt,) = posted.receipts
    if posted.replayed or not may_unlock_any(terms):
        return receipt
    # Read after the posting, which locks the wallet's row until the commit: concurrent credits of one member
    # wait for each other instead of being run again.
    facts = facts_for_change(session, terms, user_id)
    return replace(receipt, unlocked=unlock_due(session, terms, facts))


def _read_balance(session: Session, _terms: ReadTerms, user_id: int) -> int | None:
    profile = read_profile(session, user_id)
    return None if profile is None else profile.balance


def entries_asked_for(before: object, limit: object) -> int:
    """Return how many entries are read. Raises ValueError for an invalid `before` or `limit`."""
    if before is not None and (type(before) is not int or not 0 <= before <= MAX_ID):
        raise ValueError(f"before is the id of a ledger entry, not {before!r:.40}")
    return at_most(limit, MAX_ENTRIES)


def read_history(
    session: Session, terms: ReadTerms, user_id: int, before: int | None, limit: int
) -> list[Entry] | None:
    """Return a member's entries, newest first; None if there is no profile."""
    newest = MAX_ID if before is None else before - 1
    found = session.execute(_HISTORY, {"user_id": user_id, "newest": newest, "limit": limit})
    entries = [
        Entry(
            row.id,
            row.amount,
            type_of(row.type, row.source),
            row.reason,
            row.transaction_metadata,
            row.created_at.astimezone(terms.zone),
            row.source,
        )
        for row in found
    ]
    nobody = not entries and before is None and read_profile(session, user_id) is None
    return None if nobody else entries


_entry = table_of(LedgerEntry).c
_HISTORY = (
    select(
        _entry.id,
        _entry.amount,
        _entry.type,
        _entry.source,
        _entry.reason,
        _entry.transaction_metadata,
        _entry.created_at,
    )
    .where(_entry.user_id == bindparam("user_id"), _entry.id <= bindparam("newest"))
    .order_by(_entry.id.desc())
    .limit(bindparam("limit", type_=Integer))
)
