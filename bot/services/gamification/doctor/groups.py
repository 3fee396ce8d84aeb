"""Groups findings of one kind: their number, and the first ones."""

from collections import Counter
from collections.abc import Iterator

from .findings import Finding

FIRST = 5


class Groups:
    """Collects findings; keeps only the first ones of each kind, however many there are."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._first: dict[str, list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it where it is one of the first of its kind."""
        self.counts[finding.kind] += 1
        first = self._first.setdefault(finding.kind, [])
        if len(first) < FIRST:
            first.append(finding)

    def lines(self) -> Iterator[str]:
        """A line for each that was kept, kind by kind, and one for how many more there are of a kind."""
        for kind, first in self._first.items():
            yield from map(str, first)
            count = self.counts[kind]
            if count > FIRST:
                mark = "" if first[0].wrong else "note: "
                yield (
                    f"{mark}and {count - FIRST:,} more of this kind, {count:,} in all ({kind}); "
                    "besitos doctor --all shows each"
                )
