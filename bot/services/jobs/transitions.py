"""The only way to change a run's row: an UPDATE guarded by id, generation and status.

What was read before may be stale when it is written; because of the guard, a late write changes nothing.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, update
from sqlalchemy.orm import Session

from ...database.changed_rows import changed_rows
from .run import RUNS, Run
from .states import RunStatus, allowed

MAX_LINES = 30
MAX_LINE_LENGTH = 300


def transition(
    session: Session, /, run: Run, to: RunStatus, now: datetime, line: str | None = None, **values: Any
) -> bool:
    """Move the run from the state in which it was read to `to`. Returns False if its state has changed."""
    assert allowed(run.status, to), f"{run.status} -> {to}"
    return guarded_update(session, run, status=to.value, log=logged(run, now, line), **values)


def guarded_update(session: Session, run: Run, **values: Any) -> bool:
    """Write values into the run's row. Returns False if its generation or status has changed since it was
    read."""
    guard = {"of_id": run.id, "of_generation": run.generation, "of_status": run.status.value}
    new = {f"new_{name}": value for name, value in values.items()}
    result = session.execute(_update(tuple(values)), guard | new)
    return changed_rows(result) == 1


@cache
def _update(names: tuple[str, ...]) -> Update:
    # Cached: a batch lasts milliseconds, and building this takes a good part of one.
    return (
        update(RUNS)
        .where(
            RUNS.c.id == bindparam("of_id"),
            RUNS.c.generation == bindparam("of_generation"),
            RUNS.c.status == bindparam("of_status"),
        )
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def logged(run: Run, now: datetime, line: str | None) -> list[str]:
    """The run's last lines, with this one added."""
    if line is None:
        return list(run.log)
    text = " ".join(line.split())[:MAX_LINE_LENGTH]
    return [*run.log, f"{now:%Y-%m-%d %H:%M:%S} {text}"][-MAX_LINES:]


def leased(now: datetime, seconds: float) -> dict[str, datetime]:
    """The values of a heartbeat."""
    return {"heartbeat_at": now, "lease_until": now + timedelta(seconds=seconds)}


NO_LEASE: dict[str, None] = {"lease_owner": None, "lease_until": None}
