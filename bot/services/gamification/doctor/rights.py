"""Checks that rights to content agree with the ledger and with the access that older bots read, one page of
rows at a time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, cast, select
from sqlalchemy.orm import Session, aliased

from ....database.tables.gamification import ContentRight, ContentSet, LedgerEntry, UserContentAccess
from ....database.tables.host import User
from ..events.content_access import REFUNDED, has_access
from ..events.facts import SHOP_PURCHASE
from ..rules.transaction_types import TransactionType
from .findings import Examined, Finding, as_json, key_of

PAGE = 500
BY_HAND = "a person has to look"


def examine_rights(session: Session, after: int, now: datetime) -> Examined:
    """Examine rows of content_rights; one statement."""
    charge, refund = aliased(LedgerEntry), aliased(LedgerEntry)
    access = UserContentAccess
    rows = session.execute(
        select(
            ContentRight.id,
            ContentRight.user_id,
            ContentRight.content_set_id,
            ContentRight.source,
            ContentRight.price,
            ContentRight.charge_id,
            ContentRight.expires_at,
            ContentRight.refunded_at,
            User.user_id.label("of_user"),
            ContentSet.id.label("of_set"),
            access.id.label("access_id"),
            access.is_active,
            access.expires_at.label("access_expires_at"),
            cast(access.access_metadata, Text).label("noted"),
            charge.user_id.label("charged"),
            charge.amount.label("amount"),
            cast(charge.type, String).label("charge_type"),
            refund.id.label("refund_id"),
        )
        .outerjoin(User, User.user_id == ContentRight.user_id)
        .outerjoin(ContentSet, ContentSet.id == ContentRight.content_set_id)
        .outerjoin(
            access,
            (access.user_id == ContentRight.user_id) & (access.content_set_id == ContentRight.content_set_id),
        )
        .outerjoin(charge, charge.id == ContentRight.charge_id)
        .outerjoin(refund, refund.idempotency_key == key_of("refund", ContentRight.charge_id))
        .where(ContentRight.id > after)
        .order_by(ContentRight.id)
        .limit(PAGE)
    ).all()
    findings: list[Finding] = []
    for row in rows:
        title = f"right {row.id} ({row.source}) of member {row.user_id} to content set {row.content_set_id}"
        findings += _owners(title, row)
        findings += _money(title, row)
        findings += _access(title, row, now)
    return Examined(findings, rows[-1].id if len(rows) == PAGE else None)


def _owners(title: str, row: Any) -> Iterator[Finding]:
    gone = "delete the row of content_rights"
    if row.of_user is None:
        yield Finding("right_without_member", f"{title}: the member is not in users", gone)
    if row.of_set is None:
        yield Finding("right_without_content", f"{title}: there is no such content set", gone)


def _money(title: str, row: Any) -> Iterator[Finding]:
    if row.charge_id is None:
        return
    found = (row.charged, row.amount, row.charge_type)
    if row.source != SHOP_PURCHASE:
        yield Finding(
            "right_with_charge", f"{title}: is not a purchase, but names the charge {row.charge_id}", BY_HAND
        )
    elif found != (row.user_id, -(row.price or 0), TransactionType.SPEND_SHOP.value):
        yield Finding(
            "right_charge_differs",
            f"{title}: cost {row.price}, but ledger entry {row.charge_id} is "
            + ("not there" if row.charged is None else f"{found[2]} {found[1]} of member {found[0]}"),
            BY_HAND,
        )
    elif row.refunded_at is None and row.refund_id is not None:
        yield Finding(
            "right_refund_not_marked",
            f"{title}: was given back by entry {row.refund_id} and is not marked so",
            BY_HAND,
        )
    elif row.refunded_at is not None and row.refund_id is None and not _noted_as_refunded(row):
        yield Finding(
            "right_without_refund",
            f"{title}: is refunded, but the ledger has no entry refund:{row.charge_id}",
            BY_HAND,
        )


def _noted_as_refunded(row: Any) -> bool:
    # The row of access has the same values; access.py reports what is wrong with them.
    noted = as_json(row.noted)
    return isinstance(noted, dict) and noted.get(REFUNDED) == row.charge_id


def _access(title: str, row: Any, now: datetime) -> Iterator[Finding]:
    if not has_access(row.refunded_at is None, row.expires_at, now):
        return
    # ledger.py reports a charge whose content nobody has.
    if row.access_id is None and row.charge_id is None:
        yield Finding(
            "right_without_access",
            f"{title}: has no row of user_content_access",
            "insert the row, or end the right",
        )
    elif row.access_id is not None and not has_access(row.is_active, row.access_expires_at, now):
        yield Finding(
            "right_access_ended",
            f"{title}: the row of user_content_access lets nobody in",
            "an older bot may have ended it; the member can buy it again",
            wrong=False,
        )
