"""A refund, once per purchase: it returns the besitos, ends the right and lowers the product's count."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, case, cast, exists, literal, select, update
from sqlalchemy.orm import Session, aliased

from ....database import RunAgain
from ....database.tables.gamification import (
    ContentRight,
    GamificationProfile,
    LedgerEntry,
    ShopProduct,
    UserContentAccess,
)
from ..audit import Change, by_admin, record
from ..errors import NotForSale
from ..events.content_access import REFUNDED, Held, settle, show_the_best
from ..events.facts import SHOP_PURCHASE
from ..events.ledger import Movement, Receipt, ensure_profile_by, post
from ..happened import Refunded, happened
from ..in_force import SETTINGS_VERSION
from ..rules.catalog import STOCK
from ..rules.terms import Terms
from ..rules.transaction_types import TransactionType


def buyer_of(session: Session, purchase_id: int) -> int | None:
    """Return who made the purchase, or None if there is none with this id."""
    return session.execute(
        select(ContentRight.user_id).where(
            ContentRight.id == purchase_id, ContentRight.source == SHOP_PURCHASE
        )
    ).scalar_one_or_none()


def refund(session: Session, terms: Terms, purchase_id: int, admin_id: int) -> Receipt:
    """Refund a purchase; a unit of work.

    A second refund returns the first receipt and changes nothing. A free purchase, or one without a ledger
    entry, gives a receipt over 0 with entry 0. Other rights of the member to the same content stay. Raises
    NotForSale for an unknown purchase.
    """
    of_purchase = (ContentRight.id == purchase_id, ContentRight.source == SHOP_PURCHASE)
    whose = session.execute(
        select(ContentRight.user_id, ContentRight.content_set_id).where(*of_purchase)
    ).one_or_none()
    if whose is None:
        raise NotForSale("unknown_purchase")
    # This locks the row of access until the commit, so that concurrent refunds run one after the other.
    held = settle(session, whose.user_id, whose.content_set_id, terms.now)
    purchase = session.execute(
        select(
            ContentRight.user_id,
            ContentRight.content_set_id,
            ContentRight.shop_product_id,
            ContentRight.price,
            ContentRight.charge_id,
            ContentRight.refunded_at,
        ).where(*of_purchase)
    ).one_or_none()
    if purchase is None:  # another transaction deleted it just now
        raise NotForSale("unknown_purchase")
    first_time = purchase.refunded_at is None
    charge = _charge_of(session, purchase)
    if charge is None:
        receipt = _nothing_moved(session, terms, purchase.user_id, replayed=not first_time)
    else:
        charge_id, price = charge
        movement = Movement(
            purchase.user_id,
            price,
            TransactionType.EARN_SHOP_REFUND,
            "refund",
            f"refund:{charge_id}",
            {"purchase_id": purchase_id, "content_set_id": purchase.content_set_id, "admin_id": admin_id},
        )
        receipt = post(session, terms, movement)
    if first_time:
        told = Refunded(
            user_id=purchase.user_id,
            at=terms.now,
            purchase_id=purchase_id,
            product_id=purchase.shop_product_id,
            content_set_id=purchase.content_set_id,
            amount=receipt.amount,
            admin_id=admin_id,
        )
        happened(session, told)
        charged_by = charge[0] if charge is not None else None
        _end(session, purchase_id, charged_by, held, terms.now)
        _count_one_less(session, purchase.shop_product_id)
        record(session, by_admin(admin_id), [_noted(purchase_id, purchase, receipt)], terms.now)
    return receipt


def _noted(purchase_id: int, purchase: Any, receipt: Receipt) -> Change:
    said = {"purchase_id": purchase_id, "content_set_id": purchase.content_set_id, "amount": receipt.amount}
    before = {"balance": receipt.balance - receipt.amount}
    return Change("refund", f"member {purchase.user_id}", before, {"balance": receipt.balance, **said})


def _count_one_less(session: Session, product_id: int | None) -> None:
    """Count a purchase less; a product with a stock has one more to sell."""
    count, stock = ShopProduct.purchase_count, ShopProduct.stock
    session.execute(
        update(ShopProduct)
        .where(ShopProduct.id == product_id)
        .values(
            purchase_count=case((count > 0, count - 1), else_=count),
            stock=case((stock < STOCK[1], stock + 1), else_=stock),
        )
        .execution_options(synchronize_session=False)
    )


def _end(session: Session, purchase_id: int, charged_by: int | None, held: Held, now: datetime) -> None:
    session.execute(
        update(ContentRight)
        .where(ContentRight.id == purchase_id)
        .values(refunded_at=now, charge_id=charged_by)
        .execution_options(synchronize_session=False)
    )
    left = [right for right in held.rights if right.id != purchase_id]
    if held.access is None or len(left) == len(held.rights):  # it had expired: another right gives access
        return
    if left:
        show_the_best(session, held.access.id, left)
        return
    noted = held.access.access_metadata if isinstance(held.access.access_metadata, dict) else {}
    session.execute(
        update(UserContentAccess)
        .where(UserContentAccess.id == held.access.id)
        .values(is_active=False, access_metadata={**noted, REFUNDED: charged_by or 0})
        .execution_options(synchronize_session=False)
    )


def _charge_of(session: Session, purchase: Any) -> tuple[int, int] | None:
    """Return the id and amount of the entry that charged for it, or None if nothing was charged."""
    entries = select(LedgerEntry.id, LedgerEntry.amount, LedgerEntry.transaction_metadata).where(
        LedgerEntry.user_id == purchase.user_id, LedgerEntry.type == TransactionType.SPEND_SHOP.value
    )
    if purchase.charge_id is not None:
        entry = session.execute(entries.where(LedgerEntry.id == purchase.charge_id)).one_or_none()
        return None if entry is None else (entry.id, -entry.amount)
    if not purchase.price or purchase.refunded_at is not None:
        return None
    # Bought before the ledger had keys: the newest charge of this amount for this product that was not
    # refunded yet.
    refunds = aliased(LedgerEntry)
    given_back = exists(
        select(refunds.id).where(refunds.idempotency_key == literal("refund:") + cast(LedgerEntry.id, String))
    )
    older = entries.where(
        LedgerEntry.idempotency_key.is_(None), LedgerEntry.amount == -purchase.price, ~given_back
    )
    for entry in session.execute(older.order_by(LedgerEntry.id.desc())):
        said = entry.transaction_metadata
        product_id = said.get("product_id") if isinstance(said, dict) else None
        if product_id is None or product_id == purchase.shop_product_id:
            return entry.id, -entry.amount
    return None


def _nothing_moved(session: Session, terms: Terms, user_id: int, *, replayed: bool) -> Receipt:
    ensure_profile_by(terms, session, user_id)
    wallet = session.execute(
        select(GamificationProfile.balance, GamificationProfile.total_earned, SETTINGS_VERSION).where(
            GamificationProfile.user_id == user_id
        )
    ).one_or_none()
    if wallet is None:
        raise RunAgain(f"the profile of {user_id} was deleted at the same moment")
    terms.check_settings(wallet.settings_version)
    level = terms.formula.level(wallet.total_earned)
    return Receipt(0, 0, wallet.balance, level, levelled_up=False, replayed=replayed)
