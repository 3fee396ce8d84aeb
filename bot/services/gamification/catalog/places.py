"""The creator's order of rows: a row changes places with its neighbour; part of a unit of work."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..errors import InvalidSetting, SettingTrouble
from .row_edits import Kind, record_edit

Moved = tuple[int, Mapping[str, Any], Mapping[str, Any]]
"""The id of a row, and its order before and after."""


def change_places(
    session: Session, admin_id: int, kind: Kind, row_id: int, up: bool, now: datetime
) -> Sequence[Moved]:
    """Let a row change places with the one before it (`up`) or after it, and record each row that got another
    order: two, unless several had the same. Returns those, none if there is no neighbour. Raises
    InvalidSetting if there is no such row."""
    table: Any = kind.table
    locked = select(table).order_by(table.id).with_for_update(key_share=True)
    rows = sorted(session.scalars(locked), key=lambda row: (row.sort_order, row.id))
    place = next((n for n, row in enumerate(rows) if row.id == row_id), None)
    if place is None:
        where = table.__tablename__
        raise InvalidSetting("id", f"there is no row {row_id!r:.40} in {where}", SettingTrouble.GONE)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return []
    orders = [row.sort_order for row in rows]
    if len(set(orders)) < len(orders):  # equal ones are ordered by id, which cannot change places
        orders = list(range(1, len(rows) + 1))
    rows[place], rows[other] = rows[other], rows[place]
    moved: list[Moved] = []
    for row, order in zip(rows, orders, strict=True):
        if row.sort_order != order:
            before, after = {"sort_order": row.sort_order}, {"sort_order": order}
            row.sort_order, row.updated_at = order, now
            record_edit(session, admin_id, kind, row.id, before, after, now)
            moved.append((row.id, before, after))
    session.flush()
    return moved
