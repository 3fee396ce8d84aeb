"""Rate-limits members before the handler, and so before the first SQL of an update.

It is an inner middleware, because only then the handler of an update and its flag are known. What runs before
it needs no SQL for a known member, and a member who sends too much is known by the second update.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
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
    """How often a member may do something: `burst` times at once, then once per `every_seconds`.

    Handlers with the same `key` count together. A handler sets `flags={"throttle": Throttle(...)}`, or False
    to switch it off.
    """

    key: str
    every_seconds: float
    burst: int

    def __post_init__(self) -> None:
        if not 0 < self.every_seconds * self.burst <= FORGOTTEN_AFTER_SECONDS:
            raise ValueError(
                f"{self} cannot be remembered: every_seconds times burst must be above 0 and at most "
                f"{FORGOTTEN_AFTER_SECONDS:.0f} s"
            )


DEFAULT = Throttle("any", every_seconds=0.25, burst=20)
"""For handlers without a flag: more than a person taps, less than a script sends."""


class ThrottlingMiddleware(BaseMiddleware):
    """An inner middleware on our own routers. A throttled tap gets a short toast, so that the button stops
    spinning; everything else is dropped silently."""

    def __init__(self, now: Callable[[], float] | None = None, default: Throttle | None = DEFAULT) -> None:
        """`now` returns seconds, by default `time.monotonic`. Without a
        `default`, only handlers with a flag are throttled."""
        self._now = now = now or monotonic
        self._default = default
        # When all of the member's actions so far would be done at the steady rate.
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
        # The small number allows for rounding of floats.
        if even - now > throttle.every_seconds * (throttle.burst - 1 + 1e-6):
            return False
        self._even[member_id, throttle.key] = even + throttle.every_seconds
        return True
