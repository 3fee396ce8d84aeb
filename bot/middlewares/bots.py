"""Learns from updates which bots the host's dispatcher serves, and through which of them each member came."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import TelegramObject

from ..telegram.bots import Bots
from .provisioning import acting_user


class BotsMiddleware(BaseMiddleware):
    """An outer middleware on `update`."""

    def __init__(self, bots: Bots, first: Callable[[Bot], None]) -> None:
        """`first` is called with the first bot that is known, if the start named none."""
        self._bots = bots
        self._first = first

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        bot: Bot = data["bot"]
        if self._bots.add(bot):
            self._first(bot)
        if (user := acting_user(event)) is not None:
            self._bots.came(user.id, bot)
        return await handler(event, data)
