"""The declarative registry of all tables, with one naming convention for constraints."""

from sqlalchemy import CheckConstraint, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .types import RowId

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Parent of every mapped table, the host bot's and ours."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


def one_of(column: str, *values: str) -> CheckConstraint:
    """CHECK that a VARCHAR holds one of `values`. Not a native enum: adding a value to one of those
    needs DDL that cannot run inside every transaction, and SQLite has none."""
    return CheckConstraint(
        f"{column} IN ({', '.join(repr(value) for value in values)})", name=f"{column}_known"
    )


def member_key() -> Mapped[int]:
    """Return the column of the member whom a row is about, and with whom it goes."""
    return mapped_column(RowId, ForeignKey("users.user_id", ondelete="CASCADE"))
