"""Logs refused requests, with a limit, so that they cannot fill the log."""

import time
from collections import Counter
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

LINE_EVERY_SECONDS = 60.0


class RefusalLog:
    """At most one line per `LINE_EVERY_SECONDS` for each reason; the next line says how many were
    suppressed."""

    def __init__(self, event: str, now: Callable[[], float] = time.monotonic) -> None:
        """`event` is the name of the log lines; `now` returns seconds."""
        self._event = event
        self._now = now
        self._due: dict[str, float] = {}
        self._held_back: Counter[str] = Counter()

    def note(self, reason: str) -> None:
        """Record a refusal. `reason` must be one of a few fixed texts, because each is kept in memory."""
        now = self._now()
        if now < self._due.get(reason, now):
            self._held_back[reason] += 1
        else:
            self._due[reason] = now + LINE_EVERY_SECONDS
            self._tell(reason)

    def close(self) -> None:
        """Log the refusals that are still suppressed."""
        for reason in list(self._held_back):
            self._tell(reason)

    def _tell(self, reason: str) -> None:
        log.warning(self._event, reason=reason, held_back=self._held_back.pop(reason, 0))
