"""The errors that the job runner raises when it refuses a request."""


class JobError(Exception):
    """Base class of these errors."""


class UnknownRun(JobError):
    """There is no such run."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        super().__init__(f"there is no run {run_id}")


class RunRefused(JobError):
    """The run is not in a state that allows this, or another of its kind is active."""
