"""besitos backup: a consistent copy of a live SQLite database."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.engine import make_url

from ..database.upgrade import UpgradeRefused
from ..database.upgrade.backup import copy_database
from ..database.upgrade.errors import as_one_line
from ..database.urls import schema_of, shown_url, sqlite_path
from .options import DatabaseUrl, settings_with


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(backup)


def backup(
    out: Annotated[Path, typer.Argument(help="The new file; an existing one is never overwritten.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Copy a live SQLite database to a new file, consistently."""
    url = make_url(settings_with(database_url).database_url)
    if url.get_backend_name() != "sqlite":
        schema = schema_of(url)
        ours = f" --schema={schema}" if schema else ""
        raise UpgradeRefused(
            "besitos backup copies SQLite files; PostgreSQL has its own tool: "
            f"pg_dump -Fc{ours} -f FILE DATABASE"
        )
    source = sqlite_path(url)
    try:
        copy_database(source, out)
    except Exception as error:
        raise as_one_line(error, shown_url(url), None, doing="copying") from error
    Console().print(f"copied {source} to {out}", markup=False, highlight=False, soft_wrap=True)
