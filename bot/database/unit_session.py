"""What a unit of work gets: a thin session on one connection. docs/decisions/0100 says why.

It costs nothing until it is used. Statements that are sent again and again are compiled once; everything else
goes through a Session of SQLAlchemy's ORM, which is made when it is first needed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from .errors import is_outdated
from .kept_statements import Kept, KeptResult, KeptStatements
from .live_transactions import lives
from .prepared_statements import Description, PreparedStatements

_NOTHING: Mapping[str, Any] = {}
ENDED = "the transaction of this unit of work has ended before it, by an error that the unit did not raise"


class UnitSession:
    """A session of one unit of work, in a transaction that somebody else begins and ends.

    `info` is the unit's own. What is not defined here is that of the ORM's Session on the same connection, so
    that units of work are written against Session.
    """

    def __init__(
        self, connection: Connection, kept: KeptStatements, prepared: PreparedStatements | None = None
    ) -> None:
        """`prepared` sends kept statements; without it, the driver's cursor does."""
        self._connection = connection
        self._kept = kept
        self._prepared = prepared
        self._orm: Session | None = None
        self._failed = False
        """Whether a statement has raised an error: it may have ended the transaction."""
        self.info: dict[Any, Any] = {}

    @property
    def orm(self) -> Session:
        """The ORM's Session in the same transaction, for work where time does not matter."""
        if self._orm is None:
            if not self._connection.in_transaction():  # it takes part in the one that the driver has begun
                self._connection.begin()
            self._orm = Session(
                self._connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            )
        return self._orm

    def execute(self, statement: Executable, parameters: Any = None, **options: Any) -> Any:
        """Send a statement, as the ORM's Session does. Raises RuntimeError if an error has ended the
        transaction."""
        # PostgreSQL refuses what comes after such an error; SQLite would commit it at once.
        if self._failed and self._connection.dialect.name == "sqlite" and not lives(self._connection):
            raise RuntimeError(ENDED)
        try:
            return self._execute(statement, parameters, **options)
        except SQLAlchemyError:
            self._failed = True
            raise

    def rollback(self) -> None:
        """Raises RuntimeError: the transaction is not the unit's alone."""
        raise RuntimeError("a unit of work does not roll back: it must raise an error to undo what it did")

    def _execute(self, statement: Executable, parameters: Any, **options: Any) -> Any:
        if not options and (parameters is None or type(parameters) is dict):
            kept = self._kept.find(statement)
            if kept is not None and not self._connection.dispatch.before_cursor_execute:
                try:
                    values = kept.parameters(parameters or _NOTHING)
                except KeyError:  # SQLAlchemy says which value is missing
                    pass
                else:
                    return self._send(kept, values)
        return self.orm.execute(statement, parameters, **options)

    def get_bind(self) -> Connection:
        """Return the connection: whoever asks for the dialect needs no Session of the ORM."""
        return self._connection

    def finish(self) -> None:
        """Send what the ORM still holds back; call it at the end of the unit. Raises RuntimeError if an error
        has ended the transaction."""
        if self._orm is not None:
            self._orm.flush()
            if not self._connection.in_transaction():  # a flush has failed, and was undone by half
                raise RuntimeError(ENDED)
            while (savepoint := self._orm.get_nested_transaction()) is not None:
                savepoint.commit()  # as the commit of a Session does
        if self._failed and not lives(self._connection):
            raise RuntimeError(ENDED)

    def close(self) -> None:
        """Let go of the ORM's session; the transaction is not touched."""
        if self._orm is not None:
            self._orm.close()

    def _send(self, kept: Kept, values: tuple[Any, ...]) -> KeptResult:
        if self._orm is not None:
            self._orm.flush()
        connection = self._connection
        try:
            if self._prepared is not None:
                return kept.result(*self._prepared.execute(kept.sql, values))
            cursor = connection.connection.cursor()
            try:
                cursor.execute(kept.sql, values)
                description: Description = cursor.description
                rows: Sequence[Any] = cursor.fetchall() if description is not None else ()
                return kept.result(rows, description, cursor.rowcount)
            finally:
                cursor.close()
        except connection.dialect.loaded_dbapi.Error as error:
            raise self._wrapped(error, kept.sql, values) from error
        except BaseException as error:
            # Cancelled in the middle, also of BEGIN: the next unit must not get this connection.
            if not isinstance(error, Exception):
                self._give_up(error)
            raise

    def _wrapped(self, error: Exception, sql: str, values: tuple[Any, ...]) -> Exception:
        """Return the error as SQLAlchemy raises it, after giving up a connection that is gone."""
        connection = self._connection
        dialect = connection.dialect
        # What a connection has prepared for an older schema stays with it.
        gone = is_outdated(error) or dialect.is_disconnect(
            error,  # type: ignore[arg-type]
            connection.connection.dbapi_connection,
            None,
        )
        if gone:
            self._give_up(error)
        kind = dialect.loaded_dbapi.Error
        return DBAPIError.instance(sql, values, error, kind, connection_invalidated=gone, dialect=dialect)

    def _give_up(self, error: BaseException) -> None:
        # Within a transaction SQLAlchemy refuses what a unit sends that swallows the error. Without one it
        # would open another connection, where each statement is committed by itself.
        if not self._connection.in_transaction():
            self._connection.begin()
        self._connection.invalidate(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.orm, name)
