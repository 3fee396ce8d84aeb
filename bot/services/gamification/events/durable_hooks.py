"""Calls durable hooks: each event is a row of the outbox for each of them, which ends when the hook returns
(decision 0068)."""

import asyncio

import structlog

from ....backoff import Backoff, Pauses
from ....database import DatabaseUnavailable
from ...tasks import stop_if_cancelled
from ..outbox.notices import HOOK, Row
from ..outbox.outbox import Outbox
from ..outbox.teller import Teller, Telling
from .event_json import read_event
from .hooks import Hooks, where_raised

log = structlog.get_logger(__name__)

AT_ONCE = 10
MAX_TRIES = 10
"""In about half an hour; then the row is given up, and the doctor reports it."""
RETRIES = Pauses(1.0, 600.0)
MAX_CALL_SECONDS = 300.0
"""A call that takes longer has failed: a hook that hangs must not keep the others waiting."""


class DurableHooks:
    """Calls the durable hooks of this process, from `open` to `close`."""

    def __init__(self, hooks: Hooks, outbox: Outbox) -> None:
        self._hooks = hooks
        self._outbox = outbox
        self._teller = Teller(
            outbox,
            Telling("durable hooks", self._kinds, self._call_all, AT_ONCE, in_order=False),
        )

    def open(self) -> None:
        """Call the hooks from now on, first for what waited. It is safe to call this again."""
        self._teller.open()

    async def finish(self, seconds: float) -> None:
        """Wait at most `seconds` until everything that can be told now is told."""
        await self._teller.finish(seconds)

    async def close(self, seconds: float) -> None:
        """End; calls that take longer than `seconds` are cancelled, and made again later. Safe to call
        again."""
        await self._teller.close(seconds)

    def _kinds(self) -> list[str]:
        return [f"{HOOK}{name}" for name in self._hooks.durable_names]

    async def _call_all(self, rows: list[Row]) -> None:
        for row in rows:
            await self._call(row)

    async def _call(self, row: Row) -> None:
        name = row.kind.removeprefix(HOOK)
        try:
            event = read_event(row.payload)
            async with asyncio.timeout(MAX_CALL_SECONDS):
                await self._hooks.durable_hook(name)(event)
        except Exception as error:  # noqa: BLE001 - whatever the host's code raises
            stop_if_cancelled(error)
            await self._failed(row, name, error)
        else:
            await self._outbox.told([row])

    async def _failed(self, row: Row, name: str, error: Exception) -> None:
        last = row.tries >= MAX_TRIES
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        (log.error if last else log.warning)(
            "hook_failed", hook=name, user_id=row.user_id, tries=row.tries, given_up=last, reason=reason,
            where=where_raised(error),
        )  # fmt: skip
        try:
            if last:
                await self._outbox.give_up(row, f"{name}: {reason}")
            else:
                await self._outbox.give_back([row], after_seconds=_pause(row.tries))
        except DatabaseUnavailable as away:  # the lease ends by itself
            stop_if_cancelled(away)
            log.warning("hook_not_noted", hook=name, reason=str(away))


def _pause(tries: int) -> float:
    backoff = Backoff(RETRIES)
    backoff.tries = tries - 1
    return backoff.failed()
