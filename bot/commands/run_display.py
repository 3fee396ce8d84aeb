"""Shows runs in a terminal, and as JSON for machines."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.text import Text

from ..services.gamification.job_kinds.reconcile_ledger import ReconcileLedger
from ..services.gamification.sweep import KIND as SWEEP
from ..services.jobs import Run

REPORTING = frozenset({ReconcileLedger.name})
"""Kinds that change nothing: what they count are their findings."""


def as_dict(run: Run) -> dict[str, Any]:
    """Return a run for machines; times are in ISO 8601."""
    shown = asdict(run) | {
        "created": run.created, "share": run.share, "eta_seconds": run.eta_seconds,
        "is_stopped": run.is_stopped,
    }  # fmt: skip
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in shown.items()
    }


def progress_bar() -> Progress:
    """Return a progress bar for one run."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[numbers]}"),
        console=Console(),
        transient=True,
    )


def advance(progress: Progress, bar: TaskID, run: Run) -> None:
    """Update the bar to the progress of the run."""
    speed = f", {run.rows_per_second:,.0f}/s" if run.rows_per_second else ""
    left = f", {_duration(run.eta_seconds)} left" if run.eta_seconds is not None else ""
    progress.update(
        bar,
        total=run.total,
        completed=run.processed,
        description=f"run {run.id} {run.status}",
        numbers=f"{progress_of(run)}{speed}{left}",
    )


def progress_of(run: Run) -> str:
    """How far a run is, in a few words."""
    return f"{run.processed:,} of {_number(run.total)}, {_result(run)}"


def show(run: Run, as_json: bool, what: str) -> None:
    """Print a run in a few lines, or in one line of JSON."""
    if as_json:
        sys.stdout.write(json.dumps(as_dict(run)) + "\n")
        return
    console = Console()

    def line(title: str, text: str) -> None:
        console.print(Text.assemble((f"{title:<12}", "bold"), text), soft_wrap=True)

    rows = "users" if run.kind == SWEEP else "rows"
    if run.kind != SWEEP:
        line("kind", run.kind)
    line(f"run {run.id}", f"{what}{' (dry run)' if run.dry_run else ''}")
    if run.params:
        line("only", ", ".join(f"{name} {value}" for name, value in run.params.items()))
    line(rows, f"{run.processed:,} of {_number(run.total)}")
    line("profiles" if run.kind == SWEEP else "result", _result(run))
    if run.bad_rows:
        line("left out", f"{run.bad_rows:,} {rows} could not be worked; to see why: {_findings(run)}")
    elif run.changed and run.kind in REPORTING:
        line("to see", _findings(run))
    if run.eta_seconds is not None:
        line("speed", f"{run.rows_per_second:,.0f} {rows}/s, {_duration(run.eta_seconds)} left")
    if run.error:
        line("error", run.error)


def _result(run: Run) -> str:
    if run.kind in REPORTING:
        return f"{run.changed:,} found"
    word = "made" if run.kind == SWEEP else "changed"
    return f"{run.changed:,} {f'would be {word}' if run.dry_run else word}"


def _findings(run: Run) -> str:
    return f"besitos jobs findings {run.id}"


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
