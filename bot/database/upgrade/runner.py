"""Upgrades a database of any age to the newest revision, or downgrades it, in one transaction.

The order is always: check; if there is something to do, take the write lock and check again; copy an SQLite
file; run the chain; commit. If it is killed, the database is as it was before or as it is after.
docs/decisions/0010 explains why.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from ..urls import normalise_database_url, schema_of, shown_url
from . import chain as chain_runner
from .apart import way_out
from .chain import ChainResult
from .errors import as_one_line
from .host_chain import host_chain_warning
from .postgresql import Postgresql
from .report import UpgradeFailed, UpgradeRefused, UpgradeReport
from .sqlite import SqliteFile

__all__ = [
    "UpgradeFailed",
    "UpgradeRefused",
    "UpgradeReport",
    "downgrade_database",
    "upgrade_database",
]

# Alembic keeps its environment in module globals: only one chain can run at a time in a process.
_one_at_a_time = threading.Lock()
Direction = Literal["up", "down"]


async def upgrade_database(
    url: str, *, backup: bool = True, dry_run: bool = False, revision: str = "head"
) -> UpgradeReport:
    """Upgrade the database to the newest revision (or to `revision`), and report what was found and done.

    An SQLite file is copied first, in the same folder, unless `backup` is False or there is nothing to do;
    the last 3 copies are kept. `dry_run` does everything inside a transaction that is rolled back. Two
    processes may call this at once: one does the work, the other waits and finds it done.

    Raises UpgradeRefused or UpgradeFailed, with one line for people, and InvalidDatabaseUrl.
    """
    return await asyncio.to_thread(_move, url, "up", revision, backup, dry_run)


async def downgrade_database(url: str, *, backup: bool = True, revision: str = "base") -> UpgradeReport:
    """Set the economy settings to NULL and remove our chain's mark from the database; all data stays.

    Raises UpgradeRefused or UpgradeFailed, with one line for people, and InvalidDatabaseUrl.
    """
    return await asyncio.to_thread(_move, url, "down", revision, backup, False)


def _move(url: str, direction: Direction, revision: str, backup: bool, dry_run: bool) -> UpgradeReport:
    url = normalise_database_url(url)
    parsed = make_url(url)
    if revision == "head":
        revision = chain_runner.head()
    place = SqliteFile(parsed) if parsed.get_backend_name() == "sqlite" else Postgresql(url)

    warning: str | None = None

    def pending(connection: sa.Connection) -> tuple[bool, str, str | None]:
        """Return whether there is anything to do, what the database is, and its revision."""
        nonlocal warning
        before = chain_runner.current_revision(connection)
        if direction == "up" and before is None:  # later it is too late to begin with the host's chain
            warning = host_chain_warning(connection)
        at, to = before or "", "" if revision == "base" else revision
        wanted = at < to if direction == "up" else at > to
        apart = schema_of(parsed) is not None
        return wanted, chain_runner.describe(connection, before, apart=apart), before

    def chain(connection: sa.Connection) -> ChainResult:
        run: Callable[[sa.Connection, str], ChainResult] = (
            chain_runner.upgrade_to if direction == "up" else chain_runner.downgrade_to
        )
        return run(connection, revision)

    with _one_at_a_time:
        try:
            outcome = place.move(pending, chain, copy_as=revision if backup else None, dry_run=dry_run)
        except Exception as error:
            raise as_one_line(error, shown_url(url), place.copy, way_out=way_out(url)) from error
    result = outcome.result
    target = None if revision == "base" else revision
    return UpgradeReport(
        database=shown_url(url),
        found=outcome.found,
        before=outcome.before,
        after=outcome.before if result is None else target,
        steps=() if result is None else result.steps,
        moved=() if result is None else result.moved,
        warning=warning,
        backup=place.copy,
        dry_run=dry_run,
        seconds=outcome.seconds,
        backup_seconds=outcome.backup_seconds,
    )
