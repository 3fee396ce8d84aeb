"""Keeps the counts under posts up to date with few edits, however many members tap at once.

Every post with changes has one task: it reads the counts, edits, waits three seconds, and repeats until
nothing has changed since its last edit. The last check also makes several processes agree: if two edit at the
same time, the older counts may arrive last, and the process that sent them then notices it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import InlineKeyboardMarkup

from ..backoff import Pauses
from ..services.gamification import DatabaseUnavailable
from ..services.tasks import TaskSupervisor
from .edit_pace import EditPace

log = structlog.get_logger(__name__)

LEFT_ALONE = (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
    TelegramMigrateToChat,
)
"""Errors that do not pass: the post is gone, or we may not edit it."""
FAILURES = (TelegramAPIError, ClientDecodeError, DatabaseUnavailable)
NOT_MODIFIED = "message is not modified"
FLUSH_SECONDS = 2.0
"""How long a stop waits for the last edits; together with the wait for handlers this is below ten seconds."""
ANSWER_SECONDS = 10
"""How long an edit may take: a hanging connection must not delay the other posts."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message with reaction buttons: the number is only unique within its chat."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class UpdateLimits:
    """How often and how much is edited. Telegram publishes no limits; these are well below the rate at which
    it begins to answer 429."""

    post_seconds: float = 3.0
    """The minimum time between two edits of one post."""
    edits_per_second: float = 20.0
    """Over all posts."""
    at_once: int = 5
    """Concurrent edits: as many may be refused before the first refusal arrives."""
    max_pause_seconds: float = 60.0
    """After consecutive failures; a wait that Telegram asks for is always waited in full."""
    max_posts: int = 10_000
    """Posts with changes at the same time; further posts are updated at their next tap."""


Draw = Callable[[Post], Awaitable[InlineKeyboardMarkup | None]]


class KeyboardUpdater:
    """Updates the keyboard of a post after `refresh`, which is called after every change. Each process has
    its own."""

    def __init__(self, draw: Draw, limits: UpdateLimits | None = None) -> None:
        """`draw` returns the keyboard that a post should have now, None if it should not be edited."""
        self._draw = draw
        self._limits = limits or UpdateLimits()
        self._tasks = TaskSupervisor()
        self._pace = EditPace(
            self._limits.edits_per_second,
            # a failed edit may have been applied
            Pauses(self._limits.post_seconds, self._limits.max_pause_seconds),
        )
        self._slots = asyncio.Semaphore(self._limits.at_once)
        self._asked: dict[Post, bool] = {}
        self._closing = asyncio.Event()

    @property
    def pending(self) -> int:
        """How many posts are being updated."""
        return len(self._asked)

    def refresh(self, bot: Bot, post: Post) -> None:
        """Update the post's counts soon. It returns at once and never fails."""
        if post in self._asked:
            self._asked[post] = True
        elif self._closing.is_set() or len(self._asked) >= self._limits.max_posts:
            log.warning("counts_not_shown", chat_id=post.chat_id, pending=len(self._asked))
        else:
            self._asked[post] = True
            self._tasks.start(f"counts under {post.chat_id}/{post.message_id}", self._follow(bot, post))

    async def close(self, seconds: float = FLUSH_SECONDS) -> None:
        """Make the last edits without the pause of three seconds; give up after `seconds`."""
        self._closing.set()
        if left := await self._tasks.finish(seconds):
            log.warning("counts_not_shown", pending=len(left), after_seconds=seconds)

    async def _follow(self, bot: Bot, post: Post) -> None:
        shown: InlineKeyboardMarkup | None = None
        try:
            while True:
                async with self._slots:
                    await self._pace.turn()
                    self._asked[post] = False  # the check below may miss later changes
                    try:
                        wanted = await self._draw(post)
                        if wanted is not None and wanted != shown:
                            await self._edit(bot, post, wanted)
                        elif not self._asked[post]:
                            return
                    except TelegramRetryAfter as error:
                        log.info("retry_after", method="editMessageReplyMarkup", seconds=error.retry_after)
                        self._pace.retry_after(error.retry_after)
                        continue
                    except LEFT_ALONE as error:
                        log.debug("post_left_alone", **_names(post), reason=str(error))
                        return
                    except FAILURES as error:
                        pause = self._pace.failed()
                        log.info(
                            "counts_not_shown",
                            **_names(post),
                            reason=str(error),
                            again_in_seconds=round(pause, 1),
                        )
                        if self._closing.is_set():
                            return
                        continue
                    self._pace.works()
                    shown = wanted
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), self._limits.post_seconds)
        finally:
            del self._asked[post]

    async def _edit(self, bot: Bot, post: Post, keyboard: InlineKeyboardMarkup) -> None:
        try:
            await bot.edit_message_reply_markup(
                chat_id=post.chat_id,
                message_id=post.message_id,
                reply_markup=keyboard,
                request_timeout=ANSWER_SECONDS,
            )
        except TelegramBadRequest as error:
            if NOT_MODIFIED not in error.message.lower():
                raise


def _names(post: Post) -> dict[str, int]:
    return {"chat_id": post.chat_id, "message_id": post.message_id}
