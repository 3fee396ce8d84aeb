"""Tells whoever listens that rewards of a member became claimable, after the transaction that did it.

Services do not know Telegram; the application listens and writes to the member.
"""

from collections.abc import Callable

import structlog

from ..rules.rewards import Reward

log = structlog.get_logger(__name__)

Listener = Callable[[int, tuple[Reward, ...]], None]
"""Called with the member's id and the rewards; must not block and not raise."""


class Unlocks:
    """Listeners of one process."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call `listener` for every member whose rewards become claimable from now on."""
        self._listeners.append(listener)

    def publish(self, user_id: int, unlocked: tuple[Reward, ...]) -> None:
        """Tell the listeners; what they make of it never changes what the member got."""
        if not unlocked:
            return
        for listener in self._listeners:
            try:
                listener(user_id, unlocked)
            except Exception:
                log.exception("unlock_listener_failed", user_id=user_id)
