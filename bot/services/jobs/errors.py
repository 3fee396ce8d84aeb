"""What the job runner refuses."""


class JobError(Exception):
    """Parent of the runner's refusals."""


class UnknownRun(JobError):
    """There is no such run."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        super().__init__(f"there is no run {run_id}")


class RunRefused(JobError):
    """The run is not in a state that allows this, or another of its kind is active."""
