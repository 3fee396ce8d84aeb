"""Corrupts a database in ways that our code never does, for the doctor's tests."""

import sqlite3
from datetime import UTC, datetime

from sqlalchemy.engine import make_url

from bot.database import Database
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.doctor.findings import Finding
from tests.kit.postgres_connection import connect

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def findings_of(database: Database, now: datetime = NOW) -> list[Finding]:
    return [finding async for finding in Doctor(database, lambda: now).examine()]


async def wrong_of(database: Database) -> list[str]:
    return [str(finding) for finding in await findings_of(database) if finding.wrong]


async def break_by(url: str, *statements: str) -> None:
    """Run statements without any constraints or keys."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(make_url(url).database or "")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.executescript(statement)
        connection.commit()
        connection.close()
        return
    server = await connect(url)
    await server.execute("SET session_replication_role = replica")  # keys are not checked
    checks = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid > 0 AND connamespace = current_schema()::regnamespace"
    )
    for table, name in await server.fetch(checks):
        await server.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for statement in statements:
        await server.execute(statement)
    await server.close()
