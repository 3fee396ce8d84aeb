"""A Telegram whose getUpdates waits as long as it is asked to."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.methods import GetUpdates, TelegramMethod

from tests.kit.recording_session import RecordingSession


class Telegram(RecordingSession):
    """Refuses what the test wants, each refusal once unless it stands in `refusals`."""

    def __init__(self) -> None:
        super().__init__()
        self.once: dict[type[TelegramMethod[Any]], list[Exception]] = {}
        self.refuse_where: Callable[[TelegramMethod[Any]], Exception | None] = lambda _method: None

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,
    ) -> Any:
        if errors := self.once.get(type(method)):
            raise errors.pop(0)
        if error := self.refuse_where(method):
            raise error
        if isinstance(method, GetUpdates):
            self.sent.append(method)
            await asyncio.sleep(method.timeout or 0)
            return []
        return await super().make_request(bot, method, timeout)

    async def until_sent(self, kind: type[TelegramMethod[Any]]) -> TelegramMethod[Any]:
        async with asyncio.timeout(20):
            while True:
                for method in self.sent:
                    if isinstance(method, kind):
                        return method
                await asyncio.sleep(0.01)
