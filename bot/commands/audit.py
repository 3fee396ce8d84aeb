"""besitos audit: who changed what, and what it was before; the newest change first."""

import asyncio
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from ..database import Database, DatabaseUnavailable
from ..database.upgrade.errors import as_one_line
from ..database.urls import shown_url
from ..late_models import import_aiogram
from ..services.gamification.audit import RecordedChange, latest_changes
from ..services.gamification.audit_log import AuditedChange, named_changes
from ..settings import Settings
from .doctor import refuse_a_missing_file
from .options import DatabaseUrl, settings_with

if TYPE_CHECKING:
    from ..ui.texts import Texts

TAG = re.compile("<[^>]*>")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(audit)


def audit(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many at most.")] = 20,
    language: Annotated[
        str | None, typer.Option("--language", help="In words and with names, as the panel: es, en or pt.")
    ] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Show who changed what in the database, and what it was before; the newest change first."""
    settings = settings_with(database_url)
    texts = None if language is None else _texts(language, settings)
    refuse_a_missing_file(settings.database_url)
    changes = asyncio.run(_read(settings.database_url, limit))
    for change in changes:
        print(_line(change.stored) if texts is None else _words(change, texts))  # noqa: T201 - the use of it
    if not changes:
        print("no change was recorded")  # noqa: T201


def _texts(language: str, settings: Settings) -> "Texts":
    import_aiogram()  # only here, because it takes long
    from ..ui.voice import Voice

    voice = Voice(settings.default_language, currency=settings.currency, locales=settings.locales)
    if language not in voice.languages:
        raise typer.BadParameter(f"{language!r} is not one of {', '.join(voice.languages)}")
    return voice.texts(language)


async def _read(url: str, limit: int) -> list[AuditedChange]:
    database = Database(url, pool_size=1)
    try:
        return await database.read(_latest, limit)
    except DatabaseUnavailable:
        raise
    except Exception as error:
        raise as_one_line(error, shown_url(make_url(url)), None, doing="reading") from error
    finally:
        await database.close()


def _latest(session: Session, limit: int) -> list[AuditedChange]:
    return named_changes(session, latest_changes(session, limit))


def _words(change: AuditedChange, texts: "Texts") -> str:
    from ..ui.admin.audit_texts import change_text

    return unescape(TAG.sub("", change_text(change, texts)))


def _line(recorded: RecordedChange) -> str:
    change = recorded.change
    values = (json.dumps(value, ensure_ascii=False) for value in (change.before, change.after))
    when = f"{recorded.at:%Y-%m-%d %H:%M:%S} UTC"
    return " ".join(f"{when}  {recorded.who}  {change.what}  {change.subject}: {' -> '.join(values)}".split())
