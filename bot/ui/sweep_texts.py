"""Texts on the sweep and other runs."""

from collections.abc import Iterable
from datetime import datetime
from math import ceil

from ..services.gamification.sweep import KIND as SWEEP
from ..services.jobs import Run, RunStatus
from .displayed_text import shortened
from .moments import day_and_time
from .progress import bar, percent_of
from .texts import Html, Texts

MAX_REASON_LENGTH = 300

STATES = {
    RunStatus.QUEUED: "sweep-queued",
    RunStatus.RUNNING: "sweep-running",
    RunStatus.PAUSING: "sweep-pausing",
    RunStatus.PAUSED: "sweep-paused",
    RunStatus.CANCELLING: "sweep-cancelling",
    RunStatus.CANCELLED: "sweep-cancelled",
    RunStatus.SUCCEEDED: "sweep-succeeded",
    RunStatus.FAILED: "sweep-failed",
}
_MARKS = {
    RunStatus.QUEUED: "⏳",
    RunStatus.RUNNING: "▶️",
    RunStatus.PAUSING: "⏸",
    RunStatus.PAUSED: "⏸",
    RunStatus.CANCELLING: "⏹",
    RunStatus.CANCELLED: "⏹",
    RunStatus.SUCCEEDED: "✅",
    RunStatus.FAILED: "⚠️",
}
_KINDS = {
    "recompute_levels": "runs-levels",
    "reconcile_ledger": "runs-ledger",
    "expire_rewards": "runs-rewards",
    "tidy_streaks": "runs-streaks",
    "pay_members": "admin-publish-runs-payments",
    "send_messages": "admin-publish-runs-messages",
}
_ORIGINS = {
    "telegram": "runs-from-telegram",
    "terminal": "runs-from-terminal",
    "schedule": "runs-from-schedule",
    "settings": "runs-from-settings",
}


def panel_text(missing: int, newest: Run | None, texts: Texts) -> Html:
    """Describe how many members have no profile; `newest` is the newest sweep, which is over."""
    text = texts.html("sweep-panel", missing=missing)
    if newest is not None and newest.status is RunStatus.FAILED:
        return Html(f"{text}\n\n{texts.html('sweep-panel-failed', id=newest.id)}")
    return text


def run_text(run: Run, texts: Texts) -> Html:
    """Describe a sweep: progress, speed and remaining time."""
    head = [texts.html("sweep-title-dry" if run.dry_run else "sweep-title", id=run.id)]
    if only := _only(run, texts):
        head.append(texts.html("sweep-only", what=Html(" · ".join(only))))
    state = [texts.html(STATES[run.status])]
    if run.status is RunStatus.FAILED:
        state.append(texts.html("sweep-reason", reason=_reason(run)))
    return Html("\n\n".join("\n".join(part) for part in (head, _numbers(run, texts), state) if part))


def runs_text(runs: Iterable[Run], texts: Texts) -> Html:
    """A page of the history, newest first."""
    lines = [_line(run, texts) for run in runs]
    return texts.html("runs-page", lines=Html("\n".join(lines))) if lines else texts.html("runs-empty")


def end_text(run: Run, texts: Texts) -> Html:
    """Return the announcement that a run has ended."""
    if run.status is RunStatus.FAILED:
        return texts.html("run-failed", what=_what(run, texts), id=run.id, reason=_reason(run))
    if run.kind != SWEEP:
        text = texts.html(
            "run-ended", what=_what(run, texts), id=run.id, changed=run.changed, done=run.processed
        )
    else:
        text = texts.html("run-ended-dry" if run.dry_run else "run-ended-sweep", id=run.id, count=run.created)
    if run.bad_rows:
        return Html(f"{text}\n{texts.html('run-ended-left-out', count=run.bad_rows)}")
    return text


def _numbers(run: Run, texts: Texts) -> list[Html]:
    if run.started_at is None or run.total is None:
        return []
    done = 100 if run.status is RunStatus.SUCCEEDED else percent_of(run.processed, 0, max(run.total, 1))
    made = "sweep-would-make" if run.dry_run else "sweep-made"
    lines = [
        texts.html("sweep-progress", bar=bar(done), percent=done),
        texts.html("sweep-seen", done=run.processed, total=run.total),
        texts.html(made, count=run.created),
    ]
    if run.bad_rows:
        lines.append(texts.html("sweep-left-out", count=run.bad_rows))
    if run.status is RunStatus.RUNNING and run.rows_per_second:
        lines.append(_speed(run.rows_per_second, run.eta_seconds, texts))
    return lines


def _speed(rows_per_second: float, seconds: float | None, texts: Texts) -> Html:
    speed = max(1, round(rows_per_second))
    if seconds is None:
        return texts.html("sweep-speed", speed=speed)
    return texts.html("sweep-speed-and-time", speed=speed, time=_time(ceil(seconds), texts))


def _time(seconds: int, texts: Texts) -> Html:
    if seconds < 60:
        return texts.html("sweep-seconds", seconds=seconds)
    minutes = ceil(seconds / 60)
    if minutes < 60:
        return texts.html("sweep-minutes", minutes=minutes)
    return texts.html("sweep-hours", hours=minutes // 60, minutes=minutes % 60)


def _only(run: Run, texts: Texts) -> list[Html]:
    only = []
    if run.params.get("only_vip"):
        only.append(texts.html("sweep-only-vip"))
    if before := run.params.get("registered_before"):
        day = datetime.fromisoformat(before).date().isoformat()
        only.append(texts.html("sweep-only-before", day=day))
    if limit := run.params.get("limit"):
        only.append(texts.html("sweep-only-limit", limit=limit))
    return only


def _line(run: Run, texts: Texts) -> Html:
    return texts.html(
        "runs-line",
        mark=_MARKS[run.status],
        what=_what(run, texts),
        id=run.id,
        when=day_and_time(run.created_at, texts.language),
        origin=texts.html(_ORIGINS.get(run.origin, "runs-from-code")),
        result=texts.html("runs-result", changed=run.changed, done=run.processed),
    )


def _what(run: Run, texts: Texts) -> str:
    if run.kind == SWEEP:
        return texts.html("runs-sweep-dry" if run.dry_run else "runs-sweep")
    return texts.html(_KINDS[run.kind]) if run.kind in _KINDS else run.kind


def _reason(run: Run) -> str:
    return shortened(run.error or run.stop_reason or "?", MAX_REASON_LENGTH)
