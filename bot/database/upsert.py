"""INSERT ... ON CONFLICT in the dialect of the session's database."""

from typing import Any, cast

from sqlalchemy import FromClause
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from .tables.metadata import Table

# The Insert classes of both dialects have the same methods, but no common base class with them.
Insert = PostgresqlInsert


def insert_into(session: Session, table: type[Table]) -> Insert:
    """An INSERT with `on_conflict_do_nothing`, `on_conflict_do_update` and `excluded`."""
    return insert_in_dialect(session.get_bind().dialect.name, table)


def insert_in_dialect(name: str, table: type[Table] | FromClause) -> Insert:
    """The same for a dialect, "sqlite" or "postgresql", for statements that are built once and kept."""
    made: Any = postgresql_insert(table) if name == "postgresql" else sqlite_insert(table)  # type: ignore[arg-type]
    return cast(Insert, made)


def insert_ignoring_conflicts(session: Session, table: type[Table], *columns: str) -> Insert:
    """An INSERT that leaves out rows whose `columns` are there already; RETURNING gives only new ones."""
    return insert_into(session, table).on_conflict_do_nothing(index_elements=list(columns))
