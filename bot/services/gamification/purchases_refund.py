"""A refund: the money of a purchase back, its access off, the product's count down; once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, cast, exists, literal, select, update
from sqlalchemy.orm import Session, aliased

from bot.database import RunAgain
from bot.database.gamification_tables import GamificationProfile, LedgerEntry, ShopProduct, UserContentAccess
from bot.services.gamification.errors import NotForSale
from bot.services.gamification.ledger import Movement, Receipt, post
from bot.services.gamification.member_facts import SHOP_PURCHASE
from bot.services.gamification.provisioning import ensure_profile
from bot.services.gamification.purchases import LEDGER_KEY
from bot.services.gamification.terms import Terms
from bot.services.gamification.transaction_types import TransactionType
from bot.services.gamification.versions import SETTINGS_VERSION

REFUNDED = "refunded"
"""In access_metadata: the purchase was refunded; with the id of the entry that had charged, or 0."""


def buyer_of(session: Session, purchase_id: int) -> int | None:
    """Whose purchase it is; None where there is none of this id."""
    return session.execute(
        select(UserContentAccess.user_id).where(
            UserContentAccess.id == purchase_id, UserContentAccess.access_type == SHOP_PURCHASE
        )
    ).scalar_one_or_none()


def refund(session: Session, terms: Terms, purchase_id: int, admin_id: int) -> Receipt:
    """Refund a purchase, by the id of its row of access; a unit of work.

    A second refund returns the first receipt. A free purchase, and one of which the ledger knows nothing,
    gives a receipt over 0 with entry 0: nothing moved. Raises NotForSale for what is no purchase.
    """
    # The UPDATE holds the row until the commit: of several refunds at once each sees what the one before did.
    bought = session.execute(
        update(UserContentAccess)
        .where(UserContentAccess.id == purchase_id, UserContentAccess.access_type == SHOP_PURCHASE)
        .values(is_active=False)
        .returning(
            UserContentAccess.user_id,
            UserContentAccess.content_set_id,
            UserContentAccess.shop_product_id,
            UserContentAccess.besitos_paid,
            UserContentAccess.access_metadata,
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if bought is None:
        raise NotForSale("unknown_purchase")
    noted: dict[str, Any] = dict(bought.access_metadata) if isinstance(bought.access_metadata, dict) else {}
    first_time = REFUNDED not in noted
    charge = _charge_of(session, bought, noted)
    if charge is None:
        receipt = _nothing_moved(session, terms, bought.user_id, replayed=not first_time)
    else:
        charge_id, price = charge
        movement = Movement(
            bought.user_id,
            price,
            TransactionType.EARN_SHOP_REFUND,
            "refund",
            f"refund:{charge_id}",
            {"purchase_id": purchase_id, "content_set_id": bought.content_set_id, "admin_id": admin_id},
        )
        receipt = post(session, terms, movement)
    if first_time:
        session.execute(
            update(UserContentAccess)
            .where(UserContentAccess.id == purchase_id)
            .values(access_metadata={**noted, REFUNDED: charge[0] if charge is not None else 0})
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(ShopProduct)
            .where(ShopProduct.id == bought.shop_product_id, ShopProduct.purchase_count > 0)
            .values(purchase_count=ShopProduct.purchase_count - 1)
            .execution_options(synchronize_session=False)
        )
    return receipt


def _charge_of(session: Session, bought: Any, noted: Mapping[str, Any]) -> tuple[int, int] | None:
    """The id of the entry that charged for it, and how much; None where nothing was charged."""
    entries = select(LedgerEntry.id, LedgerEntry.amount, LedgerEntry.transaction_metadata).where(
        LedgerEntry.user_id == bought.user_id, LedgerEntry.type == TransactionType.SPEND_SHOP.value
    )
    if REFUNDED in noted:
        entry = session.execute(entries.where(LedgerEntry.id == noted[REFUNDED])).one_or_none()
        return None if entry is None else (entry.id, -entry.amount)
    if LEDGER_KEY in noted:
        key = LedgerEntry.idempotency_key == noted[LEDGER_KEY]
        entry = session.execute(entries.where(key)).one_or_none()
        return None if entry is None else (entry.id, -entry.amount)
    if not bought.besitos_paid:
        return None
    # Bought before the ledger had keys: the newest charge of this amount for this product that was not
    # given back yet.
    refunds = aliased(LedgerEntry)
    given_back = exists(
        select(refunds.id).where(refunds.idempotency_key == literal("refund:") + cast(LedgerEntry.id, String))
    )
    older = entries.where(
        LedgerEntry.idempotency_key.is_(None), LedgerEntry.amount == -bought.besitos_paid, ~given_back
    )
    for entry in session.execute(older.order_by(LedgerEntry.id.desc())):
        said = entry.transaction_metadata
        product_id = said.get("product_id") if isinstance(said, dict) else None
        if product_id is None or product_id == bought.shop_product_id:
            return entry.id, -entry.amount
    return None


def _nothing_moved(session: Session, terms: Terms, user_id: int, *, replayed: bool) -> Receipt:
    ensure_profile(session, user_id, terms.now, lambda _session, total: terms.formula.level(total))
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
