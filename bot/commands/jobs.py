"""besitos jobs: lists the kinds of jobs and their runs, starts them, and shows findings."""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from ..services.jobs import Finding, JobRunner, Kind, Run
from .options import AsJson, DatabaseUrl
from .run_commands import AdminId, DryRun, Foreground, RunId, Runs, address, start_run
from .run_commands import register as register_run_commands
from .run_display import as_dict, progress_of
from .run_worker import with_runner

ALL_RUNS = Runs("jobs", None, "there was no run yet; to start one: besitos jobs start KIND")
MAX_SHOWN_FINDINGS = 1_000
STATES = {"BAD": "could not be worked: ", "TO_RETRY": "will be tried again: ", "REPORTED": ""}

jobs = typer.Typer(name="jobs", help="Long work in the background: kinds, runs, and what they found.")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(jobs)


@jobs.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="How many runs to show.")] = 20,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Long work in the background. Without a command: what kinds there are, and the newest runs."""
    if context.invoked_subcommand is not None:
        if as_json or database_url is not None:
            raise typer.BadParameter(f"options stand after the command: besitos jobs {_example(context)}")
        return

    async def go(runner: JobRunner) -> tuple[list[Kind], list[Run]]:
        return list(runner.kinds.values()), await runner.history(limit=limit)

    kinds, runs = asyncio.run(with_runner(address(database_url), go))
    if as_json:
        shown = {
            "kinds": [{"name": kind.name, "purpose": kind.purpose} for kind in kinds],
            "runs": [as_dict(run) for run in runs],
        }
        sys.stdout.write(json.dumps(shown) + "\n")
    else:
        _show_overview(kinds, runs)


@jobs.command()
def start(
    kind: Annotated[str, typer.Argument(help="One of those that `besitos jobs` shows.")],
    dry_run: DryRun = False,
    admin: AdminId = None,
    foreground: Foreground = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Start a run of a kind; where one is active already, that one is shown."""
    url = address(database_url)
    kinds = asyncio.run(with_runner(url, _kinds))
    if kind not in kinds:
        raise typer.BadParameter(f"there is no kind of job {kind[:60]!r}; there are: {', '.join(kinds)}")
    start_run(ALL_RUNS, url, kind, {}, dry_run=dry_run, admin=admin, foreground=foreground, as_json=as_json)


@jobs.command()
def findings(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Show the rows that a run reports or could not work, and why."""

    async def go(runner: JobRunner) -> tuple[Run, list[Finding]]:
        run = await ALL_RUNS.require(runner, run_id, "findings")
        return run, await runner.findings(run.id, limit=MAX_SHOWN_FINDINGS)

    run, found = asyncio.run(with_runner(address(database_url), go))
    if as_json:
        shown = [{"key": one.key, "state": one.state, "reason": one.reason} for one in found]
        sys.stdout.write(json.dumps(shown) + "\n")
        return
    console = Console()
    console.print(Text(f"run {run.id}, {run.kind}: {_count(found)}"), soft_wrap=True)
    for one in found:
        console.print(Text(f"{one.key}: {STATES.get(one.state, '')}{one.reason}"), soft_wrap=True)
    if len(found) == MAX_SHOWN_FINDINGS:
        console.print(
            Text(f"A run keeps {MAX_SHOWN_FINDINGS:,} findings; there may be more."), soft_wrap=True
        )


register_run_commands(jobs, ALL_RUNS)


async def _kinds(runner: JobRunner) -> Sequence[str]:
    return tuple(runner.kinds)


def _example(context: typer.Context) -> str:
    return f"{context.invoked_subcommand} --database-url URL"


def _count(found: Sequence[Finding]) -> str:
    if not found:
        return "no findings"
    return "1 finding" if len(found) == 1 else f"{len(found):,} findings"


def _show_overview(kinds: Sequence[Kind], runs: Sequence[Run]) -> None:
    console = Console()
    width = max(len(kind.name) for kind in kinds) + 2
    console.print(Text("kinds, started with: besitos jobs start KIND", "bold"), soft_wrap=True)
    for kind in kinds:
        console.print(Text(f"  {kind.name:<{width}}{kind.purpose}"), soft_wrap=True)
    if not runs:
        console.print(Text("no run yet", "bold"))
        return
    console.print(Text("runs, the newest first", "bold"), soft_wrap=True)
    for run in runs:
        dry = " (dry run)" if run.dry_run else ""
        by = run.origin if run.started_by is None else f"{run.origin}, admin {run.started_by}"
        console.print(
            Text(
                f"  {run.id:<5}{run.kind:<{width}}{run.status}{dry}, {progress_of(run)}; "
                f"{by}, {run.created_at:%Y-%m-%d %H:%M} UTC"
            ),
            soft_wrap=True,
        )
