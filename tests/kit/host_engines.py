"""Engines of hosts, as hosts make them: without a word about transactions, or by SQLAlchemy's recipe."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def plain_engine(url: str) -> AsyncEngine:
    """What the tutorials say. On SQLite the driver begins transactions by itself, and late."""
    return create_async_engine(url)


def recipe_engine(url: str) -> AsyncEngine:
    """The recipe of SQLAlchemy's page on SQLite: the driver begins nothing, BEGIN is sent at once."""
    engine = create_async_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine.sync_engine, "connect")
        def _no_legacy_mode(connection: Any, _record: object) -> None:
            connection.isolation_level = None

        @event.listens_for(engine.sync_engine, "begin")
        def _begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN")

    return engine


ENGINES = {"plain": plain_engine, "recipe": recipe_engine}
