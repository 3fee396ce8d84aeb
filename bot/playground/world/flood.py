"""Flood control: about 30 messages a second overall, one a second in a chat, 20 a minute in a group.

Telegram allows short bursts in a chat and publishes no exact numbers; these are rather strict. A refused
message does not count.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import too_many_requests

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How much a bot may send."""

    per_second: int = 30
    burst_in_a_chat: int = 3
    """How many messages a chat takes at once after a pause; over time it is one a second."""
    per_minute_in_a_group: int = 20


class _Allowance:
    """Fills with `rate` a second up to `most`; a message takes one."""

    def __init__(self, rate: float, most: float, now: float) -> None:
        self._rate = rate
        self._most = most
        self._left = most
        self._at = now

    def missing(self, amount: int, now: float) -> float:
        """Seconds until there is enough, 0 where there is. More than `most` counts as `most`."""
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (min(amount, self._most) - self._left) / self._rate)

    def take(self, amount: int) -> None:
        self._left -= amount


class FloodControl:
    """Counts messages. `monotonic` returns seconds; `enabled` can be switched at any time."""

    def __init__(
        self, monotonic: Callable[[], float], limits: FloodLimits | None = None, *, enabled: bool = True
    ) -> None:
        self._monotonic = monotonic
        self._limits = limits or FloodLimits()
        self.enabled = enabled
        self.reset()

    def reset(self) -> None:
        """Forget what was sent."""
        self._overall = _Allowance(self._limits.per_second, self._limits.per_second, self._monotonic())
        self._chats: dict[int, _Allowance] = {}
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)

    def spend(self, chat_id: int, *, is_group: bool, amount: int = 1) -> None:
        """Count messages that are about to be sent to a chat. Raises BotApiError (429) for too many."""
        if not self.enabled:
            return
        now = self._monotonic()
        if (chat := self._chats.get(chat_id)) is None:
            chat = self._chats[chat_id] = _Allowance(1.0, self._limits.burst_in_a_chat, now)
        wait = max(self._overall.missing(amount, now), chat.missing(amount, now))
        if is_group:
            wait = max(wait, self._wait_of_group(chat_id, amount, now))
        if wait > 0:
            raise too_many_requests(wait)
        self._overall.take(amount)
        chat.take(amount)
        if is_group:
            self._groups[chat_id].extend([now] * amount)

    def spend_edit(self) -> None:
        """Count an edit, like a message, but not towards the limit of its chat."""
        if not self.enabled:
            return
        if (wait := self._overall.missing(1, self._monotonic())) > 0:
            raise too_many_requests(wait)
        self._overall.take(1)

    def _wait_of_group(self, chat_id: int, amount: int, now: float) -> float:
        sent = self._groups[chat_id]
        while sent and sent[0] <= now - _MINUTE:
            sent.popleft()
        excess = len(sent) + min(amount, self._limits.per_minute_in_a_group)
        excess -= self._limits.per_minute_in_a_group
        return 0.0 if excess <= 0 else sent[excess - 1] + _MINUTE - now
