"""Looks into a database from outside, with sqlite3 and psql and none of our own code.

Values come as text that tells NULL, types and every byte apart.
"""

import json
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from tests.kit.postgres_server import PostgresServer

Row = tuple[str | None, ...]


class Inspection(ABC):
    """One database. `rows` of a table are sorted, so that two databases can be compared."""

    @abstractmethod
    def sql(self, statement: str) -> list[Row]:
        """Run one statement, commit, and return its rows as text."""

    @abstractmethod
    def columns(self) -> dict[str, list[str]]:
        """Every table with its columns, in their order."""

    @abstractmethod
    def schema(self) -> list[str]:
        """The definition of every table, index, constraint, type, sequence and operator, as sorted text."""

    @abstractmethod
    def _quoted(self, column: str) -> str:
        """SQL for a column's value as text to the byte."""

    def rows(self, table: str, columns: list[str]) -> list[Row]:
        """The table's rows, reduced to these columns, sorted."""
        return _in_order(self.sql(f"SELECT {', '.join(map(self._quoted, columns))} FROM {table}"))

    def data(self) -> dict[str, list[Row]]:
        """All rows of all tables."""
        return {table: self.rows(table, columns) for table, columns in self.columns().items()}

    def everything(self) -> tuple[list[str], dict[str, list[Row]]]:
        """Schema and data."""
        return self.schema(), self.data()

    def unique_indexes(self, table: str) -> set[tuple[str, ...]]:
        """The columns of the unique indexes of a table."""
        return {columns for columns, unique in self.indexes(table) if unique}

    @abstractmethod
    def indexes(self, table: str) -> list[tuple[tuple[str, ...], bool]]:
        """Columns and uniqueness of each index that is not the primary key's."""


class SqliteInspection(Inspection):
    def __init__(self, url: str) -> None:
        self.path = Path(make_url(url).database or "")

    def sql(self, statement: str) -> list[Row]:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            return [
                tuple(None if v is None else str(v) for v in row) for row in connection.execute(statement)
            ]

    def columns(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for table, column in self.sql(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
            "WHERE m.type = 'table' ORDER BY m.name, c.cid"
        ):
            found.setdefault(str(table), []).append(str(column))
        return found

    def schema(self) -> list[str]:
        found = self.sql("SELECT type || ' ' || name || ' ' || sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(str(row[0]) for row in found)

    def indexes(self, table: str) -> list[tuple[tuple[str, ...], bool]]:
        found = self.sql(
            "SELECT i.name, i.\"unique\", group_concat(c.name, ',') FROM "
            f"pragma_index_list('{table}') i, pragma_index_info(i.name) c "
            "WHERE i.origin <> 'pk' GROUP BY i.name"
        )
        return [(tuple(str(columns).split(",")), unique == "1") for _, unique, columns in found]

    def _quoted(self, column: str) -> str:
        return f'quote("{column}")'


class PostgresqlInspection(Inspection):
    def __init__(self, url: str, server: PostgresServer) -> None:
        self._database = make_url(url).database or ""
        self._server = server

    def sql(self, statement: str) -> list[Row]:
        if not statement.startswith("SELECT"):
            self._server.sql(statement, database=self._database)
            return []
        # As JSON: no separator of psql's could be told from one in a value.
        wrapped = f"SELECT coalesce(json_agg(to_json(q)), '[]') FROM ({statement}) q"
        text = self._server.sql(wrapped, database=self._database)
        # Pairs and not dicts: two columns may have the same name.
        found: list[list[tuple[str, Any]]] = json.loads(text, object_pairs_hook=list)
        return [tuple(None if v is None else str(v) for _, v in row) for row in found]

    def columns(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for table, column in self.sql(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        ):
            found.setdefault(str(table), []).append(str(column))
        return found

    def rows(self, table: str, columns: list[str]) -> list[Row]:
        return _rows(self._server.sql(self._rows_as_one_line(table, columns), database=self._database))

    def _rows_as_one_line(self, table: str, columns: list[str]) -> str:
        values = ", ".join(map(self._quoted, columns))
        return f"SELECT coalesce(jsonb_agg(jsonb_build_array({values})), '[]') FROM {table}"

    def data(self) -> dict[str, list[Row]]:
        # In one script: a psql for each table would take longer than what is tested.
        tables = self.columns()
        script = ";\n".join(self._rows_as_one_line(table, columns) for table, columns in tables.items())
        lines = self._server.script(script + ";", self._database).splitlines()
        return {table: _rows(line) for table, line in zip(tables, lines, strict=True)}

    def schema(self) -> list[str]:
        script = """
            SELECT 'column ' || concat_ws(' ', table_name, ordinal_position, column_name, data_type, udt_name,
                                          character_maximum_length, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public';
            SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public';
            SELECT 'constraint ' || concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace;
            SELECT 'enum ' || typname || ' ' || enumlabel || ' '
                   || rank() OVER (PARTITION BY enumtypid ORDER BY enumsortorder)
            FROM pg_enum JOIN pg_type t ON t.oid = enumtypid WHERE typnamespace = 'public'::regnamespace;
            SELECT 'trigger ' || pg_get_triggerdef(g.oid)
            FROM pg_trigger g JOIN pg_class c ON c.oid = tgrelid
            WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal;
            SELECT 'function ' || concat_ws(' ', oid::regprocedure, provolatile, prosrc)
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace;
            SELECT 'operator ' || concat_ws(' ', oid::regoperator, oprcode, oprnegate::regoperator)
            FROM pg_operator WHERE oprnamespace = 'public'::regnamespace;
            SELECT 'sequence ' || concat_ws(' ', sequencename, data_type, start_value, last_value)
            FROM pg_sequences WHERE schemaname = 'public';
        """
        return sorted(self._server.script(script, self._database).splitlines())

    def indexes(self, table: str) -> list[tuple[tuple[str, ...], bool]]:
        found = self.sql(
            "SELECT i.indisunique, string_agg(a.attname, ',' ORDER BY k.place) "
            f"FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k (n, place), pg_attribute a "
            f"WHERE i.indrelid = '{table}'::regclass AND a.attrelid = i.indrelid AND a.attnum = k.n "
            "AND NOT i.indisprimary GROUP BY i.indexrelid, i.indisunique"
        )
        return [(tuple(str(columns).split(",")), unique == "True") for unique, columns in found]

    def _quoted(self, column: str) -> str:
        return f'"{column}"::text'


def _rows(line: str) -> list[Row]:
    return _in_order([tuple(row) for row in json.loads(line)])


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [value or "" for value in row])
