"""The commands for the database: upgrade, downgrade, backup."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy.engine import make_url

from ..database.upgrade import UpgradeRefused, UpgradeReport, downgrade_database, upgrade_database
from ..database.upgrade.backup import copy_database
from ..database.upgrade.errors import as_one_line
from ..database.urls import shown_url, sqlite_path
from ..settings import load_settings

DatabaseUrl = Annotated[
    str | None, typer.Option("--database-url", help="Overrides DATABASE_URL.", show_default=False)
]
NoBackup = Annotated[bool, typer.Option("--no-backup", help="Do not copy an SQLite file before changing it.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(upgrade)
    app.command()(downgrade)
    app.command()(backup)


def upgrade(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be done, without writing anything.")
    ] = False,
    no_backup: NoBackup = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Upgrade the database to the newest revision; an SQLite file is copied first, in its folder."""
    report = asyncio.run(upgrade_database(_address(database_url), backup=not no_backup, dry_run=dry_run))
    show_report(report, "the database is at the newest revision already")


def downgrade(no_backup: NoBackup = False, database_url: DatabaseUrl = None) -> None:
    """Clear the economy settings and keep all data; an upgrade sets the defaults again."""
    report = asyncio.run(downgrade_database(_address(database_url), backup=not no_backup))
    show_report(report, "the database is not on our chain")


def backup(
    out: Annotated[Path, typer.Argument(help="The new file; an existing one is never overwritten.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Copy a live SQLite database to a new file, consistently."""
    url = make_url(_address(database_url))
    if url.get_backend_name() != "sqlite":
        raise UpgradeRefused(
            "besitos backup copies SQLite files; PostgreSQL has its own tool: pg_dump -Fc -f FILE DATABASE"
        )
    source = sqlite_path(url)
    try:
        copy_database(source, out)
    except Exception as error:
        raise as_one_line(error, shown_url(url), None, doing="copying") from error
    Console().print(f"copied {source} to {out}", markup=False, highlight=False, soft_wrap=True)


def _address(database_url: str | None) -> str:
    return load_settings(**({"database_url": database_url} if database_url else {})).database_url


def show_report(report: UpgradeReport, nothing_to_do: str) -> None:
    """Print what was found and done; `nothing_to_do` is printed if there was nothing to do."""
    console = Console()

    def line(title: str, text: str) -> None:
        # Printed unchanged: a name may look like markup, and files and pipes need whole lines.
        console.print(Text.assemble((f"{title:<12}", "bold"), text), soft_wrap=True)

    line("database", report.database)
    line("found", report.found)
    if not report.changed:
        line("to do", f"nothing: {nothing_to_do}")
    for number, step in enumerate(report.steps):
        line(("would do" if report.dry_run else "done") if number == 0 else "", step)
    if report.duplicates:
        tables = ", ".join(f"{rows} of {name}" for name, rows in report.moved)
        line("duplicates", f"{report.duplicates} rows kept in gamification_upgrade_log ({tables})")
    if report.backup:
        line("copy", f"{report.backup} ({report.backup_seconds:.2f} s)")
    if report.changed:
        line("revision", f"{report.before or 'none'} -> {report.after or 'none'} ({report.seconds:.2f} s)")
    if report.dry_run:
        line("dry run", "nothing was written")
