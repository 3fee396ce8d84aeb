"""Products as an admin sees and edits them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentRight, ContentSet, ShopProduct, UserContentAccess
from ..errors import InvalidSetting, SettingTrouble
from ..rules.catalog import check_product
from ..rules.content_files import files_of
from ..rules.ids import is_catalog_id
from ..rules.prices import Tier
from .places import change_places
from .row_edits import CatalogRow, Kind, RowEdits, checked_page, log_edit, read_rows

PRODUCT = Kind(
    "product",
    ShopProduct,
    {
        "name": None, "description": None, "code": None, "content_set_id": None, "besitos_price": None,
        "vip_discount_percentage": 0, "vip_besitos_price": None, "tier": "FREE", "is_active": True,
        "sort_order": 0, "stock": None, "ends_at": None,
    },
    check_product,
    unedited=(("purchase_count", 0),),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as an admin sees it: its fields, what its content set is called, how many readable files that
    has, whether it is on, and how often the product was bought and not refunded."""

    id: int
    fields: Mapping[str, Any]
    content_name: str
    files: int
    content_is_active: bool
    sold: int
    content_tier: str = Tier.FREE.value
    """Where this one is narrower than the product's own, it counts."""


class ProductEdits(RowEdits):
    """The products, as an admin sees and edits them."""

    async def create_product(self, admin_id: int, **fields: Any) -> CatalogRow:
        """Add a product with name, content_set_id and besitos_price; other fields default to PRODUCT."""
        return await self._edit(admin_id, PRODUCT, None, fields)

    async def update_product(
        self,
        admin_id: int,
        product_id: int,
        *,
        expected: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> CatalogRow:
        """Change fields of a product. `expected`: fields as shown."""
        return await self._edit(admin_id, PRODUCT, product_id, fields, expected)

    async def move_product(self, admin_id: int, product_id: int, *, up: bool) -> bool:
        """Let a product change places with the one before it (`up`) or after it in the shop. Returns False if
        there is none. Raises InvalidSetting if there is no such product."""
        await self._admins.require(admin_id)
        edits = await self._write(change_places, admin_id, PRODUCT, product_id, up, self._clock())
        for moved_id, before, after in edits:
            log_edit(admin_id, PRODUCT, moved_id, before, after)
        return bool(edits)

    async def delete_product(
        self, admin_id: int, product_id: int, *, expected: Mapping[str, Any] | None = None
    ) -> bool:
        """Delete a product. If it was ever bought, it is only hidden (is_active is False): purchases refer to
        it. Returns True if it was deleted. `expected`: fields as shown."""
        return await self._delete(admin_id, PRODUCT, product_id, _was_bought, expected)

    async def products(self) -> list[CatalogRow]:
        """Return every product, as stored."""
        return await self._database.read(read_rows, PRODUCT)

    async def product_page(self, offset: int = 0, limit: int = 10) -> list[CatalogRow]:
        """Return some of the products, in the creator's order, at most 100. Raises ValueError for limits
        that are no numbers."""
        return await self._database.read(_read_page, *checked_page(offset, limit))

    async def product(self, product_id: int) -> ProductCard:
        """Return one product. Raises InvalidSetting if there is none."""
        return await self._database.read(_read_card, product_id)


def _read_page(session: Session, offset: int, limit: int) -> list[CatalogRow]:
    in_order = select(ShopProduct).order_by(ShopProduct.sort_order, ShopProduct.id)
    return [_row_of(row) for row in session.scalars(in_order.offset(offset).limit(limit))]


def _read_card(session: Session, product_id: int) -> ProductCard:
    found = None
    if is_catalog_id(product_id):
        found = session.execute(
            select(ShopProduct, ContentSet)
            .outerjoin(ContentSet, ContentSet.id == ShopProduct.content_set_id)
            .where(ShopProduct.id == product_id)
        ).one_or_none()
    if found is None:
        raise InvalidSetting("id", f"there is no product {product_id!r:.40}", SettingTrouble.GONE)
    product: ShopProduct = found[0]
    content: ContentSet | None = found[1]
    return ProductCard(
        id=product.id,
        fields=_row_of(product).fields,
        content_name=content.name if content is not None else "",
        files=len(files_of(content.file_ids, content.content_type)) if content is not None else 0,
        content_is_active=content is not None and bool(content.is_active),
        content_tier=Tier.FREE.value if content is None else str(content.tier),
        sold=product.purchase_count,
    )


def _row_of(stored: ShopProduct) -> CatalogRow:
    return CatalogRow(stored.id, {name: getattr(stored, name) for name in PRODUCT.fields})


def _was_bought(session: Session, product_id: int) -> bool:
    """Return True if a member has ever bought it."""
    return bool(
        session.execute(
            select(
                or_(
                    exists().where(ShopProduct.id == product_id, ShopProduct.purchase_count > 0),
                    exists().where(ContentRight.shop_product_id == product_id),
                    exists().where(UserContentAccess.shop_product_id == product_id),
                )
            )
        ).scalar()
    )
