"""The commands that `besitos sweep` and `besitos jobs` share: start, status, pause, resume, cancel and watch.

A bot that uses the database executes the run. If none takes it within seconds, a background process does,
which ends with the run.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console

from ..logs import configure_logging
from ..services.jobs import JobRunner, Run, RunRefused, RunStatus
from .options import AsJson, DatabaseUrl, settings_with, warn_of_old_names
from .run_display import advance, as_dict, progress_bar, show
from .run_worker import LOOK_EVERY_SECONDS, ensure_worker, with_runner

RunId = Annotated[int | None, typer.Argument(help="The run; without it, the newest.", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count.")]
AdminId = Annotated[
    int | None, typer.Option("--admin", help="Telegram id of the admin whom the bot notifies at the end.")
]
Foreground = Annotated[
    bool, typer.Option("--foreground", help="Run in this process, and return when it is over.")
]
Request = Callable[[JobRunner, int], Awaitable[Run]]

ENDED_BADLY = (RunStatus.FAILED, RunStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a group of commands: those of one kind, or of all kinds if `kind` is None."""

    command: str
    kind: str | None
    none_yet: str

    async def find(self, runner: JobRunner, run_id: int | None, doing: str) -> Run | None:
        """The run, or without an id the newest one, None where there never was any.

        Raises UnknownRun, and RunRefused for a run of another kind.
        """
        if run_id is None:
            return next(iter(await runner.history(self.kind, limit=1)), None)
        run = await runner.get(run_id)
        if self.kind not in (None, run.kind):
            raise RunRefused(
                f"run {run_id} is of another kind ({run.kind}); use: besitos jobs {doing} {run_id}"
            )
        return run

    async def require(self, runner: JobRunner, run_id: int | None, doing: str) -> Run:
        """The same, but raises RunRefused where there never was any."""
        run = await self.find(runner, run_id, doing)
        if run is None:
            raise RunRefused(self.none_yet)
        return run


def register(group: typer.Typer, runs: Runs) -> None:
    """Add the commands on runs that exist to a group."""
    group.command(help="Show a run.")(_status(runs))
    for request, said, text in (
        (JobRunner.pause, None, "Pause a run after its current batch; it can be resumed."),
        (JobRunner.resume, "resumed", "Resume a paused or failed run."),
        (JobRunner.cancel, None, "Cancel a run after its current batch; what it did stays."),
    ):
        name = request.__name__
        group.command(name, help=text)(_ask(runs, name, request, said))
    group.command(help="Show a run's progress until it is paused or over. After Ctrl-C the run continues.")(
        _watch_command(runs)
    )


def address(database_url: str | None) -> str:
    """Return the database of the command. Log lines go to stderr from now on, because stdout may be
    machine-readable."""
    settings = settings_with(database_url)
    configure_logging(settings.log_format, "WARNING", sys.stderr)
    warn_of_old_names(settings)
    return settings.database_url


def start_run(
    runs: Runs,
    url: str,
    kind: str,
    params: dict[str, Any],
    *,
    dry_run: bool,
    admin: int | None,
    foreground: bool,
    as_json: bool,
) -> None:
    """Start a run, or show the active run of this kind."""

    async def go(runner: JobRunner) -> tuple[Run, bool]:
        newest = await runner.latest(kind)
        run = await runner.queue(kind, params, dry_run=dry_run, started_by=admin, origin="terminal")
        return run, newest is None or run.id != newest.id

    async def work(runner: JobRunner) -> Run:
        runner.open()
        return await _watch(runner, run.id, as_json)

    run, new = asyncio.run(with_runner(url, go))
    if not foreground:
        ensure_worker(url, run)
        show(run, as_json, "started" if new else "active already")
    elif _interrupted(with_runner(url, work), runs, run.id):
        ensure_worker(url, run)


def _status(runs: Runs) -> Callable[..., None]:
    def status(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
        url = address(database_url)
        run = asyncio.run(with_runner(url, lambda runner: runs.find(runner, run_id, "status")))
        if run is not None:
            show(run, as_json, run.status)
        elif as_json:
            sys.stdout.write("null\n")
        else:
            Console().print(runs.none_yet, highlight=False, soft_wrap=True)

    return status


def _ask(runs: Runs, name: str, request: Request, said: str | None) -> Callable[..., None]:
    def command(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
        async def go(runner: JobRunner) -> Run:
            return await request(runner, (await runs.require(runner, run_id, name)).id)

        url = address(database_url)
        run = asyncio.run(with_runner(url, go))
        ensure_worker(url, run)  # its worker may have died
        show(run, as_json, said or run.status)

    return command


def _watch_command(runs: Runs) -> Callable[..., None]:
    def watch(run_id: RunId = None, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
        url = address(database_url)
        run = asyncio.run(with_runner(url, lambda runner: runs.require(runner, run_id, "watch")))
        _interrupted(with_runner(url, lambda runner: _watch(runner, run.id, as_json)), runs, run.id)

    return watch


async def _watch(runner: JobRunner, run_id: int, as_json: bool) -> Run:
    run = await runner.get(run_id)
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


def _interrupted(watching: Coroutine[Any, Any, Run], runs: Runs, run_id: int) -> bool:
    """Watch a run until it stops. Returns True if Ctrl-C ended the watching."""
    try:
        run = asyncio.run(watching)
    except KeyboardInterrupt:
        Console(stderr=True).print(
            f"run {run_id} goes on; to see it again: besitos {runs.command} watch {run_id}",
            highlight=False,
            soft_wrap=True,
        )
        return True
    if run.status in ENDED_BADLY:
        raise typer.Exit(1)
    return False
