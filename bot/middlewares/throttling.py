"""Holds back members who hammer: before the handler, and so before the first SQL of an update.

An inner middleware, because only then is it known which handler an update goes to, and which flag that
handler carries. What runs before it costs a known member no SQL (ProvisioningMiddleware recalls), and who
hammers is known by the second update.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import CallbackQuery, TelegramObject
from cachetools import TTLCache

from ..services.gamification.members.identity import Member
from ..ui.texts import Texts

FLAG = "throttle"
REMEMBERED = 50_000
FORGOTTEN_AFTER_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Throttle:
    """How often one member may do something: `burst` times at once, then once in `every_seconds`.

    Handlers with the same `key` count together. A handler says it as `flags={"throttle": Throttle(...)}`,
    or False for never.
    """

    key: str
    every_seconds: float
    burst: int

    def __post_init__(self) -> None:
        if not 0 < self.every_seconds * self.burst <= FORGOTTEN_AFTER_SECONDS:
            raise ValueError(f"{self} reaches beyond what is remembered, {FORGOTTEN_AFTER_SECONDS:.0f} s")


DEFAULT = Throttle("any", every_seconds=0.25, burst=20)
"""For handlers that say nothing: above what a person's fingers do, below what a script does."""


class ThrottlingMiddleware(BaseMiddleware):
    """An inner middleware on our own routers. A tap that is held back gets a short toast, or the button
    would keep spinning; everything else is dropped without a word."""

    def __init__(self, now: Callable[[], float] = time.monotonic, default: Throttle | None = DEFAULT) -> None:
        """`now` returns seconds. Without a `default`, only handlers with a flag are throttled."""
        self._now = now
        self._default = default
        # When all that a member did so far would have been done at the steady rate.
        self._even: TTLCache[tuple[int, str], float] = TTLCache(REMEMBERED, FORGOTTEN_AFTER_SECONDS, now)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        member: Member | None = data.get("member")
        throttle: Throttle | bool | None = get_flag(data, FLAG, default=self._default)
        if member is None or not isinstance(throttle, Throttle) or self._may(member.id, throttle):
            return await handler(event, data)
        if isinstance(event, CallbackQuery):
            texts: Texts = data["texts"]
            await event.answer(texts.plain("throttled"))
        return None

    def _may(self, member_id: int, throttle: Throttle) -> bool:
        now = self._now()
        even = max(now, self._even.get((member_id, throttle.key), now))
        # The small part is for sums of floats.
        if even - now > throttle.every_seconds * (throttle.burst - 1 + 1e-6):
            return False
        self._even[member_id, throttle.key] = even + throttle.every_seconds
        return True
