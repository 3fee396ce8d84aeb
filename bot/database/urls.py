"""Database URLs: the accepted forms, the driver, the schema, and how they are shown without secrets."""

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ASYNC_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}

SCHEMA = "schema"
"""The option of a PostgreSQL URL that names the schema of our tables."""
# Every name that PostgreSQL takes without quotes; we quote it all the same.
_SCHEMA_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_CREDENTIALS = re.compile(r"^[^:/]*(?::[^@]*)?@")


class InvalidDatabaseUrl(ValueError):
    """The URL cannot be used; the message says why and never contains a password."""


def normalise_database_url(value: str) -> str:
    """Return the URL with the async driver; `sqlite:///x` and `postgresql://h/d` are accepted too.

    `postgresql://h/d?schema=besitos` lets our tables live in a schema of their own. Raises InvalidDatabaseUrl
    for anything that is neither SQLite (a file) nor PostgreSQL, and for a schema that cannot be ours.
    """
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise InvalidDatabaseUrl(
            "not a database URL; expected sqlite:///file.db or postgresql://user:password@host/name"
        ) from None
    backend = url.drivername.partition("+")[0]
    if backend not in ASYNC_DRIVERS:
        raise InvalidDatabaseUrl(f"{backend} is not supported; use sqlite:///file.db or postgresql://...")
    if backend == "sqlite" and (
        not url.database or ":memory:" in url.database or "mode=memory" in url.database
    ):
        raise InvalidDatabaseUrl("an in-memory database loses all besitos; name a file: sqlite:///besitos.db")
    if backend != "sqlite" and not url.database:
        raise InvalidDatabaseUrl("names no database; expected postgresql://user:password@host/name")
    _check_schema(_options(value), backend)
    return url.set(drivername=ASYNC_DRIVERS[backend]).render_as_string(hide_password=False)


def schema_of(url: URL) -> str | None:
    """Return the schema that a normalised URL names for our tables; None: wherever the server's search path
    leads."""
    schema = url.query.get(SCHEMA)
    return schema if isinstance(schema, str) else None


def without_schema(url: URL) -> URL:
    """Return the URL as the driver takes it."""
    return url.difference_update_query([SCHEMA])


def quoted_schema(schema: str) -> str:
    """Return the name of a schema as SQL has it."""
    return f'"{schema}"'


def _options(value: str) -> dict[str, list[str]]:
    """Return the options of a URL, those without a value included, which make_url leaves out."""
    after_password = _CREDENTIALS.sub("", value.partition("://")[2])
    return parse_qs(after_password.partition("?")[2], keep_blank_values=True)


def _check_schema(options: dict[str, list[str]], backend: str) -> None:
    """An empty name is refused too: our tables would silently go among the host's."""
    if SCHEMA not in options:
        return
    if backend == "sqlite":
        raise InvalidDatabaseUrl(
            "SQLite has no schemas; give our tables a file of their own: sqlite:///besitos.db"
        )
    schema = options[SCHEMA][0]
    if len(options[SCHEMA]) > 1:
        raise InvalidDatabaseUrl("names more than one schema; name one: ?schema=besitos")
    if not _SCHEMA_NAME.fullmatch(schema):
        raise InvalidDatabaseUrl(
            f"{schema!r} cannot be the schema of our tables; use 1 to 63 lower-case letters, digits and _, "
            "not beginning with a digit: ?schema=besitos"
        )
    if schema == "public":
        raise InvalidDatabaseUrl(
            "public is no schema of our own; name another one (?schema=besitos), or leave ?schema= out"
        )
    if schema.startswith("pg_") or schema == "information_schema":
        raise InvalidDatabaseUrl(f"{schema} belongs to PostgreSQL itself; name another one: ?schema=besitos")


def synchronous_sqlite_url(url: URL) -> URL:
    """Return a URL of the same SQLite file with the standard library's driver (see docs/decisions/0002)."""
    return url.set(drivername="sqlite+pysqlite")


def sqlite_path(url: URL) -> Path:
    """Return the file that an SQLite URL names, also in the form `sqlite:///file:name?uri=true`."""
    database = url.database or ""
    return Path(unquote(urlparse(database).path) if database.startswith("file:") else database)


def shown_url(value: str | URL) -> str:
    """Return the URL for log lines and messages: without its password and options, but with the schema."""
    url = make_url(value) if isinstance(value, str) else value
    schema = schema_of(url)
    return url.set(query={SCHEMA: schema} if schema else {}).render_as_string(hide_password=True)
