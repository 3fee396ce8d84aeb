"""A purchase: access, payment, the product's count and unlocked rewards in one transaction.

Everything that decides is read in the transaction and checked again by the statements that write: concurrent
requests give access once, and the count changes only if the product is still as it was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Executable,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    exists,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from ....database import RunAgain
from ....database.tables.gamification import ContentSet, LedgerEntry, ShopProduct, UserContentAccess
from ..errors import (
    AlreadyOwned,
    IdempotencyConflict,
    InsufficientFunds,
    NotForSale,
    OfferChanged,
    PriceChanged,
    VipOnly,
)
from ..events.content_access import (
    LEDGER_KEY,
    add_right,
    give_access,
    has_access,
    rights_by_set,
    settle,
    times_bought,
)
from ..events.facts import (
    SHOP_PURCHASE,
    MemberFacts,
    after,
    ensure_wallet_unchanged,
    facts_for_change,
    facts_query,
    table_of,
)
from ..events.ledger import Movement, PostingResult, post_all
from ..events.to_tell import to_tell
from ..events.unlocking import unlock_due
from ..happened import Purchased, happened
from ..outbox.notices import delivery, purchase_key
from ..rules.content_files import ContentFile, files_of
from ..rules.prices import has_ended, price_for_vip, tier_of
from ..rules.rewards import Reward
from ..rules.terms import Terms
from ..rules.transaction_types import TransactionType


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase. `id` is its id, which `refund` takes. `price` is what was charged, 0 if it was free, and
    `balance` is what is left. `files` are to be sent now. `unlocked`: rewards that became claimable."""

    id: int
    product_id: int
    content_set_id: int
    name: str
    price: int
    balance: int
    files: tuple[ContentFile, ...]
    unlocked: tuple[Reward, ...] = ()


@dataclass(frozen=True, slots=True)
class _Product:
    id: int
    name: str
    content_set_id: int
    price: int
    files: tuple[ContentFile, ...]
    bought: int


def _facts_query() -> Select[Any]:
    products, sets, access = ShopProduct.__table__.c, ContentSet.__table__.c, UserContentAccess.__table__.c
    held = rights_by_set()
    columns = {
        "product_id": products.id,
        "name": products.name,
        "is_active": products.is_active,
        "tier": products.tier,
        "price": products.besitos_price,
        "discount": products.vip_discount_percentage,
        "vip_price": products.vip_besitos_price,
        "stock": products.stock,
        "ends_at": products.ends_at,
        "content_set_id": sets.id,
        "content_is_active": sets.is_active,
        "content_tier": sets.tier,
        "content_type": sets.content_type,
        "file_ids": sets.file_ids,
        "access_is_active": access.is_active,
        "access_expires_at": access.expires_at,
        "access_type": cast(access.access_type, String),
        "rights": held.c.rights,
        "purchases": held.c.purchases,
        "open_rights": held.c.open,
        "charged_before": exists(
            select(LedgerEntry.id).where(
                LedgerEntry.idempotency_key
                == literal("purchase:") + cast(sets.id, String) + bindparam("first_of_user", type_=String)
            )
        ),
    }
    return (
        facts_query()
        .add_columns(*(column.label(f"extra_{name}") for name, column in columns.items()))
        .outerjoin(ShopProduct.__table__, products.id == bindparam("product_id", type_=Integer))
        .outerjoin(ContentSet.__table__, sets.id == products.content_set_id)
        .outerjoin(
            UserContentAccess.__table__,
            (access.content_set_id == sets.id) & (access.user_id == bindparam("user_id")),
        )
        .outerjoin(held, held.c.content_set_id == sets.id)
    )


_FACTS = _facts_query()


def buy(
    session: Session,
    terms: Terms,
    user_id: int,
    product_id: int,
    shown_price: int,
    shown_bought: int | None,
    deliver: bool = False,
) -> Purchase:
    """Buy a product at the price that the member was shown; a unit of work of six statements, or four if it
    is free, one more if it unlocks a reward, and one for all that must be told.

    Raises NotForSale, AlreadyOwned, VipOnly, OfferChanged, PriceChanged, InsufficientFunds, InvalidAmount,
    UnknownMember.
    """
    facts = facts_for_change(
        session,
        terms,
        user_id,
        _FACTS,
        product_id=product_id,
        moment=terms.now,
        first_of_user=f":{user_id}:1",
    )
    product = _on_sale(facts, terms.now)
    if shown_bought is not None and (type(shown_bought) is not int or shown_bought != product.bought):
        raise OfferChanged(product.bought)
    if shown_price != product.price:
        raise PriceChanged(product.price)
    if facts.balance < product.price:
        raise InsufficientFunds(balance=facts.balance, needed=product.price)
    charge = _charge_for(session, facts, product) if product.price else None
    if _is_out_of_step(facts.extra):
        settle(session, user_id, product.content_set_id, terms.now)
    access_id = give_access(
        session,
        user_id,
        product.content_set_id,
        SHOP_PURCHASE,
        terms.now,
        product_id=product.id,
        paid=product.price,
        metadata={LEDGER_KEY: charge.key} if charge is not None else None,
    )
    if access_id is None:  # another transaction bought it just now
        raise AlreadyOwned
    posted = _pay(session, terms, charge) if charge is not None else None
    if posted is not None:
        ensure_wallet_unchanged(facts, posted)
        facts = after(facts, posted)
    purchase_id = add_right(
        session,
        user_id,
        product.content_set_id,
        SHOP_PURCHASE,
        terms.now,
        product_id=product.id,
        price=product.price,
        charge_id=posted.receipts[0].entry_id if posted is not None else None,
    )
    told = Purchased(
        user_id=user_id,
        at=terms.now,
        purchase_id=purchase_id,
        product_id=product.id,
        content_set_id=product.content_set_id,
        name=product.name,
        price=product.price,
    )
    happened(session, told)
    if deliver:
        to_tell(session, delivery(user_id, product.content_set_id, purchase_key(purchase_id)))
    facts = replace(facts, has_bought=True)
    unlocked = unlock_due(session, terms, facts)
    _count_one_more(session, product, facts.extra, terms.now)
    return Purchase(
        id=purchase_id,
        product_id=product.id,
        content_set_id=product.content_set_id,
        name=product.name,
        price=product.price,
        balance=facts.balance,
        files=product.files,
        unlocked=unlocked,
    )


def _on_sale(facts: MemberFacts, now: datetime) -> _Product:
    read: Mapping[str, Any] = facts.extra
    if read["product_id"] is None:
        raise NotForSale("unknown")
    if not (read["is_active"] and read["content_is_active"]):
        raise NotForSale("inactive")
    tier = tier_of(read["tier"], read["content_tier"])
    if not tier.is_sold:
        raise NotForSale("gift")
    if has_access(read["access_is_active"], read["access_expires_at"], now):
        raise AlreadyOwned
    if has_ended(read["ends_at"], now):
        raise NotForSale("ended")
    files = files_of(read["file_ids"], read["content_type"])
    if not files:
        raise NotForSale("coming_soon")
    if read["stock"] is not None and read["stock"] < 1:
        raise NotForSale("sold_out")
    if tier.vip_only and not facts.vip:
        raise VipOnly
    price = max(0, read["price"])
    if facts.vip:
        price = price_for_vip(price, read["discount"], read["vip_price"])
    bought = times_bought(read["rights"], read["purchases"], read["access_type"])
    return _Product(read["product_id"], read["name"], read["content_set_id"], price, files, bought)


def _is_out_of_step(read: Mapping[str, Any]) -> bool:
    """Return True if an older bot gave the access that has ended, or ended the access of one of our
    rights."""
    return bool(read["open_rights"]) or (read["access_type"] is not None and not read["rights"])


def _charge_for(session: Session, facts: MemberFacts, product: _Product) -> Movement:
    stem = f"purchase:{product.content_set_id}:{facts.user_id}:"
    number = 1
    if facts.extra["charged_before"]:  # it has expired or was refunded
        keys = session.execute(
            select(LedgerEntry.idempotency_key).where(
                LedgerEntry.user_id == facts.user_id, LedgerEntry.idempotency_key.like(f"{stem}%")
            )
        ).scalars()
        used = [(key or "").removeprefix(stem) for key in keys]
        number += max((int(text) for text in used if text.isdecimal()), default=0)
    return Movement(
        facts.user_id,
        product.price,
        TransactionType.SPEND_SHOP,
        f"purchase {product.name}",
        f"{stem}{number}",
        {"product_id": product.id, "content_set_id": product.content_set_id},
    )


def _pay(session: Session, terms: Terms, charge: Movement) -> PostingResult:
    # The number in the key was read before we locked the access: a purchase and its refund may have used it
    # in between, at any price.
    try:
        posted = post_all(session, terms, [charge])
    except IdempotencyConflict as error:
        raise RunAgain(str(error)) from error
    if posted.replayed:
        raise RunAgain(f"the key {charge.key} was used at the same moment")
    return posted


def _count_one_more(session: Session, product: _Product, read: Mapping[str, Any], now: datetime) -> None:
    # Last, because the row is shared: buyers of the same product wait for each other from here on.
    as_read = {f"read_{name}": read[name] for name in ("tier", "price", "discount", "vip_price")}
    counted = session.execute(
        _COUNT_ONE_MORE,
        {"product_id": product.id, "set_id": product.content_set_id, "moment": now, **as_read},
    ).one_or_none()
    if counted is None:
        raise RunAgain(f"product {product.id} was edited, or sold out, at the same moment")


def _count_one_more_statement() -> Executable:
    products = table_of(ShopProduct)
    column = products.c

    def as_read(name: str, of: str) -> BindParameter[Any]:
        return bindparam(f"read_{name}", type_=column[of].type)

    return (
        update(products)
        .where(
            column.id == bindparam("product_id"),
            column.content_set_id == bindparam("set_id"),
            column.is_active,
            column.tier == as_read("tier", "tier"),
            column.besitos_price == as_read("price", "besitos_price"),
            column.vip_discount_percentage == as_read("discount", "vip_discount_percentage"),
            column.vip_besitos_price.is_not_distinct_from(as_read("vip_price", "vip_besitos_price")),
            # Not as it was read: others may have taken some of the stock, but not the last one, and in SQLite
            # a date may be written in several ways.
            column.ends_at.is_(None) | (column.ends_at > bindparam("moment")),
            column.stock.is_(None) | (column.stock > 0),
        )
        .values(purchase_count=column.purchase_count + 1, stock=column.stock - 1)
        .returning(column.id)
    )


_COUNT_ONE_MORE = _count_one_more_statement()
