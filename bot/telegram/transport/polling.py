"""Long polling that can stop without losing an update.

aiogram's own `start_polling` closes the conversation storage and the session while handlers still run as
tasks, although a getUpdates call has already acknowledged their updates: such a stop loses answers
(docs/decisions/0020). This loop stops fetching, lets the handlers end, and only then acknowledges their
updates, so that none is handled twice after the restart.
"""

import asyncio

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update

from ...backoff import Backoff, Pauses
from ...services.tasks import TaskSupervisor, until
from .incoming import FINISH_SECONDS, handle_update, parse_update

log = structlog.get_logger(__name__)

POLL_SECONDS = 25
HANDLERS_AT_ONCE = 200
"""At this number no more updates are fetched: they wait at Telegram and not in our memory."""
ACKNOWLEDGE_SECONDS = 1.5
PAUSES = Pauses(0.5, 15.0)


class Polling:
    """Fetches updates and runs their handlers, at most `HANDLERS_AT_ONCE` at the same time."""

    def __init__(self, dispatcher: Dispatcher, bot: Bot) -> None:
        self._dispatcher = dispatcher
        self._bot = bot
        self._allowed = dispatcher.resolve_used_update_types()
        self._handlers = TaskSupervisor()
        self._slots = asyncio.Semaphore(HANDLERS_AT_ONCE)
        self._unfinished: set[int] = set()
        self._next: int | None = None
        self._backoff = Backoff(PAUSES)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish running handlers. Raises TelegramUnauthorizedError if
        Telegram no longer accepts the token.
        """
        try:
            while not stop.is_set():
                for update_id, update in await until(stop, self._fetch()) or ():
                    if self._slots.locked():
                        await until(stop, _free(self._slots))
                    if stop.is_set():
                        break  # not begun and not acknowledged: it comes again after the restart
                    self._next = update_id + 1
                    if update is not None:
                        await self._begin(update)
        finally:
            await self._finish()

    async def _fetch(self) -> list[tuple[int, Update | None]]:
        """Fetch the next updates, with None for one that cannot be read. After a failure it pauses and
        returns none."""
        request = GetUpdates(offset=self._next, timeout=POLL_SECONDS, allowed_updates=self._allowed)
        try:
            updates = await self._bot(request, request_timeout=POLL_SECONDS + 10)
        except TelegramUnauthorizedError:
            raise
        except ClientDecodeError as error:
            # One update that aiogram cannot read must not block the others of its batch.
            if isinstance(error.data, dict) and isinstance(raw := error.data.get("result"), list):
                return [(one["update_id"], parse_update(self._bot, one)) for one in raw]
            await self._pause("polling_failed", "the answer is not from a Bot API server")
        except TelegramRetryAfter as error:
            log.warning("polling_rate_limited", seconds=error.retry_after)
            await asyncio.sleep(error.retry_after)
        except TelegramConflictError as error:
            await self._pause("polling_conflict", f"{error.message}; is the bot running somewhere else too?")
        except TelegramAPIError as error:
            await self._pause("polling_failed", str(error))
        else:
            if self._backoff.tries:
                log.info("polling_works_again")
                self._backoff.works()
            return [(update.update_id, update) for update in updates]
        return []

    async def _pause(self, event: str, reason: str) -> None:
        seconds = self._backoff.failed()
        log.warning(event, reason=reason, tries=self._backoff.tries, again_in_seconds=round(seconds, 1))
        await asyncio.sleep(seconds)

    async def _begin(self, update: Update) -> None:
        await self._slots.acquire()
        self._unfinished.add(update.update_id)
        handling = self._handlers.start(
            f"update {update.update_id}", handle_update(self._dispatcher, self._bot, update)
        )
        handling.add_done_callback(lambda done: self._ended(update.update_id, done.cancelled()))

    def _ended(self, update_id: int, cut_off: bool) -> None:
        self._slots.release()
        if not cut_off:
            self._unfinished.discard(update_id)

    async def _finish(self) -> None:
        if running := len(self._handlers):
            log.info("finishing", handlers=running)
        if left := await self._handlers.finish(FINISH_SECONDS):
            log.error("handlers_cut_off", handlers=left, after_seconds=FINISH_SECONDS)
        if self._next is None:
            return
        # A cancelled update comes again, unless an earlier getUpdates acknowledged it.
        offset = min(self._unfinished, default=self._next)
        try:
            await asyncio.wait_for(self._acknowledge(offset), ACKNOWLEDGE_SECONDS)
        except (TelegramAPIError, ClientDecodeError, TimeoutError) as error:
            log.warning("not_acknowledged", from_update=offset, reason=str(error) or "no answer in time")

    async def _acknowledge(self, offset: int) -> None:
        request = GetUpdates(offset=offset, limit=1, timeout=0, allowed_updates=self._allowed)
        while True:
            try:
                await self._bot(request)
            except TelegramConflictError:  # the server has not noticed yet that our last poll ended
                await asyncio.sleep(0.1)
            else:
                return


async def _free(slots: asyncio.Semaphore) -> None:
    async with slots:
        pass
