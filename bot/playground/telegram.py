"""The simulated Telegram: the world, and the objects that act on it for the bot and its members."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .json_types import Json
from .parameters import Parameters
from .world.flood import FloodControl, FloodLimits
from .world.reactions import GROUPED_SECONDS, Reactions
from .world.taps import Taps
from .world.webhook import WebhookDelivery
from .world.world import World

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Profile:
    """What the bot says about itself, by language ("" for everybody else)."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    """By scope, written as JSON, and language."""
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)


class Telegram:
    """One bot's Telegram."""

    def __init__(
        self,
        bot_id: int,
        *,
        clock: Clock = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        flood: bool = True,
        limits: FloodLimits | None = None,
        grouped_seconds: float = GROUPED_SECONDS,
    ) -> None:
        self.world = World(bot_id, clock)
        self.flood = FloodControl(monotonic, limits, enabled=flood)
        self.taps = Taps(self.world)
        self.reactions = Reactions(self.world, grouped_seconds)
        self.webhook = WebhookDelivery(self.world)
        self.profile = Profile()

    async def close(self) -> None:
        """Stop all deliveries."""
        self.reactions.close()
        await self.webhook.stop()


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a Bot API method."""

    telegram: Telegram
    parameters: Parameters

    @property
    def world(self) -> World:
        """Shortcut to the chats and people."""
        return self.telegram.world


Method = Callable[[Call], Any]
"""Returns the `result` of the answer, or an awaitable of it. Raises BotApiError."""
