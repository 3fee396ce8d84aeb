"""besitos downgrade: the economy off, everything kept."""

import asyncio

import typer

from ..database.upgrade import downgrade_database
from .options import DatabaseUrl, NoBackup, settings_with
from .upgrade_report import show_report


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(downgrade)


def downgrade(no_backup: NoBackup = False, database_url: DatabaseUrl = None) -> None:
    """Clear the economy settings and keep all data; an upgrade sets the defaults again."""
    url = settings_with(database_url).database_url
    report = asyncio.run(downgrade_database(url, backup=not no_backup))
    show_report(report, "the database is not on our chain")
