"""Background work in rounds: a loop looks for something to do, does it, and waits until it is woken or a time
is over. Whatever goes wrong is logged, and the loop goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from ..database import DatabaseUnavailable
from .tasks import stop_if_cancelled


def _nothing() -> None:
    """What is done before a rest by default."""


class Rounds:
    """Rounds of `look`, which returns whether there was something to do: then the next one comes at once,
    else after `every_seconds` or a `wake`.

    An error is logged as `event`: an outage of the database in one line when it begins, and with `quiet` only
    for debugging, because others tell of it; anything else with its traceback, once. A traceback takes a
    console's renderer seconds, in which the event loop waits: a loop that fails at each look must not write
    one each time.
    """

    def __init__(
        self,
        log: Any,
        event: str,
        look: Callable[[], Awaitable[bool]],
        every_seconds: float,
        *,
        quiet: bool = False,
        before_rest: Callable[[], None] = _nothing,
    ) -> None:
        """`before_rest` is called whenever there was nothing to do, and at the end."""
        self._log = log
        self._event = event
        self._look = look
        self._every = every_seconds
        self._quiet = quiet
        self._before_rest = before_rest
        self._wake = asyncio.Event()
        self._stopped = False
        self._last: str | None = None

    @property
    def is_woken(self) -> bool:
        """Whether the next round follows at once."""
        return self._wake.is_set()

    def wake(self) -> None:
        """There may be something to do: do not wait."""
        self._wake.set()

    def stop(self) -> None:
        """End after the round under way."""
        self._stopped = True
        self._wake.set()

    async def go_on(self) -> None:
        """Work until `stop` or until cancelled."""
        while not self._stopped:
            self._wake.clear()
            if not await self._round():
                self._before_rest()
                try:
                    async with asyncio.timeout(self._every):
                        await self._wake.wait()
                except TimeoutError:
                    pass
        self._before_rest()

    async def _round(self) -> bool:
        try:
            worked = await self._look()
        except Exception as error:  # noqa: BLE001 - if this loop died, nothing would be done any more
            stop_if_cancelled(error)
            self._note(error)
            return False
        self._last = None
        return worked

    def _note(self, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        if isinstance(error, DatabaseUnavailable):
            again = self._last == type(error).__name__  # its numbers differ each time
            self._last = type(error).__name__
            (self._log.debug if again or self._quiet else self._log.warning)(self._event, reason=reason)
            return
        if reason == self._last:
            self._log.error(self._event, reason=reason)
        else:
            self._log.error(self._event, reason=reason, exc_info=error)
        self._last = reason
