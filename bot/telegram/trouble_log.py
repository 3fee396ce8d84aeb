"""Logs what goes wrong in a loop that tries again: once with its traceback, then in one line each time."""

from typing import Any


class TroubleLog:
    """The trouble of one loop. A traceback takes a console's renderer seconds, in which the event loop waits:
    a loop that fails at each look must not write one each time."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self._last: str | None = None

    def note(self, event: str, error: Exception) -> None:
        """Log an error; with its traceback, unless it is the same as the last one."""
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        if reason == self._last:
            self._log.error(event, reason=reason)
        else:
            self._log.error(event, reason=reason, exc_info=error)
        self._last = reason

    def over(self) -> None:
        """The loop works again: the next error is a new one."""
        self._last = None
