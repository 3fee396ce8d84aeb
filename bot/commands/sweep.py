"""besitos sweep: start, status, pause, resume, cancel, watch. The same rows as in Telegram underneath."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from ..services.gamification.sweep import KIND, sweep_params
from .options import AsJson, DatabaseUrl
from .run_commands import AdminId, DryRun, Foreground, Runs, address, start_run
from .run_commands import register as register_run_commands

INSTANTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
SWEEPS = Runs("sweep", KIND, "there was no sweep yet; to start one: besitos sweep start")

sweep = typer.Typer(name="sweep", help="Create missing profiles of members.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(sweep)


@sweep.command()
def start(
    dry_run: DryRun = False,
    only_vip: Annotated[bool, typer.Option("--only-vip", help="Only members who are VIP now.")] = False,
    registered_before: Annotated[
        datetime | None,
        typer.Option(
            "--registered-before",
            metavar="DATE",
            formats=INSTANTS,
            help="Only members registered before this (UTC): 2026-05-31, or 2026-05-31T18:00:00+02:00.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Create at most this many profiles.")
    ] = None,
    admin: AdminId = None,
    foreground: Foreground = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Start a sweep; where one is active already, that one is shown."""
    before = registered_before
    if before is not None and before.tzinfo is None:
        before = before.replace(tzinfo=UTC)
    params = sweep_params(only_vip=only_vip, registered_before=before, limit=limit)
    start_run(
        SWEEPS, address(database_url), KIND, params,
        dry_run=dry_run, admin=admin, foreground=foreground, as_json=as_json,
    )  # fmt: skip


register_run_commands(sweep, SWEEPS)
