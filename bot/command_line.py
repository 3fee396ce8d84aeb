"""The command line: `besitos`, the same as `python -m bot`.

Exit status 0: done; 1: refused or failed; 2: wrong usage. An error is one line on stderr, and each wrong text
of a host has one; `--debug`, anywhere among the arguments, shows the traceback.
"""

import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

from . import __version__
from .commands import audit, backup, demo, doctor, downgrade, jobs, run, sweep, texts, upgrade
from .database import DatabaseUnavailable
from .database.upgrade import UpgradeFailed, UpgradeRefused
from .database.urls import InvalidDatabaseUrl
from .languages import InvalidTexts
from .redaction import hide_secrets, learn_secrets
from .services.gamification import GamificationError
from .services.jobs import JobError
from .settings import InvalidSettings

# BadParameter's base class covers every wrong usage; typer has no public name for it, and newer versions
# bring their own click.
WrongUsage: type[Exception] = typer.BadParameter.__mro__[1]
# Errors whose message was written for the person at the terminal.
FOR_PEOPLE = (
    InvalidSettings,
    InvalidDatabaseUrl,
    UpgradeRefused,
    UpgradeFailed,
    DatabaseUnavailable,
    GamificationError,
    JobError,
)

app = typer.Typer(
    name="besitos",
    help="Gamification for Telegram bots: an economy of besitos.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (run, demo, upgrade, downgrade, backup, doctor, audit, sweep, jobs, texts):
    command.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        Console().print(f"besitos {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options of every command. `--debug` is removed from the arguments before this."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    debug = "--debug" in given
    learn_secrets((), given)  # an error message may repeat the arguments
    try:
        status = typer.main.get_command(app).main(
            [word for word in given if word != "--debug"], prog_name="besitos", standalone_mode=False
        )
    except WrongUsage as error:
        return _refuse(f"{_said(error)} (besitos --help shows what there is)", 2, error, debug)
    except InvalidTexts as error:
        return _refuse("\n".join(map(" ".join, map(str.split, error.problems))), 1, error, debug)
    except FOR_PEOPLE as error:
        return _refuse(_said(error), 1, error, debug)
    except (KeyboardInterrupt, typer.Abort):
        return _refuse("interrupted", 1, None, debug)
    except Exception as error:  # noqa: BLE001 - for every other error: one line, not a traceback
        hint = "" if debug else " (--debug shows where)"
        return _refuse(f"unexpected {type(error).__name__}: {_said(error)}{hint}", 1, error, debug)
    return status if isinstance(status, int) else 0


def _said(error: BaseException) -> str:
    said = error.format_message() if isinstance(error, WrongUsage) else str(error)  # type: ignore[attr-defined]
    return " ".join(said.split())


def _refuse(message: str, status: int, error: BaseException | None, debug: bool) -> int:
    if debug and error is not None:
        sys.stderr.write(hide_secrets("".join(traceback.format_exception(error))))
    for line in message.splitlines() or [""]:
        sys.stderr.write(f"besitos: {hide_secrets(line)}\n")
    return status
