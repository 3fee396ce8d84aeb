"""The states of a run, and which may follow which: the one table that every change is held against."""

from collections.abc import Mapping
from enum import StrEnum


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


_S = RunStatus
# A worker moves a run at the end of a batch; who asks from outside moves a worked run to "-ing" only, or
# straight on where nobody works it. A run that is worked may stay in its state under a new worker.
TRANSITIONS: Mapping[RunStatus, frozenset[RunStatus]] = {
    _S.QUEUED: frozenset({_S.RUNNING, _S.PAUSED, _S.CANCELLED}),
    _S.RUNNING: frozenset(
        {_S.RUNNING, _S.PAUSING, _S.PAUSED, _S.CANCELLING, _S.CANCELLED, _S.SUCCEEDED, _S.FAILED}
    ),
    _S.PAUSING: frozenset({_S.PAUSING, _S.PAUSED, _S.RUNNING, _S.CANCELLING, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.QUEUED, _S.CANCELLED}),
    _S.CANCELLING: frozenset({_S.CANCELLING, _S.CANCELLED}),
    _S.CANCELLED: frozenset(),
    _S.SUCCEEDED: frozenset(),
    _S.FAILED: frozenset({_S.QUEUED}),
}
WORKED = frozenset({_S.RUNNING, _S.PAUSING, _S.CANCELLING})
"""A worker holds the lease of such a run, or held it until it died."""
STOPPED = frozenset({_S.PAUSED, _S.CANCELLED, _S.SUCCEEDED, _S.FAILED})
"""Nothing will happen to such a run by itself."""
ACTIVE = frozenset({_S.QUEUED, _S.PAUSED}) | WORKED
"""Of each kind at most one run is in one of these; the database sees to it."""


def allowed(before: RunStatus, after: RunStatus) -> bool:
    """True where a run may go from one state to the other."""
    return after in TRANSITIONS[before]
