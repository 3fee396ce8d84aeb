"""Inspects a database of any age and adds what is missing to it.

It is frozen like the revisions that load it: a revision must do the same to every database. A later revision
that needs more brings its own file.
"""

import logging
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

log = logging.getLogger("alembic.besitos")

# INTEGER PRIMARY KEY is an alias of the rowid on SQLite; BIGINT there is not.
RowId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def new_metadata() -> sa.MetaData:
    return sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def one_of(column: str, *values: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(map(repr, values))})", name=f"{column}_known")


def utc_now() -> datetime:
    """The tables hold UTC without a zone, in both kinds of database."""
    return datetime.now(UTC).replace(tzinfo=None)


def note(text: str) -> None:
    """Report a step; `besitos upgrade` prints it."""
    log.info(text)
    _told("steps").append(text)


def moved(table: str, rows: int) -> None:
    """Report how many duplicates were moved out of the table."""
    note(f"moved {rows} duplicate {'row' if rows == 1 else 'rows'} of {table} to gamification_upgrade_log")
    _told("moved").append((table, rows))


def refuse(reason: str) -> None:
    """Stop with one line for people; the transaction rolls back."""
    raise CommandError(reason)


def _told(what: str) -> list[Any]:
    config = op.get_context().config
    return [] if config is None else config.attributes.setdefault(what, [])


class Column:
    """A column that is there: its type as the database spells it, and whether that is a native enum."""

    def __init__(self, type_: str, not_null: bool, enum: bool) -> None:
        self.type = type_
        self.not_null = not_null
        self.enum = enum


class Index:
    """An index that is there, over plain columns and all rows. A primary key is one without a name."""

    def __init__(self, name: str | None, columns: tuple[str, ...], unique: bool, droppable: bool) -> None:
        self.name = name
        self.columns = columns
        self.unique = unique
        self.droppable = droppable  # False where it belongs to a constraint


class Found:
    """What is in the database now: `tables[name][column]`, `indexes[table]`, and every index's name."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Column]] = defaultdict(dict)
        self.indexes: dict[str, list[Index]] = defaultdict(list)
        self.index_names: set[str] = set()
        bind = op.get_bind()
        self._look_at_sqlite(bind) if bind.dialect.name == "sqlite" else self._look_at_postgresql(bind)

    def has_unique(self, table: str, columns: tuple[str, ...]) -> bool:
        """True where a unique index over these columns, or over some of them, rules duplicates out."""
        return any(i.unique and set(i.columns) <= set(columns) for i in self.indexes[table])

    def has_index(self, table: str, columns: tuple[str, ...], unique: bool) -> bool:
        return any(i.columns == columns and i.unique >= unique for i in self.indexes[table])

    def _look_at_sqlite(self, bind: sa.Connection) -> None:
        keys = defaultdict(list)
        for table, column, type_, not_null, key in bind.exec_driver_sql(
            """SELECT m.name, c.name, c.type, c."notnull", c.pk
               FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"""
        ):
            self.tables[table][column] = Column(type_.upper(), bool(not_null), False)
            if key:
                keys[table].append((key, column))
        for table, columns in keys.items():
            self.indexes[table].append(Index(None, tuple(c for _, c in sorted(columns)), True, False))
        plain = defaultdict(list)
        for table, name, unique, origin, partial, column in bind.exec_driver_sql(
            """SELECT m.name, i.name, i."unique", i.origin, i.partial, c.name
               FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
               WHERE m.type = 'table' ORDER BY m.name, i.seq, c.seqno"""
        ):
            self.index_names.add(name)
            plain[table, name, bool(unique), origin == "c", bool(partial)].append(column)
        for (table, name, unique, droppable, partial), columns in plain.items():
            if not partial and None not in columns:
                self.indexes[table].append(Index(name, tuple(map(str, columns)), unique, droppable))

    def _look_at_postgresql(self, bind: sa.Connection) -> None:
        for table, column, type_, not_null, enum in bind.exec_driver_sql(
            """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                      t.typtype = 'e'
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
               WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
                 AND a.attnum > 0 AND NOT a.attisdropped"""
        ):
            self.tables[table][column] = Column(type_, not_null, enum)
        for table, name, unique, primary, droppable, plain, columns in bind.exec_driver_sql(
            """SELECT c.relname, x.relname, i.indisunique, i.indisprimary,
                      NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid),
                      i.indpred IS NULL AND i.indexprs IS NULL AND i.indisvalid,
                      (SELECT string_agg(a.attname, ',' ORDER BY k.place)
                       FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)
                       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                       WHERE k.place <= i.indnkeyatts)
               FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema()"""
        ):
            self.index_names.add(name)
            if plain and columns:
                self.indexes[table].append(
                    Index(None if primary else name, tuple(columns.split(",")), unique, droppable)
                )


def make_missing_tables(metadata: sa.MetaData, found: Found, *, but: tuple[str, ...] = ()) -> None:
    """Make each table of `metadata` that is not there, in the order of their foreign keys."""
    made = [t for t in metadata.sorted_tables if t.name not in found.tables and t.name not in but]
    for table in made:
        table.create(op.get_bind())
    if made:
        note(f"made the tables {', '.join(table.name for table in made)}")


def require_columns(found: Found, table: str, *columns: str) -> None:
    """Refuse a table that is there and lacks one of the columns, naming it."""
    if table in found.tables:
        missing = [column for column in columns if column not in found.tables[table]]
        if missing:
            refuse(
                f"the table {table} has no column {' and no column '.join(missing)}: "
                "this is not a database of the host bot that Besitos knows"
            )


def add_missing_columns(table: sa.Table, found: Found) -> None:
    """Add the nullable columns that an older table lacks; another missing column is refused."""
    present = found.tables.get(table.name)
    if present is None:
        return
    missing = [column for column in table.columns if column.name not in present]
    require_columns(found, table.name, *(column.name for column in missing if not column.nullable))
    for column in missing:
        op.add_column(table.name, sa.Column(column.name, column.type, nullable=True))
    if missing:
        note(f"added {', '.join(f'{table.name}.{column.name}' for column in missing)}")


def add_missing_index(found: Found, name: str, table: str, columns: tuple[str, ...], *, unique: bool) -> None:
    """Make the index unless one over the same columns exists under any name."""
    if table not in found.tables or found.has_index(table, columns, unique):
        return
    if name in found.index_names:  # taken by another index, which is not ours to drop
        name += "_besitos"
    op.create_index(name, table, list(columns), unique=unique)
    note(f"made {'unique ' if unique else ''}index {name} on {table} ({', '.join(columns)})")


def restart_sequences_past_rows(found: Found, tables: list[str], *, tell: bool = True) -> None:
    """PostgreSQL: let no sequence of these tables give an id that a row already has.

    ALTER SEQUENCE and not setval(), which would stay behind when the transaction rolls back.
    """
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    owned = bind.exec_driver_sql(
        """SELECT c.relname, a.attname, s.oid::regclass::text
           FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
           JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
           JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
             AND d.deptype IN ('a', 'i') AND n.nspname = current_schema()"""
    ).all()
    owned = [row for row in owned if row[0] in tables and row[0] in found.tables]
    if not owned:
        return
    quoted = bind.dialect.identifier_preparer.quote
    behind = " UNION ALL ".join(
        f"SELECT '{sequence}', (SELECT max({quoted(column)}) FROM {quoted(table)}) AS highest, "
        f"last_value + is_called::int AS next FROM {sequence}"
        for table, column, sequence in owned
    )
    for sequence, highest, following in bind.exec_driver_sql(behind).all():
        if highest is not None and highest >= following:
            op.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {highest + 1}")
            if tell:
                note(f"moved the sequence {sequence} past the rows, to {highest + 1}")
