"""besitos upgrade: the database to the newest revision."""

import asyncio
from typing import Annotated

import typer

from ..database.upgrade import upgrade_database
from .options import DatabaseUrl, NoBackup, settings_with
from .upgrade_report import show_report


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(upgrade)


def upgrade(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be done, without writing anything.")
    ] = False,
    no_backup: NoBackup = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Upgrade the database to the newest revision; an SQLite file is copied first, in its folder."""
    url = settings_with(database_url).database_url
    show_report(
        asyncio.run(upgrade_database(url, backup=not no_backup, dry_run=dry_run)),
        "the database is at the newest revision already",
    )
