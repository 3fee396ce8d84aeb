"""Messages that show the progress of runs, one for each run and chat.

The database stores which message shows which run, so that updates continue at once after a restart. Every
process follows all messages; the one that claims a message edits it, at most every three seconds.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

import structlog
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest, TelegramRetryAfter

from ..services.clock import Clock
from ..services.jobs import Run, RunMessage, RunMessages
from ..services.rounds import Rounds
from ..services.tasks import TaskSupervisor
from ..ui.screens import Screen
from ..ui.texts import Texts
from ..ui.voice import Voice
from .bots import Bots
from .keyboard_updater import LEFT_ALONE, NOT_MODIFIED

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3.0
MAX_EDIT_SECONDS = 10.0
"""An edit is given up after this time, because its text is out of date by then."""
CLAIMED_SECONDS = MAX_EDIT_SECONDS + 5.0
PAUSE_SECONDS = 10.0
"""After a failed edit, which may have been applied."""

ScreenOf = Callable[[Run, Texts], Screen]


class LiveRuns:
    """Shows runs, and updates their messages from `open` to `close`."""

    def __init__(
        self,
        messages: RunMessages,
        screen_of: ScreenOf,
        clock: Clock,
        voice: Voice,
        *,
        every_seconds: float = EVERY_SECONDS,
        look_every_seconds: float = 1.0,
    ) -> None:
        """`every_seconds` is the minimum time between two edits of a message."""
        self._messages = messages
        self._screen_of = screen_of
        self._clock = clock
        self._voice = voice
        self._every = timedelta(seconds=every_seconds)
        self._look_every = look_every_seconds
        self._bots = Bots()
        self._tasks = TaskSupervisor()

    def open(self, bots: Bots) -> None:
        """Start updating, also messages from before a restart: each through the bot that sent it. A second
        call has no effect."""
        self._bots = bots
        if not len(self._tasks):
            rounds = Rounds(log, "runs_not_shown", self._follow, self._look_every, quiet=True)
            self._tasks.start("messages of runs", rounds.go_on())

    async def close(self) -> None:
        """Stop updating. Messages stay as they are until a process continues."""
        await self._tasks.close()

    async def send(self, bot: Bot, run: Run, chat_id: int, texts: Texts) -> None:
        """Show the run in a new message, which becomes the only one in this chat."""
        screen = self._screen_of(run, texts)
        sent = await bot.send_message(
            chat_id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
        )
        message = RunMessage(run.id, chat_id, sent.message_id, texts.language, _digest(screen), bot.id)
        await self._put(bot, message, self._every)

    async def attach(self, bot: Bot, run: Run, chat_id: int, message_id: int, texts: Texts) -> None:
        """Show the run in an existing message, which becomes the only one in this chat: now, or as soon as it
        may be edited again."""
        message = RunMessage(run.id, chat_id, message_id, texts.language, None, bot.id)
        await self._put(bot, message, timedelta())
        await self.refresh_due(bot)

    async def detach(self, chat_id: int, message_id: int) -> None:
        """Stop updating a message, which shows something else from now on."""
        await self._messages.detach(chat_id, message_id)

    async def refresh_due(self, here: "Bot | None" = None) -> None:
        """Update every message that may be edited now, and whose bot is known, as `here` is. Raises
        DatabaseUnavailable."""
        now = self._clock()  # also for the claims below, so that a stale reading of a run is not shown
        for message, run in await self._messages.due(now):
            is_here = here is not None and message.bot_id in (None, here.id)
            bot = here if is_here else self._bots.get(message.bot_id)
            if bot is None:  # a process that has this bot edits it
                continue
            screen = self._screen_of(run, self._voice.texts(self._voice.language_of(message.language)))
            shown = _digest(screen)
            if shown == message.shown:
                if run.ended:
                    await self._messages.edited(message, shown, final=True, next_at=now)
            elif await self._messages.claim(message, now, now + timedelta(seconds=CLAIMED_SECONDS)):
                await self._edit(bot, message, screen, shown, final=run.ended)

    async def _put(self, bot: Bot, message: RunMessage, wait: timedelta) -> None:
        former = await self._messages.put(message, self._clock() + wait)
        if former is not None:
            with suppress(TelegramAPIError):  # its buttons work anyway
                await bot.delete_message(message.chat_id, former)

    async def _edit(self, bot: Bot, message: RunMessage, screen: Screen, shown: str, *, final: bool) -> None:
        after, said = self._every, None
        try:
            async with asyncio.timeout(MAX_EDIT_SECONDS):
                await bot.edit_message_text(
                    screen.text,
                    chat_id=message.chat_id,
                    message_id=message.message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=screen.keyboard,
                )
            said = shown
        except TelegramRetryAfter as error:
            after = max(after, timedelta(seconds=error.retry_after))
        except LEFT_ALONE as error:
            if not (isinstance(error, TelegramBadRequest) and NOT_MODIFIED in error.message.lower()):
                log.info("run_not_shown", run=message.run_id, chat_id=message.chat_id, reason=str(error))
                await self._messages.drop(message)
                return
            said = shown
        except (TelegramAPIError, ClientDecodeError, TimeoutError) as error:
            log.info("run_not_shown", run=message.run_id, chat_id=message.chat_id, reason=str(error))
            after = max(after, timedelta(seconds=PAUSE_SECONDS))
        await self._messages.edited(
            message, said, final=final and said is not None, next_at=self._clock() + after
        )

    async def _follow(self) -> bool:
        await self.refresh_due()
        return False


def _digest(screen: Screen) -> str:
    keyboard = screen.keyboard.model_dump_json() if screen.keyboard is not None else ""
    return sha256(f"{screen.text}\0{keyboard}".encode()).hexdigest()
