"""Computes the size of batches and the pause after each, so that members do not notice a run.

The size follows how long the last batches held their transaction. The pause follows the work, and grows while
others wait for the database. A batch that fails is halved until only the bad row is left.
"""

from dataclasses import dataclass, replace

SMALLEST = 1
DEFAULT_DUTY_CYCLE = 0.5
GROWTH = 2.0
SHRINK = 4.0
SMOOTHING = 0.3
"""Weight of the newest batch in the speed from which the next size is computed."""
MAX_PRESSURE = 8.0


@dataclass(frozen=True, slots=True)
class PaceSettings:
    """`target_seconds`: how long a batch should hold its transaction. `duty`: the largest share of time that
    may be work. `first`: rows of a run's first batch. `max_rows`: rows of any batch."""

    target_seconds: float
    duty: float = DEFAULT_DUTY_CYCLE
    first: int = 100
    max_rows: int = 50_000
    max_rest_seconds: float = 2.0

    def __post_init__(self) -> None:
        if not (self.target_seconds > 0 and 0 < self.duty <= 1 and 1 <= self.first <= self.max_rows):
            raise ValueError(f"impossible pace: {self}")


# SQLite has one writer, so every other writer waits for the whole batch; on PostgreSQL only those of the same
# rows.
PACES = {"sqlite": PaceSettings(target_seconds=0.010), "postgresql": PaceSettings(target_seconds=0.1)}


def pace_for(dialect: str, duty: float) -> PaceSettings:
    """The default pace for this kind of database, with the given share of time for work."""
    return replace(PACES[dialect], duty=duty)


class Pace:
    """The pace of one run in one process."""

    def __init__(self, settings: PaceSettings, size: int) -> None:
        self.settings = settings
        self.size = max(SMALLEST, min(size, settings.max_rows))
        self._seconds_a_row: float | None = None
        self._pressure = 1.0
        self._suspects = 0

    def worked(self, rows: int, seconds: float) -> None:
        """Learn from a batch: it had `rows` rows and held its transaction for `seconds`."""
        if self._suspects:  # a bad row is among them: keep halving
            self._suspects = max(self._suspects - rows, 0)
            self.size = max(self.size // 2, SMALLEST)
            return
        if rows < self.size // 2 and seconds < self.settings.target_seconds / 2:
            return  # the last page says little about the speed
        newest = seconds / rows
        if self._seconds_a_row is None:
            self._seconds_a_row = newest
        self._seconds_a_row += SMOOTHING * (newest - self._seconds_a_row)
        wanted = self.settings.target_seconds / max(self._seconds_a_row, 1e-9)
        # Not below a minimum: where each statement is slow, smaller batches only mean more statements.
        floor = max(self.settings.first // 5, SMALLEST)
        self.size = int(
            max(floor, self.size / SHRINK, min(wanted, self.size * GROWTH, self.settings.max_rows))
        )

    def failed(self) -> None:
        """Halve the size, after a batch failed twice, to find the bad row."""
        self._suspects = max(self._suspects, self.size)
        self.size = max(self.size // 2, SMALLEST)

    def found(self) -> None:
        """Stop searching: the bad row was found and skipped."""
        self._suspects = 0

    def rest(self, held: float, others_wait: bool) -> float:
        """Return the seconds to pause after a batch that held its transaction for `held` seconds."""
        self._pressure = (
            min(self._pressure * 2, MAX_PRESSURE) if others_wait else max(self._pressure / 2, 1.0)
        )
        return min(held * (1 / self.settings.duty - 1) * self._pressure, self.settings.max_rest_seconds)
