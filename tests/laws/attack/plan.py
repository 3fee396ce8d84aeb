"""What an attack is: the seed, how long, and who takes part. Shared by the processes; no database here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

ADMIN = 7
STAYING = range(1_001, 1_013)
"""Members whose `users` row stays: whatever was acknowledged to them must be in the ledger."""
GOING = range(2_001, 2_009)
"""Members whom the host deletes, with all that is theirs; they come back."""
WRITING = range(3_001, 3_009)
"""Members who only speak through Telegram: no call is acknowledged to anybody but them."""
CHANNEL = -1001468184215
MESSAGES = range(1, 60)
FORMULAS = (
    "floor(sqrt(total_earned / 100)) + 1",
    "min(floor(total_earned / 50) + 1, 400)",
    "floor(log(total_earned + 1)) + 1",
)
ZONES = ("UTC", "Etc/GMT+12", "Pacific/Kiritimati", "Europe/Madrid", "America/Santiago")
SKEWS = (
    timedelta(0), timedelta(seconds=3), timedelta(minutes=-20), timedelta(days=1, hours=5),
    timedelta(days=-40), timedelta(days=3 * 365),
)  # fmt: skip
"""How wrong the clocks of the processes are, in turn."""
MAX_SKEW_OF_A_RUNNER = timedelta(minutes=1)
"""Processes whose clock is further off work no runs: leases are held against the clock (decision 0040)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One attack on one database."""

    seed: int
    kind: str
    url: str
    seconds: float
    workers: int


def skew_of(number: int, incarnation: int) -> timedelta:
    """How far the clock of a worker is off; another one after every restart."""
    return next(islice(cycle(SKEWS), number + 3 * incarnation, None))


@dataclass(frozen=True, slots=True)
class SkewedClock:
    """A clock that is wrong by always the same."""

    skew: timedelta

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.skew
