"""besitos audit: who changed what, and what it was before; the newest change first."""

import asyncio
import json
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from ..database import Database, DatabaseUnavailable
from ..database.upgrade.errors import as_one_line
from ..database.urls import shown_url
from ..services.gamification.audit import RecordedChange, latest_changes
from .doctor import refuse_a_missing_file
from .options import DatabaseUrl, settings_with


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(audit)


def audit(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many at most.")] = 20,
    database_url: DatabaseUrl = None,
) -> None:
    """Show who changed what in the database, and what it was before; the newest change first."""
    settings = settings_with(database_url)
    refuse_a_missing_file(settings.database_url)
    changes = asyncio.run(_read(settings.database_url, limit))
    for change in changes:
        print(_line(change))  # noqa: T201 - what the command is for
    if not changes:
        print("no change was recorded")  # noqa: T201


async def _read(url: str, limit: int) -> list[RecordedChange]:
    database = Database(url, pool_size=1)
    try:
        return await database.read(latest_changes, limit)
    except DatabaseUnavailable:
        raise
    except Exception as error:
        raise as_one_line(error, shown_url(make_url(url)), None, doing="reading") from error
    finally:
        await database.close()


def _line(recorded: RecordedChange) -> str:
    change = recorded.change
    values = (json.dumps(value, ensure_ascii=False) for value in (change.before, change.after))
    when = f"{recorded.at:%Y-%m-%d %H:%M:%S} UTC"
    return " ".join(f"{when}  {recorded.who}  {change.what}  {change.subject}: {' -> '.join(values)}".split())
