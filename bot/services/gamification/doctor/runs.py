"""Checks the runs of the job runner: abandoned, failed, with findings, or written by a clock ahead."""

from datetime import datetime

from sqlalchemy.orm import Session

from ...jobs import RunStatus, Trouble, TroubledRun, troubled_runs
from .findings import Examined, Finding


def examine_runs(session: Session, after: int, now: datetime) -> Examined:
    """Report every run in trouble; five statements, one page."""
    return Examined([_finding(run) for run in troubled_runs(session, now)])


def _finding(run: TroubledRun) -> Finding:
    title = f"run {run.id} ({run.kind})"
    since = f"{run.since:%Y-%m-%d %H:%M} UTC" if run.since is not None else "?"
    match run.trouble:
        case Trouble.ABANDONED:
            return Finding(
                kind="run_abandoned",
                what=f"{title} is {run.status}, but nobody has worked it since {since}",
                to_do=f"start the bot, or have this machine work it: besitos jobs {_next(run)} {run.id}",
            )
        case Trouble.FAILED:
            return Finding(
                kind="run_failed",
                what=f"{title} failed at {since} and was not resumed",
                to_do=f"besitos jobs status {run.id} says why; then: besitos jobs resume {run.id}",
            )
        case Trouble.FINDINGS:
            rows = "1 row" if run.count == 1 else f"{run.count:,} rows"
            return Finding(
                kind="run_findings",
                what=f"{title} noted {rows} that somebody should look at",
                to_do=f"besitos jobs findings {run.id} shows them; a later run without any ends this",
            )
        case Trouble.LEASE_AHEAD:
            return Finding(
                kind="run_lease_ahead",
                what=f"{title} has a lease until {since}: the clock that wrote it was ahead",
                to_do="set the clock of every host that runs the bot right; the lease counts as over",
            )
        case Trouble.MESSAGE_AHEAD:
            return Finding(
                kind="run_message_ahead",
                what=f"{title}: its message in Telegram is not edited before {since}: the clock that wrote "
                "that was ahead",
                to_do="set the clock of every host that runs the bot right; /sweep shows the run anew",
            )


def _next(run: TroubledRun) -> str:
    """Return the command that starts a worker for the run."""
    return "cancel" if run.status is RunStatus.CANCELLING else "resume"
