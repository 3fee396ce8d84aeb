"""The demo's database: a copy of production before gamification, with the named people in it.

An empty database is filled. One that an earlier demo filled is used as it is. Any other is refused, because
it may hold real data.
"""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import asyncpg
from sqlalchemy import func, insert, literal_column, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..database import Database, DatabaseUnavailable
from ..database.tables.gamification import ContentSet, UserReaction
from ..database.tables.host import BotConfig, InvitationToken, User, VipSubscriber
from ..database.urls import quoted_schema, schema_of, shown_url, sqlite_path, without_schema
from ..settings import InvalidSettings
from .people import ADMIN, CONTENT, PEOPLE, content_files
from .production.copy import build_sqlite, postgresql_script

USERS = 5_000
_JOINED = datetime(2026, 1, 24, 6, 0, tzinfo=UTC)
_EXPIRES = datetime(2099, 1, 1, tzinfo=UTC)
_COPY = re.compile(r"COPY (\w+) \(([\w, ]+)\) FROM stdin;\n")


@dataclass(frozen=True, slots=True)
class Stranger:
    """A member of the copy without a role in the demo."""

    id: int
    first_name: str
    last_name: str | None
    username: str | None
    is_vip: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What the simulated Telegram must match."""

    vip_channel: int
    free_channel: int
    strangers: tuple[Stranger, ...]
    first_message: int
    """Higher than every post with reactions from an earlier run."""


async def fill(database_url: str) -> bool:
    """Build the copy in an empty database. Returns False if a demo used it before. Raises InvalidSettings for
    a database with other data, or that cannot be reached.
    """
    url = make_url(database_url)
    try:
        if url.get_backend_name() == "sqlite":
            path = sqlite_path(url)
            if is_empty := not await asyncio.to_thread(_has_tables, path):
                await asyncio.to_thread(build_sqlite, path, "stamped", USERS)
        else:
            is_empty = await _fill_postgresql(url)
    except (sqlite3.Error, asyncpg.PostgresError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise InvalidSettings(f"--database-url: cannot use {shown_url(url)}: {reason}") from error
    database = Database(database_url, pool_size=1)
    try:
        if is_empty:
            await database.write(_add_named_people)
        elif not await _was_ours(database):
            raise InvalidSettings(
                f"--database-url: {shown_url(url)} has tables that no demo made; name an empty database"
            )
    finally:
        await database.close()
    return is_empty


async def complete(database: Database) -> Found:
    """Add files to the catalog after the upgrade, and return what the simulated Telegram must match."""
    await database.write(_add_files)
    return await database.read(_find)


def _has_tables(path: Path) -> bool:
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table'").fetchone() is not None


async def _fill_postgresql(url: URL) -> bool:
    schema = schema_of(url)
    address = without_schema(url).set(drivername="postgresql").render_as_string(hide_password=False)
    path = {} if schema is None else {"search_path": quoted_schema(schema)}
    connection = await asyncpg.connect(address, server_settings=path)
    try:
        if schema is not None:
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted_schema(schema)}")
        if await connection.fetchval("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"):
            return False
        lines = postgresql_script("stamped", USERS)
        for line in lines:
            if copy := _COPY.fullmatch(line):
                await connection.copy_to_table(
                    copy[1], columns=copy[2].split(", "), source=BytesIO(_rows(lines))
                )
            else:
                await connection.execute(line)
        return True
    finally:
        await connection.close()


def _rows(lines: Iterator[str]) -> bytes:
    rows = []
    for line in lines:
        if line == "\\.\n":
            break
        rows.append(line)
    return "".join(rows).encode()


async def _was_ours(database: Database) -> bool:
    try:
        return await database.read(_admin_name) == ADMIN.username
    except (DatabaseUnavailable, SQLAlchemyError):  # no such table, or a file of something else
        return False


def _admin_name(session: Session) -> str | None:
    return session.execute(select(User.username).where(User.user_id == ADMIN.id)).scalar_one_or_none()


def _add_named_people(session: Session) -> None:
    token_id: int = session.execute(select(func.max(InvitationToken.id))).scalar_one()
    for person in PEOPLE:
        if person.standing == "NEW":
            continue
        role = person.standing if person.standing in ("ADMIN", "VIP") else "FREE"
        session.execute(
            insert(User).values(
                user_id=person.id,
                username=person.username,
                first_name=person.first_name,
                role=literal_column(f"'{role}'"),  # on PostgreSQL an enum of the host's
                created_at=_JOINED,
                updated_at=_JOINED,
            )
        )
        if person.standing in ("VIP", "SUBSCRIBER"):
            token_id += 1
            session.execute(
                insert(InvitationToken).values(
                    id=token_id,
                    token=f"demo{token_id:012x}",
                    generated_by=ADMIN.id,
                    created_at=_JOINED,
                    duration_hours=720,
                    used=True,
                    used_by=person.id,
                    used_at=_JOINED,
                )
            )
            session.execute(
                insert(VipSubscriber).values(
                    id=token_id,
                    user_id=person.id,
                    join_date=_JOINED,
                    expiry_date=_EXPIRES,
                    status="active",
                    token_id=token_id,
                )
            )


def _add_files(session: Session) -> None:
    for code in CONTENT:
        files = [file_id for file_id, _ in content_files(code)]
        session.execute(
            update(ContentSet).where(ContentSet.code == code).values(file_ids=files, updated_at=_JOINED)
        )


def _find(session: Session) -> Found:
    channels = session.execute(
        select(BotConfig.vip_channel_id, BotConfig.free_channel_id).where(BotConfig.id == 1)
    ).one()
    named = [person.id for person in PEOPLE]
    strangers = session.execute(
        select(User.user_id, User.first_name, User.last_name, User.username, VipSubscriber.status)
        .outerjoin(VipSubscriber, VipSubscriber.user_id == User.user_id)
        .where(User.user_id.not_in(named))
        .order_by(User.created_at, User.user_id)
        .limit(USERS)
    )
    last = session.execute(select(func.max(UserReaction.content_id))).scalar_one()
    return Found(
        int(channels[0] or 0),
        int(channels[1] or 0),
        tuple(Stranger(*row[:4], is_vip=row[4] == "active") for row in strangers),
        (last or 0) + 1,
    )
