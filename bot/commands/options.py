"""Options that several commands have, and the settings of a process that was given them."""

from typing import Annotated

import structlog
import typer

from ..settings import RENAMED_UNTIL, Settings, load_settings

log = structlog.get_logger(__name__)

DatabaseUrl = Annotated[
    str | None, typer.Option("--database-url", help="Overrides DATABASE_URL.", show_default=False)
]
NoBackup = Annotated[bool, typer.Option("--no-backup", help="Do not copy an SQLite file before changing it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Lines of JSON, for machines.")]


def settings_with(database_url: str | None) -> Settings:
    """The settings of the environment, with the option of the command line on top. Raises InvalidSettings."""
    return load_settings(**({"database_url": database_url} if database_url else {}))


def warn_of_old_names(settings: Settings) -> None:
    """One warning for each variable that is set under a name which 1.0 will not read."""
    for old, new in settings.old_names().items():
        log.warning("variable_renamed", old=old, new=new, until=RENAMED_UNTIL)
