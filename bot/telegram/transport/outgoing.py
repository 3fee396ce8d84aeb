"""What goes out to Telegram: a call that Telegram tells to wait is made again after the wait.

When many members write at once, Telegram answers some of the answers with 429; whoever wrote should not
have to write again for it.
"""

import asyncio
import random

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import EditMessageReplyMarkup, GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

log = structlog.get_logger(__name__)

MAX_WAIT_SECONDS = 60.0
SPREAD_SECONDS = 1.0


class RetryAfterMiddleware(BaseRequestMiddleware):
    """Waits as long as Telegram says, at most `MAX_WAIT_SECONDS` in all for one call, and tries again.

    A call that was refused with 429 had no effect, so nothing is sent twice. getUpdates is left to polling,
    and counts under posts to their updater, which by then has newer ones to show.
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
                # Spread out, or all that were refused together would come back together.
                pause = error.retry_after + random.uniform(0, SPREAD_SECONDS)  # noqa: S311
                if isinstance(method, GetUpdates | EditMessageReplyMarkup) or pause > left_seconds:
                    raise
                left_seconds -= pause
                log.info("retry_after", method=method.__api_method__, seconds=error.retry_after)
            await asyncio.sleep(pause)
