"""The states of a run, and the table of allowed transitions, which every change is checked against."""

from collections.abc import Mapping
from enum import StrEnum


class RunStatus(StrEnum):
    """The state of a run."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


_S = RunStatus
# A worker changes the state at the end of a batch. A request from outside moves a run with a live worker to
# "-ing" only; without a live worker it moves the run to the final state at once, as `requests.replace` does
# even with one: its batch is rolled back. A new worker may take a run over without a change of state.
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
"""A worker holds the lease of such a run, or held it when it died."""
STOPPED = frozenset({_S.PAUSED, _S.CANCELLED, _S.SUCCEEDED, _S.FAILED})
"""Such a run does not continue by itself."""
ACTIVE = frozenset({_S.QUEUED, _S.PAUSED}) | WORKED
"""At most one run of each kind is in one of these states; a unique index ensures it."""


def allowed(before: RunStatus, after: RunStatus) -> bool:
    """True if a run may go from the state `before` to `after`."""
    return after in TRANSITIONS[before]
