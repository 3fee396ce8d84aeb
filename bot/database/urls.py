"""Database URLs: the accepted forms, the driver, and how they are shown without secrets."""

from pathlib import Path
from urllib.parse import unquote, urlparse

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ASYNC_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


class InvalidDatabaseUrl(ValueError):
    """The URL cannot be used; the message says why and never contains a password."""


def normalise_database_url(value: str) -> str:
    """Return the URL with the async driver; `sqlite:///x` and `postgresql://h/d` are accepted too.

    Raises InvalidDatabaseUrl for anything that is neither SQLite (a file) nor PostgreSQL.
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
    return url.set(drivername=ASYNC_DRIVERS[backend]).render_as_string(hide_password=False)


def synchronous_sqlite_url(url: URL) -> URL:
    """Return a URL of the same SQLite file with the standard library's driver (see docs/decisions/0002)."""
    return url.set(drivername="sqlite+pysqlite")


def sqlite_path(url: URL) -> Path:
    """Return the file that an SQLite URL names, also in the form `sqlite:///file:name?uri=true`."""
    database = url.database or ""
    return Path(unquote(urlparse(database).path) if database.startswith("file:") else database)


def shown_url(value: str | URL) -> str:
    """Return the URL for log lines and messages: without its password and query."""
    url = make_url(value) if isinstance(value, str) else value
    return url.set(query={}).render_as_string(hide_password=True)
