"""Sends the messages of runs of `send_messages`: the effect of each page (services/jobs/effects.py).

Each message is claimed before it is sent and noted after it, so that nobody gets it twice. What a process
that was killed has begun counts as unknown, and is not sent again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from time import monotonic

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

from ..services.gamification import Gamification
from ..services.gamification.mass_messages import KIND
from ..services.gamification.rules.publishing import MessageContent, SentState, content_of
from ..services.jobs import EffectImpossible, Page, Run
from ..services.tasks import TaskSupervisor, stop_if_cancelled
from .bots import Bots
from .publishing import send_content
from .send_pace import SendPace
from .transport.outgoing import not_waiting

log = structlog.get_logger(__name__)

PER_SECOND = 25.0
SLOW_PER_SECOND = 5.0
"""While another process tells members what happened to them: both together stay near Telegram's limit."""
AT_ONCE = 12
"""Enough for 25 a second where Telegram takes half a second to answer."""
CATCH_UP_SECONDS = 0.1
FINISH_SECONDS = 1.3
"""How long messages that were begun have to be answered, where a run is stopped."""
MAX_REFUSED = 10
"""If Telegram refuses the message for so many members in a row and nobody got it, it is the message."""
GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot can't initiate")


@dataclass(slots=True)
class _Sending:
    """The messages of one page."""

    run: Run
    content: MessageContent
    left: Iterator[int]
    pause: float
    stopped: bool = False
    refused_in_a_row: int = 0
    error: Exception | None = None


class MassSender:
    """Sends through the bots of this process, in turn with announcements."""

    def __init__(
        self,
        gamification: Gamification,
        pace: SendPace,
        *,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gamification = gamification
        self._messages = gamification.mass_messages
        self._pace = pace
        self._now = now
        self._sleep = sleep
        self._bots = Bots()
        self._line = asyncio.Lock()
        self._next = float("-inf")

    def open(self, bots: Bots) -> None:
        """Work such runs in this process, which has one bot at least."""
        self._bots = bots
        self._gamification.jobs.effect(KIND, self.send_page)

    async def send_page(self, run: Run, page: Page) -> None:
        """Send to the members of a page whom nobody has begun to send to. Raises EffectImpossible if the
        message cannot be sent to anybody, and DatabaseUnavailable."""
        members = await self._messages.recipients(run, page)
        slow = await self._gamification.outbox.others_tell()
        sending = _Sending(
            run,
            content_of(run.params["content"]),
            iter(members),
            1 / (SLOW_PER_SECOND if slow else PER_SECOND),
        )
        tasks = TaskSupervisor()
        working = [tasks.start(f"messages of run {run.id}", self._work(sending)) for _ in range(AT_ONCE)]
        try:
            await asyncio.wait(working)
        finally:
            sending.stopped = True
            await tasks.finish(FINISH_SECONDS)
        if sending.error is not None:
            raise sending.error

    async def _work(self, sending: _Sending) -> None:
        try:
            await self._send_those_left(sending)
        except Exception as error:  # noqa: BLE001 - the page ends with it
            stop_if_cancelled(error)
            sending.error, sending.stopped = error, True

    async def _send_those_left(self, sending: _Sending) -> None:
        for user_id in sending.left:
            while await self._turn(sending) and await self._messages.claim(sending.run.id, user_id):
                if await self._send(sending, user_id):
                    break
            if sending.stopped:
                return

    async def _send(self, sending: _Sending, user_id: int) -> bool:
        """Send a message that was claimed, and note what became of it. Returns False if it certainly was not
        sent and is to be tried again."""
        try:
            with not_waiting():
                await self._through_a_bot(sending.content, user_id)
        except TelegramRetryAfter as error:
            self._pace.retry_after(error.retry_after)
            await self._messages.release(sending.run.id, user_id)
            return False
        except TelegramUnauthorizedError as error:
            await self._messages.release(sending.run.id, user_id)
            raise EffectImpossible(error.message) from error
        except EffectImpossible:
            await self._messages.release(sending.run.id, user_id)
            raise
        except (TelegramAPIError, ClientDecodeError) as error:
            stop_if_cancelled(error)
            if isinstance(error.__cause__, ClientConnectorError):  # Telegram never saw it
                self._pace.failed()
                await self._messages.release(sending.run.id, user_id)
                return False
            state = self._state_after(error)
            log.info("not_sent", run=sending.run.id, user_id=user_id, state=state.value, reason=str(error))
            await self._note(sending, user_id, state, error.message)
        else:
            self._pace.works()
            await self._note(sending, user_id, SentState.SENT)
        return True

    def _state_after(self, error: TelegramAPIError | ClientDecodeError) -> SentState:
        if isinstance(error, TelegramForbiddenError | TelegramMigrateToChat):
            self._pace.works()
            return SentState.UNREACHABLE
        if isinstance(error, TelegramBadRequest):
            self._pace.works()
            gone = any(words in error.message.lower() for words in GONE)
            return SentState.UNREACHABLE if gone else SentState.REFUSED
        self._pace.failed()
        return SentState.UNKNOWN

    async def _note(self, sending: _Sending, user_id: int, state: SentState, reason: str = "") -> None:
        await self._messages.note(sending.run.id, user_id, state)
        if state is SentState.REFUSED:
            sending.refused_in_a_row += 1
            if sending.refused_in_a_row >= MAX_REFUSED and not sending.run.changed:
                raise EffectImpossible(f"Telegram refuses the message: {reason}")
        elif state is SentState.SENT:
            sending.refused_in_a_row = -(10**9)  # it can be sent

    async def _through_a_bot(self, content: MessageContent, user_id: int) -> None:
        """Send through the bot that the member knows; files only through the bot that has them. Raises what
        the last one that was tried raises."""
        *others, last = self._able(self._bots.of(user_id), content)
        for bot in others:
            try:
                await send_content(bot, user_id, content)
            except (TelegramForbiddenError, TelegramBadRequest) as error:
                log.debug("another_bot_tried", user_id=user_id, bot=bot.id, reason=error.message)
            else:
                return
        await send_content(last, user_id, content)

    def _able(self, bots: list[Bot], content: MessageContent) -> list[Bot]:
        if not content.files or content.bot_id is None:
            return bots
        able = [bot for bot in bots if bot.id == content.bot_id]
        if not able:
            raise EffectImpossible(f"the bot {content.bot_id}, which has the files, does not run here")
        return able

    async def _turn(self, sending: _Sending) -> bool:
        """Wait for the next place: in this run, and among everything that this process sends on its own.
        Returns False if nothing more is to be sent."""
        if sending.stopped:
            return False
        async with self._line:
            if (wait := self._next - self._now()) > 0:
                await self._sleep(wait)
            self._next = max(self._next, self._now() - CATCH_UP_SECONDS) + sending.pause
        await self._pace.turn()
        return not sending.stopped
