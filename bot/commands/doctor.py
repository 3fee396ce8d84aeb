"""besitos doctor: prints one line for each problem in a live database."""

import asyncio
import sys
from contextlib import aclosing
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from ..database import Database, DatabaseUnavailable
from ..database.upgrade import UpgradeRefused
from ..database.upgrade.errors import as_one_line
from ..database.urls import shown_url, sqlite_path
from ..logs import configure_logging
from ..services.gamification.doctor.doctor import Doctor
from ..settings import load_settings

DatabaseUrl = Annotated[
    str | None, typer.Option("--database-url", help="Overrides DATABASE_URL.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(doctor)


def doctor(database_url: DatabaseUrl = None) -> None:
    """Check the invariants and settings of the live database; one line per finding, then exit status 1."""
    settings = load_settings(**({"database_url": database_url} if database_url else {}))
    configure_logging(settings.log_format, "ERROR", sys.stderr)  # findings report what is logged
    _refuse_a_missing_file(settings.database_url)
    if asyncio.run(_examine(settings.database_url)):
        raise typer.Exit(1)


async def _examine(url: str) -> int:
    """Print the findings as they come, and return how many are errors."""
    database = Database(url, pool_size=1)
    wrong = notes = 0
    try:
        async with aclosing(Doctor(database).examine()) as findings:
            async for finding in findings:
                print(finding, flush=True)  # noqa: T201 - what the command is for
                wrong += finding.wrong
                notes += not finding.wrong
    except DatabaseUnavailable:
        raise
    except Exception as error:
        raise as_one_line(error, shown_url(make_url(url)), None, doing="examining") from error
    finally:
        await database.close()
    if not wrong:
        print("all is well" + (f"; {notes} notes above" if notes else ""))  # noqa: T201
    return wrong


def _refuse_a_missing_file(url: str) -> None:
    """Refuse a missing file, because opening it would create it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not sqlite_path(parsed).is_file():
        raise UpgradeRefused(f"there is no database {shown_url(parsed)}: check DATABASE_URL")
