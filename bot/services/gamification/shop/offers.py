"""Reads what the shop offers to a member, and what the member owns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, exists, func, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import (
    ContentRight,
    ContentSet,
    GamificationProfile,
    ShopProduct,
    UserContentAccess,
)
from ....database.tables.host import User, VipSubscriber
from ..errors import NotForSale
from ..events.content_access import has_access, rights_by_set, settle, times_bought
from ..events.facts import SHOP_PURCHASE
from ..members.profiles import read_profile
from ..rules.content_files import ContentFile, files_of
from ..rules.prices import Tier, has_ended, price_for_vip, tier_of
from ..rules.terms import ReadTerms, Terms
from ..rules.vip import is_vip


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as one member sees it. Prices in besitos: `price` for this member, `normal_price` for members
    who are not VIP, `vip_price` for VIP members. `coming_soon`: it has no files yet. `allowed`: the tier lets
    this member buy. `bought`: how often this member has bought the content, refunded or not. `stock`: how
    many are left, None if there is no limit. `ends_at`: until when it is sold, in the creator's zone, None if
    there is no end; `ended`: that time has come. Name and description are the creator's, not escaped."""

    id: int
    code: str | None
    name: str
    description: str | None
    content_set_id: int
    tier: Tier
    price: int
    normal_price: int
    vip_price: int
    owned: bool
    coming_soon: bool
    allowed: bool
    files: int
    bought: int = 0
    stock: int | None = None
    ends_at: datetime | None = None
    ended: bool = False

    @property
    def sold_out(self) -> bool:
        """True if none is left."""
        return self.stock is not None and self.stock < 1

    @property
    def buyable(self) -> bool:
        """True if the member can buy it, given enough besitos."""
        return not (not self.allowed or self.owned or self.coming_soon or self.ended or self.sold_out)


@dataclass(frozen=True, slots=True)
class OwnedContent:
    """Content that a member has access to. `id` is the id of the right, which `refund` takes. `paid` is in
    besitos, None if it was not bought. `since` and `until` (None: without end) are in the creator's zone."""

    id: int
    content_set_id: int
    name: str
    description: str | None
    product_id: int | None
    paid: int | None
    since: datetime
    until: datetime | None
    files: int


@dataclass(frozen=True, slots=True)
class Content:
    """A content set's name, not escaped, and its files in order."""

    content_set_id: int
    name: str
    files: tuple[ContentFile, ...]


def read_offers(
    session: Session, terms: ReadTerms, user_id: int, product_id: int | None = None
) -> list[Offer] | None:
    """Read what is on sale in the creator's order, or only one product. Returns None if there is no such
    member or no profile yet. Two statements."""
    member = session.execute(
        select(
            cast(User.role, String).label("role"),  # adopted: a native enum
            VipSubscriber.status,
            VipSubscriber.expiry_date,
        )
        .join(GamificationProfile, GamificationProfile.user_id == User.user_id)
        .outerjoin(VipSubscriber, VipSubscriber.user_id == User.user_id)
        .where(User.user_id == user_id)
    ).one_or_none()
    if member is None:
        return None
    vip = is_vip(member.role, member.status, member.expiry_date, terms.now, host_says=terms.host_says_vip)
    held = rights_by_set()
    query = (
        select(
            ShopProduct,
            ContentSet,
            UserContentAccess.is_active,
            UserContentAccess.expires_at,
            cast(UserContentAccess.access_type, String),
            held.c.rights,
            held.c.purchases,
        )
        .join(ContentSet, ContentSet.id == ShopProduct.content_set_id)
        .outerjoin(
            UserContentAccess,
            (UserContentAccess.content_set_id == ContentSet.id) & (UserContentAccess.user_id == user_id),
        )
        .outerjoin(held, held.c.content_set_id == ContentSet.id)
        .where(ShopProduct.is_active, ContentSet.is_active)
        .order_by(ShopProduct.sort_order, ShopProduct.id)
    )
    if product_id is not None:
        query = query.where(ShopProduct.id == product_id)
    rows = session.execute(query, {"user_id": user_id, "moment": terms.now}).all()
    return list(_offers(rows, vip, terms.now, terms.zone))


def _offers(rows: Any, vip: bool, now: datetime, zone: ZoneInfo) -> Iterator[Offer]:
    for product, content, is_active, expires_at, access_type, rights, purchases in rows:
        if tier_of(product.tier, content.tier).is_sold:
            offer = _offer(product, content, vip, now, zone)
            bought = times_bought(rights, purchases, access_type)
            yield replace(offer, owned=has_access(is_active, expires_at, now), bought=bought)


def _offer(product: ShopProduct, content: ContentSet, vip: bool, now: datetime, zone: ZoneInfo) -> Offer:
    """Return the offer to a member who has never owned the content."""
    tier = tier_of(product.tier, content.tier)
    normal = max(0, product.besitos_price)
    for_vip = price_for_vip(normal, product.vip_discount_percentage, product.vip_besitos_price)
    files = len(files_of(content.file_ids, content.content_type))
    return Offer(
        id=product.id,
        code=product.code,
        name=product.name,
        description=product.description,
        content_set_id=content.id,
        tier=tier,
        price=for_vip if vip else normal,
        normal_price=normal,
        vip_price=for_vip,
        owned=False,
        coming_soon=files == 0,
        allowed=vip or not tier.vip_only,
        files=files,
        stock=product.stock,
        ends_at=product.ends_at.astimezone(zone) if product.ends_at is not None else None,
        ended=has_ended(product.ends_at, now),
    )


def read_preview(session: Session, terms: ReadTerms, product_id: int, vip: bool) -> Offer:
    """Read a product as a member sees it who has never owned its content, also if it is off; one statement.
    Raises NotForSale if there is none, or its tier is never sold."""
    found = session.execute(
        select(ShopProduct, ContentSet)
        .join(ContentSet, ContentSet.id == ShopProduct.content_set_id)
        .where(ShopProduct.id == product_id)
    ).one_or_none()
    if found is None:
        raise NotForSale("unknown")
    product, content = found
    if not tier_of(product.tier, content.tier).is_sold:
        raise NotForSale("gift")
    return _offer(product, content, vip, terms.now, terms.zone)


def read_owned(
    session: Session, terms: ReadTerms, user_id: int
) -> tuple[list[OwnedContent], list[int]] | None:
    """Read what the member has access to, newest first, also if it is no longer on sale; one statement. The
    second list has the content sets that only an older bot gave: they have no right yet, so their id is 0.
    None where there is nothing and no profile either, which another statement tells."""
    owned = _read_owned(session, terms, user_id)
    if not owned and read_profile(session, user_id) is None:
        return None
    return owned, [content.content_set_id for content in owned if not content.id]


def _read_owned(session: Session, terms: ReadTerms, user_id: int) -> list[OwnedContent]:
    right = ContentRight
    in_force = (
        select(func.max(right.id))
        .where(
            right.user_id == user_id,
            right.content_set_id == UserContentAccess.content_set_id,
            right.refunded_at.is_(None),
            right.expires_at.is_(None) | (right.expires_at > terms.now),
        )
        .correlate(UserContentAccess)
    )
    bought = in_force.where(right.source == SHOP_PURCHASE).scalar_subquery()
    rows = session.execute(
        select(
            UserContentAccess,
            ContentSet,
            ShopProduct.name,
            func.coalesce(bought, in_force.scalar_subquery(), 0),
        )
        .join(ContentSet, ContentSet.id == UserContentAccess.content_set_id)
        .outerjoin(ShopProduct, ShopProduct.id == UserContentAccess.shop_product_id)
        .where(UserContentAccess.user_id == user_id, *_open(terms.now))
        .order_by(UserContentAccess.accessed_at.desc(), UserContentAccess.id.desc())
    ).all()
    return [
        _owned(access, content, sold_as, right_id, terms.zone) for access, content, sold_as, right_id in rows
    ]


def settle_owned(
    session: Session, terms: Terms, user_id: int, content_set_ids: list[int]
) -> list[OwnedContent]:
    """Create rights for what older bots gave, then read what the member has access to; a unit of work."""
    for content_set_id in sorted(content_set_ids):
        settle(session, user_id, content_set_id, terms.now)
    return _read_owned(session, terms, user_id)


def _owned(
    access: UserContentAccess, content: ContentSet, sold_as: str | None, right_id: int, zone: ZoneInfo
) -> OwnedContent:
    return OwnedContent(
        id=right_id,
        content_set_id=content.id,
        name=sold_as or content.name,
        description=content.description,
        product_id=access.shop_product_id,
        paid=access.besitos_paid,
        since=access.accessed_at.astimezone(zone),
        until=access.expires_at.astimezone(zone) if access.expires_at is not None else None,
        files=len(files_of(content.file_ids, content.content_type)),
    )


def read_content(session: Session, user_id: int, content_set_id: int, now: datetime) -> Content | None:
    """Read the files of a content set for a member who has access to it, else None; one statement."""
    row = session.execute(
        select(ContentSet.name, ContentSet.file_ids, ContentSet.content_type).where(
            ContentSet.id == content_set_id,
            exists().where(
                UserContentAccess.user_id == user_id,
                UserContentAccess.content_set_id == content_set_id,
                *_open(now),
            ),
        )
    ).one_or_none()
    return None if row is None else Content(content_set_id, row[0], files_of(row[1], row[2]))


def _open(now: datetime) -> tuple[Any, ...]:
    expires_at = UserContentAccess.expires_at
    return UserContentAccess.is_active, expires_at.is_(None) | (expires_at > now)
