"""Runs the chain on one connection, in one transaction that holds the database's write lock.

`besitos upgrade` passes a connection whose transaction it began (and ends) itself; plain `alembic upgrade
head` has only an address. Nothing here imports the bot, because a chain of any age must run with a bot of any
age.
"""

import asyncio
import logging.config
import os
import re
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import create_async_engine

VERSION_TABLE = "gamification_version"
BUSY_TIMEOUT_MS = 60_000
# Any number will do, as long as every process takes the same: "besitos" in letters of a telephone.
ADVISORY_LOCK = 2374867
SCHEMA_NAME = re.compile(r"(?!pg_|public$|information_schema$)[a-z_][a-z0-9_]{0,62}")


def run_chain(connection: sa.Connection) -> None:
    # SQLite's DDL is transactional once the driver keeps out of it; alembic assumes that it is not.
    context.configure(connection=connection, version_table=VERSION_TABLE, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


def address() -> sa.URL:
    text = (
        context.get_x_argument(as_dictionary=True).get("url")
        or os.environ.get("DATABASE_URL")
        or context.config.get_main_option("sqlalchemy.url")
    )
    if not text:
        raise CommandError("no database: name it in DATABASE_URL, or with `alembic -x url=... upgrade head`")
    url = sa.make_url(text)
    backend = url.drivername.partition("+")[0]
    driver = {
        "sqlite": "sqlite+pysqlite",
        "postgres": "postgresql+asyncpg",
        "postgresql": "postgresql+asyncpg",
    }
    if backend not in driver:
        raise CommandError(f"{backend} is not supported: use sqlite:///file.db or postgresql://...")
    schema = url.query.get("schema")
    if schema is not None and (backend == "sqlite" or not SCHEMA_NAME.fullmatch(str(schema))):
        raise CommandError(
            f"{schema!r} cannot be the schema of our tables: only PostgreSQL has one, and its name has "
            "lower-case letters, digits and _: ?schema=besitos"
        )
    return url.set(drivername=driver[backend])


def run_on_sqlite(url: sa.URL) -> None:
    engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # else the driver commits before DDL
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # inspect it only when nobody else can change it

    with engine.begin() as connection:
        run_chain(connection)
    engine.dispose()


async def run_on_postgresql(url: sa.URL) -> None:
    schema = url.query.get("schema")
    # The search path is our schema alone: no name of ours can reach a table of the host.
    path = {} if schema is None else {"search_path": f'"{schema}"'}
    engine = create_async_engine(
        url.difference_update_query(["schema"]),
        poolclass=sa.pool.NullPool,
        connect_args={"server_settings": path},
    )
    async with engine.begin() as connection:
        if schema is None:
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        of_schema = sa.func.hashtext(sa.func.coalesce(schema, sa.func.current_schema(), ""))
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK, of_schema)))
        if schema is not None:
            there = sa.select(sa.func.to_regnamespace(f'"{schema}"').is_not(None))
            if not (await connection.execute(there)).scalar_one():
                await connection.execute(sa.schema.CreateSchema(str(schema)))
        await connection.run_sync(run_chain)
    await engine.dispose()


def main() -> None:
    if context.is_offline_mode():
        raise CommandError("the chain looks at the database to know what is missing: --sql cannot work")
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run_chain(connection)
        return
    if context.config.config_file_name:
        logging.config.fileConfig(context.config.config_file_name, disable_existing_loggers=False)
    url = address()
    if url.get_backend_name() == "sqlite":
        run_on_sqlite(url)
    else:
        asyncio.run(run_on_postgresql(url))


main()
