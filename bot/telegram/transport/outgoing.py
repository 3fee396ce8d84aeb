"""Outgoing calls to Telegram: a call that is refused with 429 is repeated after the wait.

When many members write at once, Telegram refuses some of our answers with 429; members should not have to
write again because of this.
"""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import EditMessageReplyMarkup, GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

log = structlog.get_logger(__name__)

MAX_WAIT_SECONDS = 60.0
SPREAD_SECONDS = 1.0

_waits: ContextVar[bool] = ContextVar("waits", default=True)


@contextmanager
def not_waiting() -> Iterator[None]:
    """Calls in this block are refused with 429 at once: who sends on its own puts everything off, and not
    only this call."""
    before = _waits.set(False)
    try:
        yield
    finally:
        _waits.reset(before)


class RetryAfterMiddleware(BaseRequestMiddleware):
    """Waits as long as Telegram says, at most `MAX_WAIT_SECONDS` in all for one call, and tries again.

    A call refused with 429 had no effect, so nothing is sent twice. getUpdates is left to polling, and counts
    under posts to their updater, which has newer counts by then.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        left_seconds = MAX_WAIT_SECONDS
        while True:
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                # Spread out, so that calls refused together are not repeated together.
                pause = error.retry_after + random.uniform(0, SPREAD_SECONDS)  # noqa: S311
                unwilling = isinstance(method, GetUpdates | EditMessageReplyMarkup) or not _waits.get()
                if unwilling or pause > left_seconds:
                    raise
                left_seconds -= pause
                log.info("retry_after", method=method.__api_method__, seconds=error.retry_after)
            await asyncio.sleep(pause)
