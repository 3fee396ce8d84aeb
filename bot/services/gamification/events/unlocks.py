"""Notifies listeners of rewards that became claimable, after the commit.

Services do not know Telegram; the application listens and sends the member a message.
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
        """Call `listener` whenever rewards of a member become claimable."""
        self._listeners.append(listener)

    def publish(self, user_id: int, unlocked: tuple[Reward, ...]) -> None:
        """Call the listeners. Their errors do not affect the member."""
        if not unlocked:
            return
        for listener in self._listeners:
            try:
                listener(user_id, unlocked)
            except Exception:
                log.exception("unlock_listener_failed", user_id=user_id)
