"""Edits of the catalog by admins: rewards with their conditions, content sets, products.

An edit is checked as a whole row, written in one transaction and logged with the admin's id. It applies to
the next update of this process.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.gamification import CatalogVersion, ContentSet, RewardCondition, ShopProduct
from ....database.tables.gamification import Reward as RewardRow
from ....database.upsert import insert_ignoring_conflicts
from ...clock import Clock, system_clock
from ..conditions import host_condition
from ..errors import InvalidSetting
from ..in_force import CATALOG_VERSION
from ..members.admins import Admins
from ..rules.catalog import check_content_set, check_product, check_reward
from ..rules.ids import is_catalog_id
from ..rules.rewards import Condition, ConditionType, HostCondition, Reward
from .snapshot import Catalog, read_rewards

log = structlog.get_logger(__name__)

T = TypeVar("T")
Row = RewardRow | ContentSet | ShopProduct
REWARD: dict[str, Any] = {
    "name": None, "description": None, "code": None, "reward_type": None, "reward_value": None,
    "is_repeatable": False, "is_secret": False, "claim_window_hours": 168, "is_active": True, "sort_order": 0,
}  # fmt: skip
CONTENT_SET: dict[str, Any] = {
    "name": None, "description": None, "code": None, "content_type": None, "tier": "FREE", "category": None,
    "file_ids": [], "is_active": True,
}  # fmt: skip
PRODUCT: dict[str, Any] = {
    "name": None, "description": None, "code": None, "content_set_id": None, "besitos_price": None,
    "vip_discount_percentage": 0, "vip_besitos_price": None, "tier": "FREE", "is_active": True,
    "sort_order": 0,
}  # fmt: skip
"""The fields that an admin edits, and their defaults in a new row."""
UNREACHABLE_LEVEL = 1_000_000_000
"""Older code, which knows no conditions of hosts, sees LEVEL_REACHED with this value in their place."""


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """A stored content set or product: its id, and its fields by name."""

    id: int
    fields: Mapping[str, Any]


class AdminCatalog(Catalog):
    """The catalog and all edits of it. They raise NotAllowed if the caller is not an admin, InvalidSetting
    for values out of range (nothing changes then), and DatabaseUnavailable."""

    def __init__(
        self,
        database: Database,
        clock: Clock = system_clock,
        admins: Admins | None = None,
        registered: Container[str] = (),
    ) -> None:
        """`registered`: the host's own conditions, which rewards may have."""
        super().__init__(database)
        self._registered = registered
        self._clock = clock
        self._admins = admins or Admins(database)

    async def create_reward(
        self, admin_id: int, *, conditions: Sequence[Condition] = (), **fields: Any
    ) -> Reward:
        """Add a reward with name, reward_type and reward_value (see docs/rules.md); other fields default to
        REWARD."""
        return await self._edit_reward(admin_id, None, _conditions(conditions), fields)

    async def update_reward(
        self, admin_id: int, reward_id: int, *, conditions: Sequence[Condition] | None = None, **fields: Any
    ) -> Reward:
        """Change fields of a reward; `conditions`, if given, replace its present ones."""
        given = None if conditions is None else _conditions(conditions)
        return await self._edit_reward(admin_id, reward_id, given, fields)

    async def set_conditions(self, admin_id: int, reward_id: int, conditions: Sequence[Condition]) -> Reward:
        """Replace all conditions of a reward. Without any, only an admin can grant it."""
        return await self.update_reward(admin_id, reward_id, conditions=conditions)

    async def create_content_set(self, admin_id: int, **fields: Any) -> CatalogRow:
        """Add a content set with name and content_type; other fields default to CONTENT_SET."""
        return await self._edit(admin_id, ContentSet, None, CONTENT_SET, check_content_set, fields)

    async def update_content_set(self, admin_id: int, content_set_id: int, **fields: Any) -> CatalogRow:
        """Change fields of a content set; `file_ids` is the whole new list."""
        return await self._edit(admin_id, ContentSet, content_set_id, CONTENT_SET, check_content_set, fields)

    async def create_product(self, admin_id: int, **fields: Any) -> CatalogRow:
        """Add a product with name, content_set_id and besitos_price; other fields default to PRODUCT."""
        return await self._edit(admin_id, ShopProduct, None, PRODUCT, check_product, fields)

    async def update_product(self, admin_id: int, product_id: int, **fields: Any) -> CatalogRow:
        """Change fields of a product."""
        return await self._edit(admin_id, ShopProduct, product_id, PRODUCT, check_product, fields)

    async def content_sets(self) -> list[CatalogRow]:
        """Return every content set, as stored."""
        return await self._database.read(_rows, ContentSet, CONTENT_SET)

    async def products(self) -> list[CatalogRow]:
        """Return every product, as stored."""
        return await self._database.read(_rows, ShopProduct, PRODUCT)

    async def _edit_reward(
        self,
        admin_id: int,
        reward_id: int | None,
        conditions: tuple[Condition, ...] | None,
        fields: Mapping[str, Any],
    ) -> Reward:
        await self._admins.require(admin_id)
        before, after, reward = await self._write(
            _write_reward, reward_id, conditions, self._registered, fields, self._clock()
        )
        _log(admin_id, "rewards", reward.id, before, after)
        return reward

    async def _edit(
        self,
        admin_id: int,
        table: type[ContentSet] | type[ShopProduct],
        row_id: int | None,
        editable: Mapping[str, Any],
        check: Callable[[Mapping[str, Any]], None],
        fields: Mapping[str, Any],
    ) -> CatalogRow:
        await self._admins.require(admin_id)
        before, row = await self._write(_write_row, table, row_id, editable, check, fields, self._clock())
        _log(admin_id, table.__tablename__, row.id, before, row.fields)
        return row

    async def _write(self, work: Callable[..., T], *args: Any) -> T:
        try:
            return await self._database.write(work, *args)
        except IntegrityError as error:  # another admin took the name just now
            raise InvalidSetting("name", "is taken, or its code is") from error
        finally:  # also after a cancellation: the edit may have been committed
            self.invalidate()


def _conditions(given: object) -> tuple[Condition, ...]:
    if not isinstance(given, list | tuple):
        raise InvalidSetting("conditions", f"must be a list of conditions, not {given!r:.40}")
    return tuple(_condition(one) for one in given)


def _condition(given: Any) -> Any:
    """Let a host write the name of its own condition as a plain text."""
    kind: object = given.type if isinstance(given, Condition) else None
    own = host_condition(kind) if type(kind) is str else None
    return given if own is None else replace(given, type=own)


def _stored(condition: Condition) -> dict[str, Any]:
    kind, value = condition.type, condition.value
    if not isinstance(kind, HostCondition):
        return {"condition_type": kind.value, "condition_value": value}
    stored = {"condition_type": ConditionType.LEVEL_REACHED.value, "condition_value": UNREACHABLE_LEVEL}
    return stored | {"host_type": str(kind), "host_value": value}


def _log(admin_id: int, table: str, row_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    log.info(
        "catalog_changed",
        admin_id=admin_id,
        table=table,
        id=row_id,
        changes={
            name: [before.get(name), value] for name, value in after.items() if before.get(name) != value
        },
    )


def _write_reward(
    session: Session,
    reward_id: int | None,
    conditions: tuple[Condition, ...] | None,
    registered: Container[str],
    fields: Mapping[str, Any],
    now: datetime,
) -> tuple[dict[str, Any], dict[str, Any], Reward]:
    version = session.execute(select(CATALOG_VERSION)).scalar_one()
    known = {reward.id: reward for reward in read_rewards(session)}
    stored = known.get(reward_id) if type(reward_id) is int else None
    before_conditions = stored.conditions if stored is not None else ()
    wanted = before_conditions if conditions is None else conditions
    # What the reward has already may stay, also where the host has forgotten to register it.
    allowed = registered if stored is None or conditions is not None else stored.host_conditions

    def check(merged: Mapping[str, Any]) -> None:
        check_reward(merged, wanted, allowed)

    before, row = _write_row(session, RewardRow, reward_id, REWARD, check, fields, now)
    value = row.fields["reward_value"]
    if "content_set_id" in value and session.get(ContentSet, value["content_set_id"]) is None:
        raise InvalidSetting("reward_value", f"there is no content set {value['content_set_id']}")
    if conditions is not None:
        session.execute(delete(RewardCondition).where(RewardCondition.reward_id == row.id))
        session.add_all(
            RewardCondition(
                reward_id=row.id,
                condition_group=condition.group,
                sort_order=n,
                created_at=now,
                **_stored(condition),
            )
            for n, condition in enumerate(conditions)
        )
        session.flush()
    _raise_version(session, version)
    reward = next(reward for reward in read_rewards(session) if reward.id == row.id)
    return (
        before | {"conditions": [str(condition) for condition in before_conditions]},
        dict(row.fields) | {"conditions": [str(condition) for condition in reward.conditions]},
        reward,
    )


def _write_row(
    session: Session,
    table: type[Row],
    row_id: int | None,
    editable: Mapping[str, Any],
    check: Callable[[Mapping[str, Any]], None],
    fields: Mapping[str, Any],
    now: datetime,
) -> tuple[dict[str, Any], CatalogRow]:
    for name in fields:
        if name not in editable:
            raise InvalidSetting(name, f"is not a field; the fields are {', '.join(editable)}")
    stored: Any = None
    before: dict[str, Any] = {}
    if row_id is not None:
        stored = session.get(table, row_id) if is_catalog_id(row_id) else None
        if stored is None:
            raise InvalidSetting("id", f"there is no row {row_id!r:.40} in {table.__tablename__}")
        before = {name: getattr(stored, name) for name in editable}
    merged = {**editable, **before, **fields}
    check(merged)
    _refuse_taken_names(session, table, row_id, merged)
    if merged.get("content_set_id") is not None or table is ShopProduct:
        _require_content_set(session, merged["content_set_id"])
    if stored is None:
        stored = table(**merged, created_at=now, updated_at=now, **_not_editable(table))
        session.add(stored)
    else:
        for name, value in fields.items():
            setattr(stored, name, value)
        stored.updated_at = now
    session.flush()
    return before, CatalogRow(stored.id, merged)


def _raise_version(session: Session, before: int) -> None:
    # Triggers do this for every writer of these tables; a rebuilt table may have lost its triggers.
    if not before:
        session.execute(insert_ignoring_conflicts(session, CatalogVersion, "id").values(id=1, version=0))
    session.execute(
        update(CatalogVersion)
        .where(CatalogVersion.id == 1, CatalogVersion.version == before)
        .values(version=CatalogVersion.version + 1)
        .execution_options(synchronize_session=False)
    )


def _not_editable(table: type[Row]) -> dict[str, Any]:
    return {"purchase_count": 0} if table is ShopProduct else {}


def _refuse_taken_names(session: Session, table: Any, row_id: int | None, merged: Mapping[str, Any]) -> None:
    for name in ("code", "name") if table is RewardRow else ("code",):
        if merged[name] is None:
            continue
        taken = session.scalars(select(table.id).where(getattr(table, name) == merged[name])).all()
        if [other for other in taken if other != row_id]:
            raise InvalidSetting(name, f"{merged[name]!r:.60} is taken")


def _require_content_set(session: Session, content_set_id: Any) -> None:
    if not is_catalog_id(content_set_id) or session.get(ContentSet, content_set_id) is None:
        raise InvalidSetting("content_set_id", f"there is no content set {content_set_id!r:.40}")


def _rows(session: Session, table: Any, editable: Mapping[str, Any]) -> list[CatalogRow]:
    return [
        CatalogRow(row.id, {name: getattr(row, name) for name in editable})
        for row in session.scalars(select(table).order_by(table.id))
    ]
