"""Requests of admins, as units of work: start, pause, resume, cancel. Repeating one is harmless."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ...database import RunAgain
from ...database.tables.jobs import JobFinding, JobRun
from ...database.upsert import insert_into
from .errors import RunRefused, UnknownRun
from .kinds import Kind, note_end
from .run import RUNS, Run, read_run, run_of, select_runs
from .states import ACTIVE, RunStatus
from .transitions import NO_LEASE, transition

S = RunStatus


MAX_KEY = 200
MAX_ORIGIN = 32
OWN_KEYS = ((re.compile("telegram:"), "telegram"), (re.compile(r"\w+@\d{4}-\d\d-\d\dT"), "schedule"))
"""How the keys of the panel and of schedules begin, and the only origin that has such keys: for a host's key
like them, a tap or a schedule would find its run done."""


def check(started_by: object, origin: object, once_key: object) -> None:
    """Raises ValueError for values that cannot be stored in a run's row, and for a key that begins like one
    of ours."""
    if started_by is not None and (type(started_by) is not int or not -(2**63) < started_by < 2**63):
        raise ValueError(f"a run is started by a Telegram id, not by {started_by!r:.40}")
    for name, value, longest in (("an origin", origin, MAX_ORIGIN), ("a once_key", once_key, MAX_KEY)):
        if value is None and name == "a once_key":
            continue
        if not isinstance(value, str) or not 1 <= len(value) <= longest or not _is_storable(value):
            raise ValueError(f"{name} is a text of 1 to {longest} characters, not {value!r:.40}")
    if isinstance(once_key, str) and any(own.match(once_key) and origin != of for own, of in OWN_KEYS):
        raise ValueError(
            f"the once_key {once_key!r:.80} begins like one of Besitos' own (telegram: and kind@date): "
            "begin it with a word of your bot"
        )


def _is_storable(value: str) -> bool:
    return "\0" not in value and value == value.encode("utf-8", "replace").decode("utf-8")


def queue(
    session: Session,
    kind: str,
    params: Mapping[str, Any],
    dry_run: bool,
    started_by: int | None,
    origin: str,
    once_key: str | None,
    batch_size: int,
    bad_row_limit: int,
    now: datetime,
) -> tuple[Run, bool]:
    """Return a new run and True, or the active run of this kind (or the one of this `once_key`) and False.
    Raises ValueError for the `once_key` of a run of another kind."""
    made = session.execute(
        insert_into(session, JobRun)
        .values(
            kind=kind, status=S.QUEUED.value, dry_run=dry_run, params=dict(params), processed=0, changed=0,
            bad_rows=0, bad_row_limit=bad_row_limit, batch_size=batch_size, batches=0, work_seconds=0.0,
            started_by=started_by, origin=origin, once_key=once_key, created_at=now, generation=0,
            log=[f"{now:%Y-%m-%d %H:%M:%S} queued ({origin})"],
        )
        .on_conflict_do_nothing()
        .returning(RUNS.c.id)
    ).scalar_one_or_none()  # fmt: skip
    if made is not None:
        run = read_run(session, made)
        assert run is not None
        return run, True
    if once_key is not None:
        row = session.execute(select_runs(RUNS.c.once_key == once_key)).one_or_none()
        if row is not None:
            if row.kind != kind:
                raise ValueError(
                    f"the once_key {once_key!r:.80} names run {row.id} of {row.kind}: give this one another"
                )
            return run_of(row), False
    row = session.execute(select_runs(RUNS.c.kind == kind, RUNS.c.status.in_(ACTIVE))).one_or_none()
    if row is None:  # the run that was in the way has ended
        raise RunAgain(f"another run of {kind} ended at the same moment")
    return run_of(row), False


def replace(
    session: Session,
    kind: str,
    params: Mapping[str, Any],
    started_by: int | None,
    origin: str,
    batch_size: int,
    bad_row_limit: int,
    now: datetime,
) -> Run:
    """Return a new run in place of the active one of its kind, which is cancelled at once: a batch of it that
    is under way is rolled back."""
    row = session.execute(select_runs(RUNS.c.kind == kind, RUNS.c.status.in_(ACTIVE))).one_or_none()
    if row is not None:
        _settle(session, run_of(row), S.CANCELLED, now, f"replaced ({origin})", finished_at=now)
    run, new = queue(session, kind, params, False, started_by, origin, None, batch_size, bad_row_limit, now)
    if not new:
        raise RunAgain(f"another run of {kind} was queued at the same moment")
    return run


def pause(session: Session, run_id: int, now: datetime) -> Run:
    """Pause a run after its current batch. Raises RunRefused, UnknownRun."""
    run = _read(session, run_id)
    if run.status is S.PAUSED or (run.status is S.PAUSING and run.is_worked(now)):
        return run
    if run.status not in (S.QUEUED, S.RUNNING, S.PAUSING):
        raise RunRefused(f"run {run_id} is {run.status} and cannot be paused")
    if run.is_worked(now):
        _ask(session, run, S.PAUSING, now, "asked to pause")
    else:
        _settle(session, run, S.PAUSED, now, "paused")
    return _read(session, run_id)


def resume(session: Session, run_id: int, now: datetime, bad_row_limit: int) -> Run:
    """Continue a paused or failed run. Raises RunRefused, also if another run of its kind is active, and
    UnknownRun.

    Rows that failed before are tried again, and do not count towards the limit.
    """
    run = _read(session, run_id)
    if run.status in (S.QUEUED, S.RUNNING):
        return run
    if run.status not in (S.PAUSING, S.PAUSED, S.FAILED):
        raise RunRefused(f"run {run_id} is {run.status} and cannot be resumed")
    if run.status is S.PAUSING:
        _ask(session, run, S.RUNNING, now, "resumed")
        return _read(session, run_id)
    fresh: dict[str, Any] = {"stop_reason": None}
    if run.status is S.FAILED:
        other = session.execute(
            select(RUNS.c.id).where(RUNS.c.kind == run.kind, RUNS.c.status.in_(ACTIVE))
        ).scalar_one_or_none()
        if other is not None:
            raise RunRefused(f"run {run_id} cannot be resumed while run {other} of its kind is active")
        session.execute(
            update(JobFinding)
            .where(JobFinding.run_id == run_id, JobFinding.state == "BAD")
            .values(state="TO_RETRY")
        )
        fresh |= {
            "error": None, "finished_at": None, "told_at": None,
            "bad_row_limit": run.bad_rows + bad_row_limit,
        }  # fmt: skip
    try:
        _ask(session, run, S.QUEUED, now, "resumed", **fresh)
    except IntegrityError as error:  # another run of this kind was started meanwhile
        raise RunRefused(f"run {run_id} cannot be resumed while another run of its kind is active") from error
    return _read(session, run_id)


def cancel(session: Session, run_id: int, now: datetime, kinds: Mapping[str, Kind]) -> Run:
    """End a run after its current batch; finished work stays. Raises RunRefused, UnknownRun."""
    run = _read(session, run_id)
    if run.status is S.CANCELLED or (run.status is S.CANCELLING and run.is_worked(now)):
        return run
    if run.status not in ACTIVE:
        raise RunRefused(f"run {run_id} is {run.status} and cannot be cancelled")
    if run.is_worked(now):
        _ask(session, run, S.CANCELLING, now, "asked to cancel")
    else:
        _settle(session, run, S.CANCELLED, now, "cancelled", finished_at=now)
        note_end(session, kinds.get(run.kind), run.id, now)
    return _read(session, run_id)


def _read(session: Session, run_id: int) -> Run:
    run = read_run(session, run_id)
    if run is None:
        raise UnknownRun(run_id)
    return run


def _ask(session: Session, run: Run, to: RunStatus, now: datetime, line: str, **values: Any) -> None:
    if not transition(session, run, to, now, line, **values):
        raise RunAgain(f"run {run.id} changed at the same moment")


def _settle(session: Session, run: Run, to: RunStatus, now: datetime, line: str, **values: Any) -> None:
    # No live worker has it; a worker that lost its lease and wakes up later is fenced off by the generation.
    _ask(session, run, to, now, line, generation=run.generation + 1, **NO_LEASE, **values)
