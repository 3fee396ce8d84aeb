"""Clocks for tests."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest


class WallClock:
    """A clock that stands still until `passes` is called."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """Move the clock forward: `passes(days=1)`."""
        self.now += timedelta(**time)


class RunningClock:
    """A clock that runs, and can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Seconds:
    """A monotonic clock that moves when a test says so: `seconds.now += 1`."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@contextmanager
def standing_still(*modules: str) -> Iterator[Seconds]:
    """Give these modules of the product a monotonic clock that the test moves. It must only be used for
    modules that do not wait by it."""
    seconds = Seconds(time.monotonic())
    with pytest.MonkeyPatch.context() as patch:
        for module in modules:
            patch.setattr(f"{module}.monotonic", seconds)
        yield seconds
