"""The screens of the sweep and of other runs in every state, for the snapshots."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.handlers.admin.sweep import end_screen, run_screen
from bot.services.jobs import Run, RunStatus
from bot.ui.screens import Screen
from bot.ui.sweep_keyboards import panel_keyboard, runs_keyboard
from bot.ui.sweep_texts import panel_text, runs_text
from bot.ui.texts import Texts

SINCE = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUN = Run(
    id=5, kind="provision_profiles", status=RunStatus.RUNNING, dry_run=False, params={}, processed=340_000,
    changed=12_345, total=1_000_000, cursor=99, started_by=1, origin="telegram", error=None, stop_reason=None,
    bad_rows=0, bad_row_limit=100, batch_size=500, batches=680, work_seconds=9.5, rows_per_second=25_000.4,
    created_at=SINCE, started_at=SINCE, heartbeat_at=SINCE, finished_at=None, told_at=None, lease_owner="a",
    lease_until=SINCE, generation=1, log=[],
)  # fmt: skip
PARAMS = {"only_vip": True, "registered_before": "2026-01-31T00:00:00+00:00", "limit": 1_500}
FAILED = replace(RUN, status=RunStatus.FAILED, error="OperationalError: disk <full>")


def sweep_screens(texts: Texts) -> list[Screen]:
    """The panel, a run in each state, the history, and what is told of ends."""
    queued = replace(RUN, status=RunStatus.QUEUED, started_at=None, total=None, processed=0, changed=0)
    done = replace(RUN, status=RunStatus.SUCCEEDED, processed=1_000_000)
    states = [replace(RUN, status=status) for status in RunStatus if status.value not in ("queued", "failed")]
    slow = [replace(RUN, rows_per_second=speed, dry_run=True, bad_rows=3) for speed in (0.4, 90.0, 4_000.0)]
    ends = [
        *(replace(done, changed=count, dry_run=dry) for dry in (False, True) for count in (0, 1, 12_345)),
        replace(done, bad_rows=3),
        replace(done, kind="recompute_levels", changed=17),
        FAILED,
        replace(FAILED, kind="reconcile_ledger"),
    ]
    kinds = ("provision_profiles", "recompute_levels", "reconcile_ledger", "expire_rewards", "tidy_streaks")
    origins = ("telegram", "terminal", "schedule", "settings", "code")
    runs = [
        *(replace(done, id=90 - n, kind=kinds[n], origin=origins[n]) for n in range(5)),
        *(replace(RUN, id=80 - n, status=status, dry_run=True) for n, status in enumerate(RunStatus)),
    ]
    return [
        *(Screen(panel_text(count, None, texts), panel_keyboard(None, texts)) for count in (0, 1, 1_234_567)),
        Screen(panel_text(9, FAILED, texts), panel_keyboard(FAILED, texts)),
        *(run_screen(run, texts) for run in (queued, *states, *slow, FAILED, replace(RUN, params=PARAMS))),
        Screen(runs_text(runs, texts), runs_keyboard(page=1, more=True, texts=texts)),
        Screen(runs_text([], texts), runs_keyboard(page=0, more=False, texts=texts)),
        *(end_screen(run, texts) for run in ends),
    ]
