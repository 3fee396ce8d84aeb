"""The upgrade on PostgreSQL: one advisory lock, one transaction. Backups are the operator's (pg_dump)."""

import asyncio
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import String, bindparam, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ..engines import upgrade_engine
from ..errors import sqlstate
from ..tables import (
    conversations,
    jobs,
    ledger,
    outbox,
    profiles,
    publishing,
    reactions,
    records,
    rewards,
    shop,
    totals,
)
from ..tables import host as host_tables
from ..tables.metadata import Table
from ..urls import quoted_schema, schema_of
from .place import Chain, Outcome, Pending
from .report import UpgradeRefused

# The same numbers as in alembic/env.py: every run of the chain takes these locks first. The first is the only
# one that an older Besitos takes, which knows no schemas; the second is the schema's own, so that bots that
# share a database do not wait for each other.
ADVISORY_LOCK = 2374867
LOCK_ALL = f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"
LOCK_SCHEMA = text(
    f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK}, hashtext(coalesce(:schema, current_schema(), '')))"
).bindparams(bindparam("schema", type_=String))
# Another process's upgrade may build an index over a large ledger, so we wait longer for it. We give up
# sooner on a table that a live bot has locked, because all its users queue behind us.
WAIT_FOR_ANOTHER_UPGRADE = "10min"
WAIT_FOR_A_TABLE = "5s"
WAIT_FOR_ALL_TABLES_SECONDS = 5
LOCK_NOT_AVAILABLE = "55P03"
INSUFFICIENT_PRIVILEGE = "42501"


OURS = (
    conversations, jobs, ledger, outbox, profiles, publishing, reactions, records, rewards, shop, totals,
)  # fmt: skip


def _locks() -> dict[str, str]:
    """Return the tables that a revision may change, with the lock that they need. `users` is only referenced
    by foreign keys of new tables, so its readers need not wait."""
    modules = {tables.__name__ for tables in OURS}
    ours = [
        mapper.class_.__tablename__
        for mapper in Table.registry.mappers
        if mapper.class_.__module__ in modules
    ]
    exclusive = dict.fromkeys([host_tables.BotConfig.__tablename__, *sorted(ours)], "ACCESS EXCLUSIVE")
    return exclusive | {host_tables.User.__tablename__: "SHARE ROW EXCLUSIVE"}


class Postgresql:
    """A PostgreSQL database, used through asyncpg on an event loop of its own."""

    def __init__(self, url: str) -> None:
        self.copy: Path | None = None
        self._url = url
        self._schema = schema_of(make_url(url))

    def move(self, pending: Pending, chain: Chain, *, copy_as: str | None, dry_run: bool) -> Outcome:
        """See Place.move; there is no copy."""
        return asyncio.run(self._move(pending, chain, dry_run))

    async def _move(self, pending: Pending, chain: Chain, dry_run: bool) -> Outcome:
        engine = upgrade_engine(self._url)
        try:
            async with engine.connect() as connection:
                return await self._on(connection, pending, chain, dry_run)
        finally:
            await engine.dispose()

    async def _on(
        self, connection: AsyncConnection, pending: Pending, chain: Chain, dry_run: bool
    ) -> Outcome:
        started = time.monotonic()
        wanted, found, before = await connection.run_sync(pending)
        await connection.rollback()
        if wanted:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_ANOTHER_UPGRADE}'"))
            if self._schema is None:
                await connection.execute(text(LOCK_ALL))
            await connection.execute(LOCK_SCHEMA, {"schema": self._schema})
            await connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_A_TABLE}'"))
            wanted, found, before = await connection.run_sync(pending)
            if wanted:
                if self._schema is not None:
                    await _make_schema(connection, self._schema)
                await self._take_tables(connection)
        if not wanted:
            return Outcome(found, before, None, time.monotonic() - started)
        result = await connection.run_sync(chain)
        await (connection.rollback() if dry_run else connection.commit())
        return Outcome(found, before, result, time.monotonic() - started)

    async def _take_tables(self, connection: AsyncConnection) -> None:
        """Lock all tables that may be changed, or none: never wait for one table while holding the lock of
        another. A live bot may wait in the other order, and PostgreSQL would abort its transaction to end the
        deadlock."""
        there = set(await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()))
        locks = {table: mode for table, mode in _locks().items() if table in there}
        give_up = time.monotonic() + WAIT_FOR_ALL_TABLES_SECONDS
        busy: str | None = None
        while True:
            waiting = busy is not None
            try:
                async with connection.begin_nested():  # its rollback releases the locks
                    if busy is not None:  # queue for it without holding other locks
                        await connection.execute(text(f"LOCK TABLE {busy} IN {locks[busy]} MODE"))
                        waiting = False
                    for table, mode in locks.items():
                        busy = table
                        await connection.execute(text(f"LOCK TABLE {table} IN {mode} MODE NOWAIT"))
            except DBAPIError as error:
                if waiting or sqlstate(error) != LOCK_NOT_AVAILABLE or time.monotonic() > give_up:
                    raise
            else:
                return


async def _make_schema(connection: AsyncConnection, schema: str) -> None:
    """Make our schema where it is missing. Asked first: CREATE SCHEMA IF NOT EXISTS needs the right to make
    one also where the database's owner has made it for us."""
    name = quoted_schema(schema)
    look = text("SELECT to_regnamespace(:name) IS NOT NULL, quote_ident(current_user)")
    there, user = (await connection.execute(look.bindparams(bindparam("name", name, String)))).one()
    if there:
        return
    try:
        await connection.execute(text(f"CREATE SCHEMA {name}"))
    except DBAPIError as error:
        if sqlstate(error) != INSUFFICIENT_PRIVILEGE:
            raise
        raise UpgradeRefused(
            f"this user may not make the schema {schema}: let the owner of the database do it, "
            f"CREATE SCHEMA {name} AUTHORIZATION {user}"
        ) from error
