"""Time as tests want it."""

from datetime import UTC, datetime, timedelta


class WallClock:
    """A clock that stands still until told otherwise."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """So much time goes by: `passes(days=1)`."""
        self.now += timedelta(**time)


class RunningClock:
    """A clock that runs, and can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead
