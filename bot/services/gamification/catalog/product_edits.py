"""Edits of products by admins."""

from collections.abc import Mapping
from typing import Any

from ....database.tables.gamification import ShopProduct
from ..rules.catalog import check_product
from .row_edits import CatalogRow, Kind, RowEdits, read_rows

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

    async def products(self) -> list[CatalogRow]:
        """Return every product, as stored."""
        return await self._database.read(read_rows, PRODUCT)
