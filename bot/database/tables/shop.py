"""Content and the shop: files, products, and who has a right to what."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, member_key, one_of
from .types import RowId, UtcDateTime

CONTENT_TYPES = ("PHOTO_SET", "VIDEO", "AUDIO", "MIXED")
CONTENT_TIERS = ("FREE", "VIP", "PREMIUM", "GIFT")


class ContentSet(Table):
    """Files that are sent together."""

    __tablename__ = "content_sets"
    __table_args__ = (
        Index("uq_content_sets_code", "code", unique=True),
        one_of("content_type", *CONTENT_TYPES),
        one_of("tier", *CONTENT_TIERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(1000))
    file_ids: Mapped[Any] = mapped_column(JSON)
    content_type: Mapped[str] = mapped_column(String(32))
    tier: Mapped[str] = mapped_column(String(32))
    category: Mapped[str | None] = mapped_column(String(50))
    is_active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShopProduct(Table):
    """A content set with a price in besitos. `stock`: how many are left; `ends_at`: until when it is sold.
    NULL: no limit, and no end."""

    __tablename__ = "shop_products"
    __table_args__ = (Index("uq_shop_products_code", "code", unique=True), one_of("tier", *CONTENT_TIERS))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(1000))
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id"))
    besitos_price: Mapped[int]
    vip_discount_percentage: Mapped[int]
    vip_besitos_price: Mapped[int | None]
    tier: Mapped[str] = mapped_column(String(32))
    is_active: Mapped[bool]
    sort_order: Mapped[int]
    purchase_count: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stock: Mapped[int | None]
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UserContentAccess(Table):
    """A member's access to a content set; it shows one of the rights in content_rights, or what an older bot
    wrote."""

    __tablename__ = "user_content_access"
    __table_args__ = (
        Index("idx_user_content_access_user_content", "user_id", "content_set_id", unique=True),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = member_key()
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id"))
    shop_product_id: Mapped[int | None] = mapped_column(ForeignKey("shop_products.id"))
    access_type: Mapped[str] = mapped_column(String(50))
    besitos_paid: Mapped[int | None]
    is_active: Mapped[bool]
    accessed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    access_metadata: Mapped[Any | None] = mapped_column(JSON)


class ContentRight(Table):
    """A member's right to a content set from one source, such as a purchase. Ids are never reused.

    `source` is its access_type in user_content_access. It is in force while it is neither refunded nor past
    `expires_at`. Purchases have a `price` and a `charge_id`, the ledger entry that charged for it.
    `adopted_from` is the row of user_content_access that an older bot wrote.
    """

    __tablename__ = "content_rights"
    __table_args__ = (
        Index("ix_content_rights_user_id_content_set_id", "user_id", "content_set_id"),
        # Without this, SQLite reuses the id of a deleted newest row.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = member_key()
    content_set_id: Mapped[int] = mapped_column(ForeignKey("content_sets.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(50))
    shop_product_id: Mapped[int | None] = mapped_column(ForeignKey("shop_products.id", ondelete="SET NULL"))
    price: Mapped[int | None] = mapped_column(BigInteger)
    charge_id: Mapped[int | None] = mapped_column(BigInteger)
    reward_id: Mapped[int | None]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refunded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    adopted_from: Mapped[int | None] = mapped_column(BigInteger)
