"""Tells whether a transaction is still there."""

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError


def lives(connection: Connection) -> bool:
    """Return True unless an error has ended the transaction on the server's side: its COMMIT would then roll
    back, and neither database calls that an error. One statement on PostgreSQL."""
    if connection.dialect.name == "sqlite":
        return bool(getattr(connection.connection.driver_connection, "in_transaction", True))
    try:
        connection.exec_driver_sql("SELECT 1")
    except SQLAlchemyError:
        return False
    return True
