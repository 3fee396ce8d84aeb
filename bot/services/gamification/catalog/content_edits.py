"""Content sets as an admin sees and edits them; their files are in content_file_edits.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import (
    ContentRight,
    ContentSet,
    LedgerEntry,
    ShopProduct,
    UserContentAccess,
)
from ..errors import InvalidSetting, SettingTrouble
from ..rules.catalog import check_content_set
from ..rules.content_files import ContentFile, files_of
from ..rules.ids import is_catalog_id
from .row_edits import CatalogRow, Kind, RowEdits, checked_page, read_rows
from .snapshot import read_rewards

CONTENT_SET = Kind(
    "content set",
    ContentSet,
    {
        "name": None, "description": None, "code": None, "content_type": None, "tier": "FREE",
        "category": None, "file_ids": [], "is_active": True,
    },
    check_content_set,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContentSetCard:
    """A content set as an admin sees it: its fields, its readable files in order, how many members own it,
    and how many products sell it and rewards give it."""

    id: int
    fields: Mapping[str, Any]
    files: tuple[ContentFile, ...]
    owners: int
    products: int
    rewards: int


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

    async def delete_content_set(
        self, admin_id: int, content_set_id: int, *, expected: Mapping[str, Any] | None = None
    ) -> bool:
        """Delete a content set. If a member has or had it, or a product or reward refers to it, it is only
        hidden (is_active is False): what sells it is out of the shop, and members keep what they own. Returns
        True if it was deleted. `expected`: fields as shown."""
        return await self._delete(admin_id, CONTENT_SET, content_set_id, _is_used, expected)

    async def content_sets(self) -> list[CatalogRow]:
        """Return every content set, as stored."""
        return await self._database.read(read_rows, CONTENT_SET)

    async def content_set_page(self, offset: int = 0, limit: int = 10) -> list[CatalogRow]:
        """Return some of the content sets, the newest first, at most 100. Raises ValueError for limits
        that are no numbers."""
        return await self._database.read(_read_page, *checked_page(offset, limit))

    async def content_set(self, content_set_id: int) -> ContentSetCard:
        """Return one content set. Raises InvalidSetting if there is none."""
        return await self._database.read(_read_card, content_set_id, self._clock())


def _read_page(session: Session, offset: int, limit: int) -> list[CatalogRow]:
    rows = session.scalars(select(ContentSet).order_by(ContentSet.id.desc()).offset(offset).limit(limit))
    return [_row_of(row) for row in rows]


def _read_card(session: Session, content_set_id: int, now: datetime) -> ContentSetCard:
    stored = session.get(ContentSet, content_set_id) if is_catalog_id(content_set_id) else None
    if stored is None:
        raise InvalidSetting("id", f"there is no content set {content_set_id!r:.40}", SettingTrouble.GONE)
    access = UserContentAccess
    owners = select(func.count()).where(
        access.content_set_id == content_set_id,
        access.is_active,
        access.expires_at.is_(None) | (access.expires_at > now),
    )
    products = select(func.count()).where(ShopProduct.content_set_id == content_set_id)
    counted = session.execute(
        select(owners.scalar_subquery().label("owners"), products.scalar_subquery().label("products"))
    ).one()
    return ContentSetCard(
        id=stored.id,
        fields=_row_of(stored).fields,
        files=files_of(stored.file_ids, stored.content_type),
        owners=counted.owners,
        products=counted.products,
        rewards=len(_rewards_with(session, content_set_id)),
    )


def _row_of(stored: ContentSet) -> CatalogRow:
    return CatalogRow(stored.id, {name: getattr(stored, name) for name in CONTENT_SET.fields})


def _rewards_with(session: Session, content_set_id: int) -> list[int]:
    return [
        reward.id for reward in read_rewards(session) if reward.value.get("content_set_id") == content_set_id
    ]


def _is_used(session: Session, content_set_id: int) -> bool:
    """Return True if a member has or had it, or a product or reward refers to it."""
    key = LedgerEntry.idempotency_key
    used = session.execute(
        select(
            or_(
                exists().where(UserContentAccess.content_set_id == content_set_id),
                exists().where(ContentRight.content_set_id == content_set_id),
                exists().where(ShopProduct.content_set_id == content_set_id),
                # Purchases of it would meet these keys of earlier ones.
                exists().where(key >= f"purchase:{content_set_id}:", key < f"purchase:{content_set_id};"),
            )
        )
    ).scalar()
    return bool(used) or bool(_rewards_with(session, content_set_id))
