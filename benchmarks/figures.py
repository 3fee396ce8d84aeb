"""One line of the table of benchmarks: something of ours beside something else, measured in the same run."""

import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass

MISSED_BY = 0.2
"""By how much of a target a shared machine may miss it before `make bench-check` fails."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` beside `theirs`, in `unit`, and the `ratio` of both. `target`: what the ratio must reach, at
    least or (`at_most`) at most; None: it is printed for orientation."""

    what: str
    beside: str
    theirs: float
    ours: float
    unit: str
    ratio: float
    target: float | None = None
    at_most: bool = False
    slack: float = MISSED_BY
    """By how much of the target it may be missed: more than a fifth where theirs alone varies more."""

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return self._within(0.0)

    @property
    def fails(self) -> bool:
        """Whether it is missed by more than its slack."""
        return not self._within(self.slack)

    def _within(self, slack: float) -> bool:
        if self.target is None:
            return True
        if self.at_most:
            return self.ratio <= self.target * (1 + slack)
        return self.ratio >= self.target * (1 - slack)


def waits(
    what: str, limit: float, beside: str, theirs: tuple[float, float], ours: tuple[float, float]
) -> list[Figure]:
    """Milliseconds that somebody waits, of which `theirs` and `ours` are the median and the p99; `limit` is
    that of our p99."""
    (their_middle, their_p99), (middle, p99) = theirs, ours
    return [
        Figure(f"p99 {what}", "the limit", limit, p99, "ms", p99 / limit, 1.0, at_most=True),
        Figure(f"p99 {what}", beside, their_p99, p99, "ms", p99 / their_p99),
        Figure(f"median {what}", beside, their_middle, middle, "ms", middle / their_middle),
    ]


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| what | beside | theirs | ours | ratio | target |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for one in figures:
        target = "" if one.target is None else f"{'≤' if one.at_most else '≥'} {one.target:.2f}"
        if not one.holds:
            target += " (missed)"
        theirs, ours = (f"{_number(value)} {one.unit}" for value in (one.theirs, one.ours))
        lines.append(f"| {one.what} | {one.beside} | {theirs} | {ours} | {one.ratio:.2f} | {target} |")
    return "\n".join(lines)


def to_json(figures: Iterable[Figure]) -> str:
    """Write figures, for the process that puts all of them together."""
    return json.dumps([asdict(one) for one in figures])


def from_json(written: str) -> list[Figure]:
    """Read what `to_json` wrote."""
    return [Figure(**fields) for fields in json.loads(written)]


def machine() -> str:
    """Return what the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {sys.version.split()[0]}"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or not value else f"{value:.1f}" if value >= 1 else f"{value:.3f}"
