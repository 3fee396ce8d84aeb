"""Counts updates in progress, so that a host bot can wait for them before the database closes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from ..telegram.send_pace import Traffic


class InFlightMiddleware(BaseMiddleware):
    """An outer middleware on `update`. aiogram's own stop does not wait for handlers that run as tasks."""

    def __init__(self, traffic: Traffic) -> None:
        """`traffic` tells those that send on their own what is answered just now."""
        self._traffic = traffic
        self._none = asyncio.Event()
        self._none.set()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        self._traffic.under_way += 1
        self._none.clear()
        try:
            return await handler(event, data)
        finally:
            self._traffic.under_way -= 1
            self._traffic.answered += 1
            if not self._traffic.under_way:
                self._none.set()

    async def drained(self, seconds: float) -> bool:
        """Wait at most `seconds` until no update is in progress. Returns False if some still are."""
        try:
            await asyncio.wait_for(self._none.wait(), seconds)
        except TimeoutError:
            return False
        return True
