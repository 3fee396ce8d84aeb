"""besitos sweep: start, status, pause, resume, cancel, watch. The same rows as in Telegram underneath.

A bot that uses the database executes the run. If none takes it within seconds, a background process does,
which ends with the run.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console

from ..logs import configure_logging
from ..services.gamification.errors import RunConflict
from ..services.gamification.sweep import KIND, as_conflict, sweep_params
from ..services.jobs import JobRunner, Run, RunStatus
from ..settings import load_settings
from .run_display import advance, as_dict, progress_bar, show
from .run_worker import LOOK_EVERY_SECONDS, ensure_worker, with_runner

DatabaseUrl = Annotated[
    str | None, typer.Option("--database-url", help="Overrides DATABASE_URL.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Lines of JSON, for machines.")]
RunId = Annotated[int | None, typer.Argument(help="The run; without it, the newest.", show_default=False)]

INSTANTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
ENDED_BADLY = (RunStatus.FAILED, RunStatus.CANCELLED)

sweep = typer.Typer(name="sweep", help="Create missing profiles of members.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(sweep)


@sweep.command()
def start(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
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
    admin: Annotated[
        int | None, typer.Option("--admin", help="Telegram id of the admin whom the bot notifies at the end.")
    ] = None,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Run in this process, and return when it is over.")
    ] = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Start a sweep; where one is active already, that one is shown."""
    before = registered_before
    if before is not None and before.tzinfo is None:
        before = before.replace(tzinfo=UTC)
    params = sweep_params(only_vip=only_vip, registered_before=before, limit=limit)

    async def go(runner: JobRunner) -> tuple[Run, bool]:
        newest = await runner.latest(KIND)
        run = await runner.queue(KIND, params, dry_run=dry_run, started_by=admin, origin="terminal")
        return run, newest is None or run.id != newest.id

    url = _address(database_url)
    run, new = asyncio.run(with_runner(url, go))
    if not foreground:
        ensure_worker(url, run)
        show(run, as_json, "started" if new else "active already")
        return
    if _interrupted(with_runner(url, lambda runner: _work_and_watch(runner, run.id, as_json)), run.id):
        ensure_worker(url, run)


@sweep.command()
def status(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Show a run."""

    async def go(runner: JobRunner) -> Run | None:
        return await (runner.latest(KIND) if run_id is None else as_conflict(runner.get(run_id)))

    run = asyncio.run(with_runner(_address(database_url), go))
    if run is not None:
        show(run, as_json, run.status)
    elif as_json:
        sys.stdout.write("null\n")
    else:
        Console().print("there was no sweep yet; to start one: besitos sweep start", highlight=False)


@sweep.command()
def pause(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Pause a run after its current batch; it can be resumed."""
    url = _address(database_url)
    run = _asked(url, run_id, lambda runner: runner.pause)
    ensure_worker(url, run)  # its worker may have died
    show(run, as_json, run.status)


@sweep.command()
def resume(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Resume a paused or failed run."""
    url = _address(database_url)
    run = _asked(url, run_id, lambda runner: runner.resume)
    ensure_worker(url, run)
    show(run, as_json, "resumed")


@sweep.command()
def cancel(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Cancel a run after its current batch; the profiles that it created stay."""
    url = _address(database_url)
    run = _asked(url, run_id, lambda runner: runner.cancel)
    ensure_worker(url, run)
    show(run, as_json, run.status)


@sweep.command()
def watch(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Show a run's progress until it is paused or over. After Ctrl-C the run continues."""
    url = _address(database_url)
    run = asyncio.run(with_runner(url, lambda runner: _chosen(runner, run_id)))
    _interrupted(with_runner(url, lambda runner: _watch(runner, run.id, as_json)), run.id)


def _address(database_url: str | None) -> str:
    settings = load_settings(**({"database_url": database_url} if database_url else {}))
    configure_logging(settings.log_format, "WARNING", sys.stderr)  # stdout may be machine-readable
    return settings.database_url


async def _chosen(runner: JobRunner, run_id: int | None) -> Run:
    run = await (runner.latest(KIND) if run_id is None else as_conflict(runner.get(run_id)))
    if run is None:
        raise RunConflict("there was no sweep yet; to start one: besitos sweep start")
    return run


def _asked(url: str, run_id: int | None, ask: Callable[[JobRunner], Callable[[int], Awaitable[Run]]]) -> Run:
    async def go(runner: JobRunner) -> Run:
        run = await _chosen(runner, run_id)
        return await as_conflict(ask(runner)(run.id))

    return asyncio.run(with_runner(url, go))


async def _work_and_watch(runner: JobRunner, run_id: int, as_json: bool) -> Run:
    runner.open()
    return await _watch(runner, run_id, as_json)


async def _watch(runner: JobRunner, run_id: int, as_json: bool) -> Run:
    run = await as_conflict(runner.get(run_id))
    if as_json:
        shown = None
        while True:
            if (line := json.dumps(as_dict(run))) != shown:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
                shown = line
            if run.is_stopped:
                return run
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            run = await runner.get(run_id)
    with progress_bar() as progress:
        bar = progress.add_task("", total=None, numbers="")
        advance(progress, bar, run)
        while not run.is_stopped:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            run = await runner.get(run_id)
            advance(progress, bar, run)
    show(run, False, run.status)
    return run


def _interrupted(watching: Coroutine[Any, Any, Run], run_id: int) -> bool:
    """Watch a run until it stops. Returns True if Ctrl-C ended the watching."""
    try:
        run = asyncio.run(watching)
    except KeyboardInterrupt:
        Console(stderr=True).print(
            f"run {run_id} goes on; to see it again: besitos sweep watch {run_id}", highlight=False
        )
        return True
    if run.status in ENDED_BADLY:
        raise typer.Exit(1)
    return False
