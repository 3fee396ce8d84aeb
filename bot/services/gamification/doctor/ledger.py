"""Checks that the economy could have made the entries of the ledger, one page of rows at a time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from ....database.tables.gamification import (
    TRANSACTION_TYPES,
    GamificationProfile,
    LedgerEntry,
    UserContentAccess,
)
from ..events.ledger import MAX_AMOUNT
from ..rules.transaction_types import TransactionType
from .findings import Examined, Finding, key_of

PAGE = 5_000
BY_HAND = "a person has to look; the ledger is never changed, a correction is a new entry"
EARN = [kind for kind in TRANSACTION_TYPES if kind.startswith("EARN_")]
WITH_SOURCE = [kind.stored.value for kind in TransactionType if kind.has_source]
SPEND = [kind for kind in TRANSACTION_TYPES if kind.startswith("SPEND_")]


def examine_ledger(session: Session, after: int, now: datetime) -> Examined:
    """Examine amounts, types and owners, and that members have what they were charged for; three
    statements."""
    ids = (
        select(LedgerEntry.id.label("id"))
        .where(LedgerEntry.id > after)
        .order_by(LedgerEntry.id)
        .limit(PAGE)
        .subquery()
    )
    last, rows = session.execute(select(func.max(ids.c.id), func.count()).select_from(ids)).one()
    if not rows:
        return Examined()
    findings = [*_entries(session, after, last), *_charges(session, after, last)]
    return Examined(findings, last if rows == PAGE else None)


def _entries(session: Session, after: int, last: int) -> Iterator[Finding]:
    kind = cast(LedgerEntry.type, String)
    amount = LedgerEntry.amount
    strange = or_(
        amount == 0,
        kind.in_(EARN) & ~amount.between(1, MAX_AMOUNT),
        kind.in_(SPEND) & ~amount.between(-MAX_AMOUNT, -1),
        kind.not_in(TRANSACTION_TYPES),
        LedgerEntry.source.is_not(None) & kind.not_in(WITH_SOURCE),
        GamificationProfile.user_id.is_(None),
    )
    found = session.execute(
        select(
            LedgerEntry.id, LedgerEntry.user_id, amount, kind, GamificationProfile.user_id, LedgerEntry.source
        )
        .outerjoin(GamificationProfile, GamificationProfile.user_id == LedgerEntry.user_id)
        .where(LedgerEntry.id > after, LedgerEntry.id <= last, strange)
        .order_by(LedgerEntry.id)
    )
    for entry_id, user_id, posted, type_, of_profile, source in found:
        title = f"ledger entry {entry_id} of member {user_id}"
        if of_profile is None:
            yield Finding("ledger_without_profile", f"{title}: the member has no profile", BY_HAND)
        if type_ not in TRANSACTION_TYPES:
            yield Finding("ledger_type", f"{title}: the type {type_!r} is not known", BY_HAND)
        elif posted == 0 or (posted > 0) is not (type_ in EARN):
            yield Finding("ledger_sign", f"{title}: {type_} with an amount of {posted}", BY_HAND)
        elif source is not None and type_ not in WITH_SOURCE:
            yield Finding(
                "ledger_source",
                f"{title}: {type_} with a source, {source!r}, which only a host's has",
                BY_HAND,
            )
        elif abs(posted) > MAX_AMOUNT:
            yield Finding(
                "ledger_amount", f"{title}: {posted} besitos at once, more than {MAX_AMOUNT:,}", BY_HAND
            )


def _charges(session: Session, after: int, last: int) -> Iterator[Finding]:
    """Yield charged purchases whose content nobody has: neither owned, nor lapsed, nor refunded."""
    refund = aliased(LedgerEntry)
    found: Any = session.execute(
        select(LedgerEntry.id, LedgerEntry.user_id, LedgerEntry.idempotency_key)
        .where(
            LedgerEntry.id > after,
            LedgerEntry.id <= last,
            cast(LedgerEntry.type, String) == TransactionType.SPEND_SHOP.value,
            LedgerEntry.idempotency_key.like("purchase:%:%:%"),
            ~select(UserContentAccess.id)
            .where(
                UserContentAccess.user_id == LedgerEntry.user_id,
                LedgerEntry.idempotency_key.like(
                    key_of("purchase", UserContentAccess.content_set_id, UserContentAccess.user_id, "%")
                ),
            )
            .exists(),
            ~select(refund.id).where(refund.idempotency_key == key_of("refund", LedgerEntry.id)).exists(),
        )
        .order_by(LedgerEntry.id)
    )
    for entry_id, user_id, key in found:
        yield Finding(
            "charge_without_content",
            f"ledger entry {entry_id} charged member {user_id} ({key}), who does not have the content",
            "give the money back by an entry EARN_ADMIN, or the content by a row of user_content_access",
        )
