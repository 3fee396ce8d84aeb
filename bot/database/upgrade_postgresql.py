"""The upgrade on PostgreSQL: one advisory lock, one transaction. Backups are the operator's (pg_dump)."""

import asyncio
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.engines import upgrade_engine
from bot.database.upgrade_place import Chain, Outcome, Pending

# The same number as in alembic/env.py: whoever runs the chain, takes it first.
ADVISORY_LOCK = 2374867
# Another process's upgrade may build an index over a large ledger; a table that a live bot holds is given
# up sooner, because everybody queues behind us while we wait for it.
WAIT_FOR_ANOTHER_UPGRADE = "10min"
WAIT_FOR_A_TABLE = "5s"


class Postgresql:
    """A PostgreSQL database, reached through asyncpg on an event loop of its own."""

    def __init__(self, url: str) -> None:
        self.copy: Path | None = None
        self._url = url

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
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            await connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_A_TABLE}'"))
            wanted, found, before = await connection.run_sync(pending)
        if not wanted:
            return Outcome(found, before, None, time.monotonic() - started)
        result = await connection.run_sync(chain)
        await (connection.rollback() if dry_run else connection.commit())
        return Outcome(found, before, result, time.monotonic() - started)
