"""The job runner: long work on a production database that can be resumed, is fenced, and yields to members.

It knows nothing of gamification. `kinds.py` says what a kind of job must implement.
"""

from .effects import Effect, EffectImpossible
from .errors import JobError, RunRefused, UnknownRun
from .health import Trouble, TroubledRun, troubled_runs
from .kinds import Done, Kind, Page, Step
from .messages import RunMessage, RunMessages
from .pace import DEFAULT_DUTY_CYCLE, PaceSettings, pace_for
from .run import Finding, Run
from .runner import JobRunner
from .schedule import InvalidSchedule, Schedule
from .states import RunStatus

__all__ = [
    "DEFAULT_DUTY_CYCLE",
    "Done",
    "Effect",
    "EffectImpossible",
    "Finding",
    "InvalidSchedule",
    "JobError",
    "JobRunner",
    "Kind",
    "PaceSettings",
    "Page",
    "Run",
    "RunMessage",
    "RunMessages",
    "RunRefused",
    "RunStatus",
    "Schedule",
    "Step",
    "Trouble",
    "TroubledRun",
    "UnknownRun",
    "pace_for",
    "troubled_runs",
]
