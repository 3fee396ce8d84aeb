"""How admins edit rows of the catalog: a row is checked as a whole, written and recorded in the audit log in
one transaction, and logged with the admin's id. It applies to the next update of this process."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.gamification import AuditEntry, ContentSet, ShopProduct
from ....database.tables.gamification import Reward as RewardRow
from ...clock import Clock, system_clock
from ..audit import Change, by_admin, record
from ..errors import ChangedMeanwhile, InvalidSetting, SettingTrouble
from ..members.admins import Admins
from ..rules.ids import MAX_ID, at_most, is_catalog_id
from .snapshot import Catalog

log = structlog.get_logger(__name__)

T = TypeVar("T")
Row = RewardRow | ContentSet | ShopProduct
MAX_ROWS = 100
CREATED, EDITED, DELETED = "created", "edited", "deleted"
"""What was done to a row, in the audit log."""


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """A stored content set or product: its id, and its fields by name."""

    id: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row that admins edit. The audit log calls a row by `subject` and its id ("product 7").
    `fields` are those that may be edited, with their defaults in a new row; `unedited`, the other ones of a
    new row. `check` raises InvalidSetting for a whole row."""

    subject: str
    table: type[Row]
    fields: Mapping[str, Any]
    check: Callable[[Mapping[str, Any]], None]
    unique: tuple[str, ...] = ("code",)
    unedited: tuple[tuple[str, Any], ...] = ()


class RowEdits(Catalog):
    """What the edits of all kinds of rows share. They raise NotAllowed if the caller is not an admin,
    InvalidSetting for values out of range, ChangedMeanwhile if a field of `expected` (the fields that the
    admin was shown) holds another value by now; nothing changes then. They also raise DatabaseUnavailable."""

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

    async def _edit(
        self,
        admin_id: int,
        kind: Kind,
        row_id: int | None,
        fields: Mapping[str, Any],
        expected: Mapping[str, Any] | None = None,
    ) -> CatalogRow:
        """Edit one row, or create it if `row_id` is None."""
        await self._admins.require(admin_id)
        before, row = await self._write(_edit_row, admin_id, kind, row_id, fields, expected, self._clock())
        log_edit(admin_id, kind, row.id, before, row.fields)
        return row

    async def _delete(
        self,
        admin_id: int,
        kind: Kind,
        row_id: int,
        is_used: Callable[[Session, int], bool],
        expected: Mapping[str, Any] | None,
    ) -> bool:
        """Delete a row, or hide it if `is_used`. Returns True if it was deleted."""
        await self._admins.require(admin_id)
        before, after = await self._write(
            _delete_row, admin_id, kind, row_id, is_used, expected, self._clock()
        )
        log_edit(admin_id, kind, row_id, before, after)
        return not after

    async def _write(self, work: Callable[..., T], *args: Any) -> T:
        try:
            return await self._database.write(work, *args)
        except IntegrityError as error:  # another admin took the name just now
            raise InvalidSetting("name", "is taken, or its code is", SettingTrouble.TAKEN) from error
        finally:  # also after a cancellation: the edit may have been committed
            self.invalidate()


def _edit_row(
    session: Session,
    admin_id: int,
    kind: Kind,
    row_id: int | None,
    fields: Mapping[str, Any],
    expected: Mapping[str, Any] | None,
    now: datetime,
) -> tuple[Mapping[str, Any], CatalogRow]:
    stored = None if row_id is None else lock_row(session, kind, row_id)
    before, row = write_row(session, kind, stored, fields, now, expected=expected)
    record_edit(session, admin_id, kind, row.id, before, row.fields, now)
    return before, row


def _delete_row(
    session: Session,
    admin_id: int,
    kind: Kind,
    row_id: int,
    is_used: Callable[[Session, int], bool],
    expected: Mapping[str, Any] | None,
    now: datetime,
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the fields before, and those of the hidden row: none if it was deleted."""
    stored = lock_row(session, kind, row_id, to_delete=True)
    if is_used(session, row_id):
        before, row = write_row(session, kind, stored, {"is_active": False}, now, expected=expected)
        record_edit(session, admin_id, kind, row_id, before, row.fields, now)
        return before, row.fields
    before = {name: getattr(stored, name) for name in kind.fields}
    check_expected(before, expected)
    session.delete(stored)
    session.flush()
    record_deletion(session, admin_id, kind, row_id, before, now)
    return before, {}


def lock_row(session: Session, kind: Kind, row_id: object, *, to_delete: bool = False) -> Any:
    """Return a stored row, which nobody else changes until the commit; with `to_delete`, nobody refers to it
    anew either. Raises InvalidSetting if there is none. One statement."""
    stored = None
    if is_catalog_id(row_id):
        # SQLite has the lock already. On PostgreSQL an edit lets members' foreign keys refer to the row.
        lock: Any = True if to_delete else {"key_share": True}
        stored = session.get(kind.table, row_id, populate_existing=True, with_for_update=lock)
    if stored is None:
        raise InvalidSetting(
            "id", f"there is no row {row_id!r:.40} in {kind.table.__tablename__}", SettingTrouble.GONE
        )
    return stored


def check_expected(before: Mapping[str, Any], expected: Mapping[str, Any] | None) -> None:
    """Raises ChangedMeanwhile for the first of the fields shown that holds another value by now."""
    if expected is not None and not isinstance(expected, Mapping):
        raise InvalidSetting(
            "expected", f"must hold fields by name, not {expected!r:.40}", SettingTrouble.WRONG_KIND
        )
    for name, shown in (expected or {}).items():
        if name not in before:
            raise InvalidSetting(
                f"{name!s:.40}",
                f"is not a field; the fields are {', '.join(before)}",
                SettingTrouble.UNKNOWN_FIELD,
            )
        if before[name] != shown:
            raise ChangedMeanwhile(name, before[name])


def write_row(
    session: Session,
    kind: Kind,
    stored: Any,
    fields: Mapping[str, Any],
    now: datetime,
    *,
    check: Callable[[Mapping[str, Any]], None] | None = None,
    expected: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], CatalogRow]:
    """Change fields of a locked row, or create one if `stored` is None. Returns the fields before (none of a
    new row) and the row. `check` is used instead of the kind's own."""
    editable = kind.fields
    for name in fields:
        if name not in editable:
            raise InvalidSetting(
                name, f"is not a field; the fields are {', '.join(editable)}", SettingTrouble.UNKNOWN_FIELD
            )
    before = {} if stored is None else {name: getattr(stored, name) for name in editable}
    check_expected(before, expected)
    merged = {**editable, **before, **fields}
    (check or kind.check)(merged)
    _refuse_taken_names(session, kind, None if stored is None else stored.id, merged)
    if kind.table is ShopProduct:
        _require_content_set(session, merged["content_set_id"])
    if stored is None:
        stored = kind.table(
            **merged, created_at=now, updated_at=now, **dict(kind.unedited), **_new_id(session, kind)
        )
        session.add(stored)
    else:
        for name, value in fields.items():
            setattr(stored, name, value)
        stored.updated_at = now
    session.flush()
    return before, CatalogRow(stored.id, merged)


def _new_id(session: Session, kind: Kind) -> dict[str, int]:
    """Return the id of a new row where the database would choose that of a deleted one: members' old buttons
    carry ids."""
    if session.connection().dialect.name != "sqlite":
        return {}
    table: Any = kind.table
    prefix = f"{kind.subject} "
    deleted = session.scalars(
        select(AuditEntry.subject).where(
            AuditEntry.what == DELETED, AuditEntry.subject.startswith(prefix, autoescape=True)
        )
    )
    numbers = [text.removeprefix(prefix) for text in deleted]
    newest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return {"id": max(newest, session.scalar(select(func.max(table.id))) or 0) + 1} if newest else {}


def record_edit(
    session: Session,
    admin_id: int,
    kind: Kind,
    row_id: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
) -> None:
    """Record the fields that changed in the audit log, none of `before` for a new row; one statement, or none
    if nothing changed."""
    changed = [name for name, value in after.items() if name not in before or before[name] != value]
    if changed:
        change = Change(
            EDITED if before else CREATED,
            f"{kind.subject} {row_id}",
            {name: _as_json(before[name]) for name in changed} if before else None,
            {name: _as_json(after[name]) for name in changed},
        )
        record(session, by_admin(admin_id), [change], now)


def record_deletion(
    session: Session, admin_id: int, kind: Kind, row_id: int, before: Mapping[str, Any], now: datetime
) -> None:
    """Record the fields of a row that is no more; one statement."""
    fields = {name: _as_json(value) for name, value in before.items()}
    change = Change(DELETED, f"{kind.subject} {row_id}", fields, None)
    record(session, by_admin(admin_id), [change], now)


def log_edit(
    admin_id: int, kind: Kind, row_id: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Log a committed edit."""
    log.info(
        "catalog_changed",
        admin_id=admin_id,
        table=kind.table.__tablename__,
        id=row_id,
        changes={
            name: [before.get(name), value] for name, value in after.items() if before.get(name) != value
        },
    )


def checked_page(offset: object, limit: object) -> tuple[int, int]:
    """Return a page's offset and limit, at most MAX_ROWS. Raises ValueError for what is no such number."""
    if type(offset) is not int or offset < 0:
        raise ValueError(f"an offset is a whole number from 0, not {offset!r:.40}")
    return min(offset, MAX_ID), at_most(limit, MAX_ROWS)


def read_rows(session: Session, kind: Kind) -> list[CatalogRow]:
    """Read every row, as stored; one statement."""
    table: Any = kind.table
    return [
        CatalogRow(row.id, {name: getattr(row, name) for name in kind.fields})
        for row in session.scalars(select(table).order_by(table.id))
    ]


def _as_json(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _refuse_taken_names(session: Session, kind: Kind, row_id: int | None, merged: Mapping[str, Any]) -> None:
    table: Any = kind.table
    for name in kind.unique:
        if merged[name] is None:
            continue
        taken = session.scalars(select(table.id).where(getattr(table, name) == merged[name])).all()
        if [other for other in taken if other != row_id]:
            raise InvalidSetting(name, f"{merged[name]!r:.60} is taken", SettingTrouble.TAKEN)


def _require_content_set(session: Session, content_set_id: Any) -> None:
    if not is_catalog_id(content_set_id) or session.get(ContentSet, content_set_id) is None:
        raise InvalidSetting(
            "content_set_id", f"there is no content set {content_set_id!r:.40}", SettingTrouble.GONE
        )
