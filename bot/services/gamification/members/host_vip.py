"""Asks the host who is VIP, through the callable `is_vip` that it gave at the set-up, and keeps the answers
for a few seconds."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from time import monotonic

import structlog
from cachetools import LRUCache

from ...cached_read import PAUSE_AFTER_FAILURE_SECONDS, REREAD_AFTER_SECONDS

log = structlog.get_logger(__name__)

IsVip = Callable[[int], bool | Awaitable[bool]]
"""Returns True if the member with this Telegram id is VIP now. It may be async; a synchronous one must not
wait for anything, since it runs on the event loop."""

ANSWER_SECONDS = 2.0
"""How long an update waits for an answer."""
LINE_EVERY_SECONDS = 60.0


class HostVip:
    """What the host says. Without a callable it says nothing: nobody is VIP by it."""

    def __init__(self, ask: IsVip | None = None, *, cache_size: int = 50_000) -> None:
        """The last answers about `cache_size` members are kept. Raises TypeError if `ask` cannot be
        called."""
        if ask is not None and not callable(ask):
            raise TypeError(f"is_vip must be a callable that takes a user id, not {ask!r}")
        self._ask = ask
        self._answers: LRUCache[int, tuple[bool, float]] = LRUCache(cache_size)
        self._next_line = 0.0

    async def says(self, user_id: int) -> bool:
        """Return the host's answer, at most 3 seconds old. Where it fails or takes longer than 2 seconds,
        that is logged, and the last answer counts; without one the member is not VIP.

        Never called inside a transaction: the answer travels with the terms.
        """
        if self._ask is None:
            return False
        answer, fresh_until = self._answers.get(user_id, (False, 0.0))
        if monotonic() < fresh_until:
            return answer
        fresh_for = REREAD_AFTER_SECONDS
        try:
            answer = await self._answer(self._ask, user_id)
        except Exception:
            fresh_for = PAUSE_AFTER_FAILURE_SECONDS
            if monotonic() >= self._next_line:
                self._next_line = monotonic() + LINE_EVERY_SECONDS
                log.exception("is_vip_failed", user_id=user_id, taken_as=answer)
        self._answers[user_id] = (answer, monotonic() + fresh_for)
        return answer

    def forget(self, user_id: int) -> None:
        """Keep no answer about a member."""
        self._answers.pop(user_id, None)

    async def _answer(self, ask: IsVip, user_id: int) -> bool:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = ask(user_id)
            return bool(await answer if inspect.isawaitable(answer) else answer)
