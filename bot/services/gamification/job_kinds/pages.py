"""Pages for kinds of jobs that process all rows of one table by its integer key."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ...jobs import Page


def page_by(session: Session, key: InstrumentedAttribute[int], after: int, size: int) -> Page | None:
    """Return the next `size` rows of the key's table."""
    keys = select(key.label("key")).where(key > after).order_by(key).limit(size).subquery()
    highest, rows = session.execute(select(func.max(keys.c.key), func.count()).select_from(keys)).one()
    return Page(after, highest, rows) if rows else None


def within(page: Page, key: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a row is on this page."""
    return (key > page.after) & (key <= page.last)


def count_rows(session: Session, table: type[Any]) -> int:
    """Count all rows of a table."""
    return session.execute(select(func.count()).select_from(table)).scalar_one()
