"""Says in the log what was refused, without letting whoever is refused fill the log."""

import time
from collections import Counter
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

LINE_EVERY_SECONDS = 60.0


class RefusalLog:
    """One line at most in `LINE_EVERY_SECONDS` for each reason; the next one says how many were held back."""

    def __init__(self, event: str, now: Callable[[], float] = time.monotonic) -> None:
        """`event` names the lines; `now` returns seconds."""
        self._event = event
        self._now = now
        self._due: dict[str, float] = {}
        self._held_back: Counter[str] = Counter()

    def note(self, reason: str) -> None:
        """Something was refused. `reason` is one of a few fixed texts, for each is remembered."""
        now = self._now()
        if now < self._due.get(reason, now):
            self._held_back[reason] += 1
        else:
            self._due[reason] = now + LINE_EVERY_SECONDS
            self._tell(reason)

    def close(self) -> None:
        """Tell of what is still held back."""
        for reason in list(self._held_back):
            self._tell(reason)

    def _tell(self, reason: str) -> None:
        log.warning(self._event, reason=reason, held_back=self._held_back.pop(reason, 0))
