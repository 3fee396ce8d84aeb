"""Statements that are compiled once: what units of work send again and again goes to the driver as a text and
a tuple, without SQLAlchemy's work for each execution. docs/decisions/0100 has the measurements.

A statement is recognised by its identity, so only those that live longer than a call are kept: constants of
modules, and what a cached function built.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from weakref import ref

from sqlalchemy import Executable, Row, TextualSelect
from sqlalchemy.engine import Dialect, ScalarResult
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData, result_tuple
from sqlalchemy.exc import MultipleResultsFound, NoResultFound, SQLAlchemyError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any] | None


class KeptResult:
    """The rows of a kept statement, with the calls of SQLAlchemy's Result that units use; `rowcount` as
    the driver tells it."""

    __slots__ = ("_names", "_rows", "rowcount")

    def __init__(self, names: Sequence[str], rows: list[Row[Any]], rowcount: int) -> None:
        self._names = names
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Row[Any]]:
        return iter(self._rows)

    def all(self) -> list[Row[Any]]:
        """Return all rows."""
        return self._rows

    def first(self) -> Row[Any] | None:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Row[Any] | None:
        """Return the only row, or None if there is none. Raises MultipleResultsFound."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self._rows[0] if self._rows else None

    def one(self) -> Row[Any]:
        """Return the only row. Raises NoResultFound and MultipleResultsFound."""
        row = self.one_or_none()
        if row is None:
            raise NoResultFound("No row was found when one was required")
        return row

    def scalar(self) -> Any:
        """Return the first value of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one_or_none(self) -> Any:
        """Return the first value of the only row, or None if there is none. Raises MultipleResultsFound."""
        row = self.one_or_none()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """Return the first value of the only row. Raises NoResultFound and MultipleResultsFound."""
        return self.one()[0]

    def scalars(self) -> "ScalarResult[Any]":
        """Return the first values of all rows."""
        return self._whole().scalars()

    def _whole(self) -> IteratorResult[Any]:
        return IteratorResult(SimpleResultMetaData(self._names), iter(self._rows))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole(), name)


class Kept:
    """A compiled statement for one dialect."""

    __slots__ = (
        "_by_name",
        "_columns",
        "_described",
        "_dialect",
        "_exactly",
        "_keys",
        "_names",
        "_processors",
        "_row",
        "_values",
        "sql",
        "statement",
    )

    def __init__(
        self,
        statement: ClauseElement,
        sql: str,
        names: Sequence[tuple[str, Processor]],
        values: Mapping[str, Any],
        columns: Sequence[tuple[str, TypeEngine[Any]]],
        dialect: Dialect,
    ) -> None:
        self.statement = ref(statement)
        self.sql = sql
        self._names = tuple(names)
        self._values = values
        self._columns = columns
        self._by_name = isinstance(statement, TextualSelect) and not statement.positional
        self._exactly = {name for name, _ in names} if isinstance(statement, UpdateBase) else None
        """What SQLAlchemy is given for another column changes the text of such a statement."""
        self._dialect = dialect
        self._processors: list[tuple[int, Callable[[Any], Any]]] = []
        self._row: Callable[[tuple[Any, ...]], Row[Any]] | None = None
        self._keys: tuple[str, ...] = ()
        self._described: Sequence[Sequence[Any]] | None = None
        """What names the columns of a text that does not: a table may be made anew with others."""

    def parameters(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values in the order of the text, as the driver takes them. Raises KeyError for a
        missing one, and for one that is not in the text of an INSERT or UPDATE."""
        if self._exactly is not None and not given.keys() <= self._exactly:
            raise KeyError(*(given.keys() - self._exactly))
        values = self._values
        return tuple(
            [
                (given[name] if name in given else values[name])
                if process is None
                else process(given[name] if name in given else values[name])
                for name, process in self._names
            ]
        )

    def result(
        self, rows: Sequence[Any], description: Sequence[Sequence[Any]] | None, rowcount: int
    ) -> KeptResult:
        """Return the result of an execution: its rows, the cursor's description of them, and how many rows
        it changed."""
        if description is None:
            return KeptResult((), [], rowcount)
        if self._row is None or (not self._columns and description != self._described):
            self._describe(description)
        row = self._row
        assert row is not None
        if not self._processors:
            return KeptResult(self._keys, [row(values) for values in rows], rowcount)
        made = []
        for values in rows:
            ready = list(values)
            for n, process in self._processors:
                ready[n] = process(ready[n])
            made.append(row(tuple(ready)))
        return KeptResult(self._keys, made, rowcount)

    def _describe(self, description: Sequence[Sequence[Any]]) -> None:
        self._described = description
        names = [column[0] for column in description]
        if self._by_name:
            kinds = dict(self._columns)
            columns = [(n, kinds[name]) for n, name in enumerate(names) if name in kinds]
        else:
            names[: len(self._columns)] = [name for name, _ in self._columns]
            columns = [(n, kind) for n, (_, kind) in enumerate(self._columns)]
        processors = [
            (n, kind.dialect_impl(self._dialect).result_processor(self._dialect, description[n][1]))
            for n, kind in columns
        ]
        self._processors = [(n, process) for n, process in processors if process is not None]
        self._keys = tuple(names)
        self._row = result_tuple(names)


class KeptStatements:
    """The kept statements of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._kept: dict[int, Kept | None] = {}
        """None: this statement is not one that can be kept."""
        self._seen: dict[int, ref[Executable]] = {}

    def find(self, statement: Executable) -> Kept | None:
        """Return the statement as it was kept; from its second execution on, if it can be."""
        key = id(statement)
        kept = self._kept.get(key)
        if kept is not None:
            return kept if kept.statement() is statement else None  # type: ignore[comparison-overlap]
        if key in self._kept:
            return None
        seen = self._seen.get(key)
        if seen is None or seen() is not statement:
            self._seen[key] = ref(statement, lambda _: self._forget(key))
            return None
        self._kept[key] = kept = _compiled(statement, self._dialect)
        return kept

    def _forget(self, key: int) -> None:
        self._seen.pop(key, None)
        self._kept.pop(key, None)


def _compiled(statement: Executable, dialect: Dialect) -> Kept | None:
    """Compile a statement, or return None if it means more than its text: entities of the ORM, a list of
    values whose length differs each time, values that a table gives by itself or a function returns,
    two columns of one name."""
    if not isinstance(statement, ClauseElement) or _has_entities(statement):
        return None
    columns = [(str(column.key), column.type) for column in getattr(statement, "exported_columns", ())]
    if len({name for name, _ in columns}) < len(columns):
        return None
    try:
        compiled = statement.compile(dialect=dialect)
    except SQLAlchemyError:
        return None
    if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
        return None
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    if any(bind.callable is not None for bind in compiled.binds.values()):
        return None
    values = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    names = []
    for name in compiled.positiontup:
        bind = compiled.binds.get(name)
        if bind is None:
            return None
        names.append((name, bind.type.dialect_impl(dialect).bind_processor(dialect)))
    return Kept(statement, str(compiled), names, values, columns, dialect)


def _has_entities(statement: ClauseElement) -> bool:
    described = getattr(statement, "column_descriptions", ())
    return any(one.get("entity") is not None and one["entity"] is one["expr"] for one in described)
