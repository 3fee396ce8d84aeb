"""Runs one batch at a time: calls that arrive during a batch form the next one, and calls with the same key
share one result."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class SingleFlight(Generic[K, V]):
    """`await flight.join(key, value)` returns when a batch that holds the key is done.

    It has no task of its own: the first caller runs the batch for all callers that wait. If that caller is
    cancelled, its batch goes back to the queue and the next caller runs it.
    """

    def __init__(
        self, run: Callable[[dict[K, V]], Awaitable[Mapping[K, Exception] | None]], *, max_size: int
    ) -> None:
        """`run` processes a batch of at most `max_size` keys. Where it raises, all its callers get the
        error. It may return errors of single keys: only the callers of that key get them."""
        self._run = run
        self._max_size = max_size
        self._ended: asyncio.Future[None] | None = None
        """Done when the caller that runs batches now has ended; None if nobody runs one."""
        self._waiting: dict[K, tuple[V, asyncio.Future[None]]] = {}
        self._flying: dict[K, tuple[V, asyncio.Future[None]]] = {}

    async def join(self, key: K, value: V) -> None:
        """Wait until `value` was part of a batch; raises what the batch raised."""
        entry = self._flying.get(key)
        if entry is None or entry[0] != value:
            waiting = self._waiting.get(key)
            future = waiting[1] if waiting else asyncio.get_running_loop().create_future()
            entry = self._waiting[key] = (value, future)
        future = entry[1]
        # Shared futures are shielded: one cancelled waiter must not cancel them for the others.
        while not future.done():
            if self._ended is not None:  # all who wait go on in the same turn of the event loop
                await asyncio.shield(self._ended)
            elif self._waiting:
                await self._run_batches(future)
            else:
                break
        await asyncio.shield(future)

    async def _run_batches(self, future: "asyncio.Future[None]") -> None:
        """Run batches until one has set `future`."""
        self._ended = ended = asyncio.get_running_loop().create_future()
        try:
            while not future.done() and self._waiting:
                await self._run_batch()
        finally:
            self._ended = None
            ended.set_result(None)

    async def _run_batch(self) -> None:
        keys = list(self._waiting)[: self._max_size]
        self._flying = {key: self._waiting.pop(key) for key in keys}
        try:
            errors = await self._run({key: value for key, (value, _) in self._flying.items()}) or {}
        except asyncio.CancelledError:
            self._requeue()
            raise
        except Exception as error:  # noqa: BLE001 - every waiter gets it
            errors = dict.fromkeys(self._flying, error)
        finally:
            flown, self._flying = self._flying, {}
        for key, (_, future) in flown.items():
            if key in errors:
                future.set_exception(errors[key])
                future.exception()  # marked as retrieved: a cancelled waiter will not do it
            else:
                future.set_result(None)

    def _requeue(self) -> None:
        for key, (value, future) in self._flying.items():
            newer = self._waiting.get(key)
            if newer is None:
                self._waiting[key] = (value, future)
            else:  # a newer value of this key waits: both have its outcome
                newer[1].add_done_callback(partial(_copy_outcome, future))


def _copy_outcome(older: asyncio.Future[None], done: asyncio.Future[None]) -> None:
    error = done.exception()
    if error is None:
        older.set_result(None)
    else:
        older.set_exception(error)
        older.exception()
