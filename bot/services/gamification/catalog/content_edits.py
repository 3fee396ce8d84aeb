"""Edits of content sets by admins."""

from collections.abc import Mapping
from typing import Any

from ....database.tables.gamification import ContentSet
from ..rules.catalog import check_content_set
from .row_edits import CatalogRow, Kind, RowEdits, read_rows

CONTENT_SET = Kind(
    "content set",
    ContentSet,
    {
        "name": None, "description": None, "code": None, "content_type": None, "tier": "FREE",
        "category": None, "file_ids": [], "is_active": True,
    },
    check_content_set,
)  # fmt: skip


class ContentEdits(RowEdits):
    """The content sets, as an admin sees and edits them."""

    async def create_content_set(self, admin_id: int, **fields: Any) -> CatalogRow:
        """Add a content set with name and content_type; other fields default to CONTENT_SET."""
        return await self._edit(admin_id, CONTENT_SET, None, fields)

    async def update_content_set(
        self,
        admin_id: int,
        content_set_id: int,
        *,
        expected: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> CatalogRow:
        """Change fields of a content set; `file_ids` is the whole new list. `expected`: fields as shown."""
        return await self._edit(admin_id, CONTENT_SET, content_set_id, fields, expected)

    async def content_sets(self) -> list[CatalogRow]:
        """Return every content set, as stored."""
        return await self._database.read(read_rows, CONTENT_SET)
