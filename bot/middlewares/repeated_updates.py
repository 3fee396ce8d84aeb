"""Handles each update once, even if Telegram delivers it several times (docs/decisions/0021).

Telegram sends an update to a webhook again when the answer was late or lost, also while the first delivery is
still being handled. Only this process remembers updates; postings also have idempotency keys.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject, Update
from aiogram.types.update import UpdateTypeLookupError
from cachetools import FIFOCache

log = structlog.get_logger(__name__)

MAX_REMEMBERED = 50_000

Key = tuple[int, int, str, object, object]


class RepeatedUpdatesMiddleware(BaseMiddleware):
    """An outer middleware: on `update` in our own bot, on our routers alone in a host's.

    A repeated delivery of a handled update is ignored. While the first is in progress, the second waits for
    it, and handles the update itself if the first was cancelled. An update that no handler took is not
    remembered. Ids are unique within one bot.
    """

    def __init__(self, max_remembered: int = MAX_REMEMBERED, *, result_of_repeats: Any = UNHANDLED) -> None:
        """`result_of_repeats`: UNHANDLED, or None where handlers of others follow: they are not for what we
        handled."""
        self._result_of_repeats = result_of_repeats
        self._worked: FIFOCache[Key, None] = FIFOCache(max_remembered)
        self._being_worked: dict[Key, asyncio.Event] = {}

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        update: Update = event if isinstance(event, Update) else data["event_update"]
        key = _key(data["bot"].id, update)
        while (first := self._being_worked.get(key)) is not None:
            await first.wait()
        if key in self._worked:
            log.debug("update_came_again", update_id=update.update_id)
            return self._result_of_repeats
        ended = self._being_worked[key] = asyncio.Event()
        result: Any = None  # an error counts as handled: it was answered
        try:
            result = await handler(event, data)
        except asyncio.CancelledError:
            result = UNHANDLED
            raise
        finally:
            # A cancellation may appear as an error if a clean-up failed during it.
            task = asyncio.current_task()
            if result is not UNHANDLED and not (task is not None and task.cancelling()):
                self._worked[key] = None
            del self._being_worked[key]
            ended.set()
        return result


def _key(bot_id: int, update: Update) -> Key:
    # With the kind of update: ids may restart, for instance after a week without updates.
    if (tapped := update.callback_query) is not None:  # the most frequent kind, and the same in less time
        return bot_id, update.update_id, "callback_query", None, tapped.id
    try:
        kind = update.event_type
    except UpdateTypeLookupError:  # newer than the installed aiogram
        return bot_id, update.update_id, "", None, None
    event = getattr(update, kind)
    chat = getattr(event, "chat", None)
    own_id = getattr(event, "id", None) or getattr(event, "message_id", None)
    return bot_id, update.update_id, kind, chat and chat.id, own_id
