"""Checks that the content members own agrees with what they were charged, one page of rows at a time."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, cast, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentSet, LedgerEntry, ShopProduct, UserContentAccess
from ....database.tables.host import User
from ..events.content_access import LEDGER_KEY, REFUNDED
from ..events.facts import SHOP_PURCHASE
from ..rules.transaction_types import TransactionType
from .findings import UNREADABLE, Examined, Finding, as_json

PAGE = 500
BY_HAND = "a person has to look"
Charge = tuple[int, int, str]
"""User, amount and type of an entry of the ledger."""


def examine_access(session: Session, after: int, now: datetime) -> Examined:
    """Examine rows of user_content_access; two statements, or three if some were refunded."""
    rows = session.execute(
        select(
            UserContentAccess.id,
            UserContentAccess.user_id,
            UserContentAccess.content_set_id,
            UserContentAccess.shop_product_id,
            cast(UserContentAccess.access_type, String).label("access_type"),
            UserContentAccess.besitos_paid,
            UserContentAccess.is_active,
            cast(UserContentAccess.access_metadata, Text).label("noted"),
            User.user_id.label("of_user"),
            ContentSet.id.label("of_set"),
            ShopProduct.id.label("of_product"),
        )
        .outerjoin(User, User.user_id == UserContentAccess.user_id)
        .outerjoin(ContentSet, ContentSet.id == UserContentAccess.content_set_id)
        .outerjoin(ShopProduct, ShopProduct.id == UserContentAccess.shop_product_id)
        .where(UserContentAccess.id > after)
        .order_by(UserContentAccess.id)
        .limit(PAGE)
    ).all()
    noted = {row.id: as_json(row.noted) for row in rows}
    notes = [note for note in noted.values() if isinstance(note, dict)]
    charges = _entries(session, [str(note[LEDGER_KEY]) for note in notes if LEDGER_KEY in note])
    refunds = _entries(session, [f"refund:{note[REFUNDED]}" for note in notes if note.get(REFUNDED)])
    findings: list[Finding] = []
    for row in rows:
        title = f"access {row.id} of member {row.user_id} to content set {row.content_set_id}"
        findings += _owners(title, row, noted[row.id])
        if row.access_type == SHOP_PURCHASE and isinstance(noted[row.id], dict):
            findings += _money(title, row, noted[row.id], charges, refunds)
    return Examined(findings, rows[-1].id if len(rows) == PAGE else None)


def _entries(session: Session, keys: list[str]) -> Mapping[str, Charge]:
    if not keys:
        return {}
    found = session.execute(
        select(
            LedgerEntry.idempotency_key,
            LedgerEntry.user_id,
            LedgerEntry.amount,
            cast(LedgerEntry.type, String),
        ).where(LedgerEntry.idempotency_key.in_(keys))
    )
    return {str(row[0]): (row[1], row[2], row[3]) for row in found}


def _owners(title: str, row: Any, noted: Any) -> Iterator[Finding]:
    gone = "delete the row of user_content_access"
    if row.of_user is None:
        yield Finding("access_without_member", f"{title}: the member is not in users", gone)
    if row.of_set is None:
        yield Finding("access_without_content", f"{title}: there is no such content set", gone)
    if row.shop_product_id is not None and row.of_product is None:
        yield Finding(
            "access_without_product",
            f"{title}: there is no product {row.shop_product_id}",
            "set shop_product_id to NULL",
        )
    if row.besitos_paid is not None and row.besitos_paid < 0:
        yield Finding(
            "access_price",
            f"{title}: {row.besitos_paid} besitos paid",
            "set besitos_paid to what was charged",
        )
    if noted is UNREADABLE:
        yield Finding(
            "access_metadata", f"{title}: access_metadata is not JSON; a refund would fail", "set it to NULL"
        )


def _money(
    title: str,
    row: Any,
    noted: Mapping[str, Any],
    charges: Mapping[str, Charge],
    refunds: Mapping[str, Charge],
) -> Iterator[Finding]:
    if LEDGER_KEY in noted:
        key, paid = noted[LEDGER_KEY], row.besitos_paid or 0
        charge = charges.get(str(key))
        if charge is None:
            yield Finding(
                "access_without_charge", f"{title}: paid {paid}, but the ledger has no entry {key}", BY_HAND
            )
        elif charge != (row.user_id, -paid, TransactionType.SPEND_SHOP.value):
            yield Finding(
                "access_charge_differs",
                f"{title}: paid {paid}, but entry {key} is {charge[2]} {charge[1]} of member {charge[0]}",
                BY_HAND,
            )
    if REFUNDED in noted:
        if row.is_active:
            yield Finding(
                "access_refunded_and_active",
                f"{title}: was refunded and is still active",
                "set is_active to false",
            )
        if noted[REFUNDED] and f"refund:{noted[REFUNDED]}" not in refunds:
            yield Finding(
                "access_without_refund",
                f"{title}: is marked as refunded, but the ledger has no entry refund:{noted[REFUNDED]}",
                BY_HAND,
            )
