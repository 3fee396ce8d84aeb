"""Runs of long work that can be trusted with a database in production: resumable, fenced, considerate.

Knows nothing of gamification; what a kind of job has to be able to do is in `kinds.py`.
"""

from bot.services.jobs.errors import JobError, RunRefused, UnknownRun
from bot.services.jobs.kinds import Done, Kind, Page, Step
from bot.services.jobs.messages import RunMessage, RunMessages
from bot.services.jobs.pace import USUAL_DUTY, PaceSettings, pace_for
from bot.services.jobs.run import Finding, Run
from bot.services.jobs.runner import JobRunner
from bot.services.jobs.schedule import InvalidSchedule, Schedule
from bot.services.jobs.states import RunStatus

__all__ = [
    "USUAL_DUTY",
    "Done",
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
    "UnknownRun",
    "pace_for",
]
